#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "parsers/sql_lexer.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule undeclared_column = {
    .name = "undeclared-column",
    .summary = "The migrations make a column that no model declares.",
    .why = R"(
The column was taken out of the model and stayed in the database. Its values grow old, and where it is
NOT NULL without a default every INSERT of the model fails.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("total", sa.Integer(), nullable=True),
    )
)",
                .good = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("total", sa.Integer(), nullable=True),
    )
    op.drop_column("orders", "total")
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
Models that could be read only in part.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& table : drift.tables)
    for (const Column* column : table.undeclared_columns) {
      const std::string object = object_name(table.name(), {column->name});
      const bool required = !column->nullable.value && !column->server_default &&
                            !column->identity && !column->computed;
      const Mend mend{
          .operation = fmt::format("op.drop_column({}, {}{})", python_string(table.name().name),
                                   python_string(column->name), schema_argument(table.name())),
          .statement = fmt::format("ALTER TABLE {} DROP COLUMN {}", sql_name(table.name()),
                                   quote_identifier(column->name))};
      Finding finding{
          .where = column->where.known() ? column->where : table.table.present->where,
          .message = fmt::format("no model declares column {}{}", object,
                                 required ? ", which every INSERT must give a value" : ""),
          .help = drift_help(context.project(), table.name(), mend, AlembicCheck::sees),
          .object = object};
      add_place(finding, table.table.wanted->where, model_here);
      context.report(std::move(finding));
    }
}

}  // namespace schemalint::rules
