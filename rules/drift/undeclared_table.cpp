#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule undeclared_table = {
    .name = "undeclared-table",
    .summary = "The migrations make a table that no model declares.",
    .why = R"(
Either the model went away and its table stayed, with the rows in it, or the table belongs to code that
does not use the models. Alembic's autogenerate proposes to drop it in every new revision, and one day
somebody does not take the line out.
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
    )
    op.create_table("invoices", sa.Column("id", sa.Integer(), primary_key=True))
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
    )
    op.create_table("invoices", sa.Column("id", sa.Integer(), primary_key=True))
    op.drop_table("invoices")
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
Partitions, the tables of Alembic and of PostGIS. Projects with models that could not be read.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Drift& drift, Context& context) {
  if (context.project().coverage.tables_unknown > 0) return;  // it may be one of those
  for (const TableDrift& drifted : drift.tables) {
    if (drifted.table.wanted != nullptr) continue;
    const Table& table = *drifted.table.present;
    const Mend mend{.operation = fmt::format("op.drop_table({}{})", python_string(table.name.name),
                                             schema_argument(table.name)),
                    .statement = fmt::format("DROP TABLE {}", sql_name(table.name)),
                    .remark = "if the table is used, declare it, or name it in include_object"};
    context.report({.where = table.where,
                    .message = fmt::format("no model declares table {}", table.name.text()),
                    .help = drift_help(context.project(), table.name, mend, AlembicCheck::sees),
                    .object = table.name.text()});
  }
}

}  // namespace schemalint::rules
