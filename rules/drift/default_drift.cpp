#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "parsers/sql_lexer.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule default_drift = {
    .name = "default-drift",
    .summary = "A column has another server default in the model than in the database.",
    .why = R"(
What a row gets that leaves the column out is what the database says. Where only the model has the default
such an INSERT, from SQL or from another program, stores NULL or fails; where only the database has it,
databases that are made from the models behave differently.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int] = mapped_column(server_default=text("0"))


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("total", sa.Integer(), nullable=False),
    )
)",
                .good = R"(
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int] = mapped_column(server_default=text("0"))


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
    )
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
Other spellings of one value: `'0'` and 0, `now()` and CURRENT_TIMESTAMP, casts. Sequences, identity and
generated columns. `default=`, which is Python's and never the database's.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::info,
    .check = check,
};

namespace {

std::string default_text(const Column& column) {
  return column.server_default ? "the default " + column.server_default->value : "no default";
}

}  // namespace

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& table : drift.tables)
    for (const auto& [wanted, present] : table.defaults) {
      const std::string object = object_name(table.name(), {wanted->name});
      const std::string sql = wanted->server_default ? wanted->server_default->value : "";
      const std::string value =
          sql.empty() ? "None" : fmt::format("sa.text({})", python_string(sql));
      const Mend mend{
          .operation = fmt::format("op.alter_column({}, {}, server_default={}{})",
                                   python_string(table.name().name), python_string(wanted->name),
                                   value, schema_argument(table.name())),
          .statement = fmt::format("ALTER TABLE {} ALTER COLUMN {} {}", sql_name(table.name()),
                                   quote_identifier(wanted->name),
                                   sql.empty() ? "DROP DEFAULT" : "SET DEFAULT " + sql)};
      const auto& place = wanted->server_default;
      Finding finding{
          .where = place && place->where.known() ? place->where : wanted->where,
          .message = fmt::format("{} has {} in the model and {} in the database", object,
                                 default_text(*wanted), default_text(*present)),
          .help = drift_help(context.project(), table.name(), mend, AlembicCheck::sees_defaults),
          .object = object};
      const auto& made = present->server_default;
      add_place(finding, made && made->where.known() ? made->where : present->where, made_here);
      context.report(std::move(finding));
    }
}

}  // namespace schemalint::rules
