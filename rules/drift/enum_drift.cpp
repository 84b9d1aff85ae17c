#include <fmt/core.h>

#include <algorithm>

#include "analyzer/drift/drift.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule enum_drift = {
    .name = "enum-drift",
    .summary = "A native ENUM has other values in the model than in the database.",
    .why = R"(
A value that only the model has cannot be stored: PostgreSQL refuses it with `invalid input value for
enum`. One that only the database has makes SQLAlchemy raise `LookupError` when it reads such a row.
Alembic's autogenerate does not compare values.
)",
    .example = {.file = "models.py",
                .bad = R"(
import enum

from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class State(enum.Enum):
    open = "open"
    done = "done"
    late = "late"


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(Enum(State, name="state"))


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("state", sa.Enum("open", "done", name="state"), nullable=False),
    )
)",
                .good = R"(
import enum

from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class State(enum.Enum):
    open = "open"
    done = "done"
    late = "late"


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(Enum(State, name="state"))


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("state", sa.Enum("open", "done", "late", name="state"), nullable=False),
    )
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
Another order of the same values. Types that were not understood, or that only one side has.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

std::vector<std::string> only_in(const std::vector<std::string>& values,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> rest;
  for (const std::string& value : values)
    if (std::ranges::find(others, value) == others.end()) rest.push_back(value);
  return rest;
}

std::string statement(const EnumType& present, const std::vector<std::string>& missing) {
  if (missing.empty()) return fmt::format("ALTER TYPE {} RENAME TO …", sql_name(present.name));
  return fmt::format("ALTER TYPE {} ADD VALUE '{}'", sql_name(present.name), missing.front());
}

}  // namespace

static void check(const Drift& drift, Context& context) {
  constexpr size_t most_values = 5;
  for (const auto& [wanted, present] : drift.enums) {
    if (wanted == nullptr || present == nullptr) continue;
    const std::vector<std::string> missing = only_in(wanted->values, present->values);
    const std::vector<std::string> undeclared = only_in(present->values, wanted->values);
    std::vector<std::string> parts;
    if (!missing.empty()) parts.push_back(shortened(missing, most_values) + " only in the model");
    if (!undeclared.empty())
      parts.push_back(shortened(undeclared, most_values) + " only in the database");
    const std::string sql = statement(*present, missing);
    const Mend mend{.operation = fmt::format("op.execute({})", python_string(sql)),
                    .statement = sql,
                    .remark = missing.empty() ? "a value goes only with a new type that takes the "
                                                "place of the old one"
                                              : ""};
    Finding finding{
        .where = wanted->used_by.empty() ? wanted->where : wanted->used_by.front().where,
        .message = fmt::format("ENUM {} has {}", wanted->name.text(), enumeration(parts)),
        .help = drift_help(context.project(), wanted->name, mend, AlembicCheck::blind),
        .object = wanted->name.text()};
    add_place(finding, wanted->where, declared_here);
    add_place(finding, present->where, made_here);
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
