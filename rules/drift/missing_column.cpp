#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "parsers/sql_lexer.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule missing_column = {
    .name = "missing-column",
    .summary = "A model has a column that no migration makes.",
    .why = R"(
Every query of the model names all its columns: the first one in production ends in `UndefinedColumn`,
for the whole table. Tests that make their tables with `create_all()` do not see it.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
    )
)",
                .good = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]


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
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

Mend mend_of(const TableDrift& drift, const Column& column) {
  const bool required = !column.nullable.value && !column.server_default && !column.identity;
  const std::string type = column.type.value.empty() ? "…" : column.type.value;
  const std::string_view null = column.nullable.value ? "" : " NOT NULL";
  return {.operation =
              fmt::format("op.add_column({}, sa.Column({}, …, nullable={}){})",
                          python_string(drift.name().name), python_string(column.name),
                          column.nullable.value ? "True" : "False", schema_argument(drift.name())),
          .statement = fmt::format("ALTER TABLE {} ADD COLUMN {} {}{}", sql_name(drift.name()),
                                   quote_identifier(column.name), type, null),
          .remark = required ? "rows that are there already need a value first" : ""};
}

}  // namespace

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& table : drift.tables)
    for (const Column* column : table.missing_columns) {
      const std::string object = object_name(table.name(), {column->name});
      Finding finding{.where = column->where.known() ? column->where : table.table.wanted->where,
                      .message = fmt::format("no migration makes column {}", object),
                      .help = drift_help(context.project(), table.name(), mend_of(table, *column),
                                         AlembicCheck::sees),
                      .object = object};
      add_place(finding, table.table.present->where, table_made_here);
      context.report(std::move(finding));
    }
}

}  // namespace schemalint::rules
