#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "parsers/sql_lexer.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule type_drift = {
    .name = "type-drift",
    .summary = "A column has another type in the model than in the database.",
    .why = R"(
The model says how values are bound and checked, the database what it takes: a longer string than the
VARCHAR of the database raises, a narrower type of the model does not hold what is there, a comparison of
two types may not use the index. Tests that make their tables from the models see neither.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(20), nullable=False),
    )
)",
                .good = R"(
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
    )
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
Types that are one in PostgreSQL: serial and integer, decimal and numeric, float and double precision. A
type that could not be evaluated.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

std::string type_text(const Column& column) {
  if (column.enum_type) return column.enum_type->text();
  return column.type.value;
}

/// It compares names, and arguments only where both sides have as many: VARCHAR is VARCHAR(20) to
/// it.
AlembicCheck check_of(const Column& a, const Column& b) {
  const std::string x = type_text(a), y = type_text(b);
  const bool same_name = x.substr(0, x.find('(')) == y.substr(0, y.find('('));
  const bool one_has_arguments = x.ends_with(')') != y.ends_with(')');
  return same_name && one_has_arguments ? AlembicCheck::blind : AlembicCheck::sees_types;
}

}  // namespace

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& table : drift.tables)
    for (const auto& [wanted, present] : table.types) {
      const std::string object = object_name(table.name(), {wanted->name});
      const Mend mend{
          .operation =
              fmt::format("op.alter_column({}, {}, type_=…{})", python_string(table.name().name),
                          python_string(wanted->name), schema_argument(table.name())),
          .statement = fmt::format("ALTER TABLE {} ALTER COLUMN {} TYPE {}", sql_name(table.name()),
                                   quote_identifier(wanted->name), type_text(*wanted))};
      Finding finding{
          .where = wanted->where,
          .message = fmt::format("{} is {} in the model and {} in the database", object,
                                 type_text(*wanted), type_text(*present)),
          .help = drift_help(context.project(), table.name(), mend, check_of(*wanted, *present)),
          .object = object};
      add_place(finding, present->type.where.known() ? present->type.where : present->where,
                made_here);
      context.report(std::move(finding));
    }
}

}  // namespace schemalint::rules
