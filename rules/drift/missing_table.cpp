#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule missing_table = {
    .name = "missing-table",
    .summary = "A model has a table that no migration makes.",
    .why = R"(
The model imports and the tests pass, because tests mostly make their tables with `create_all()`. The
database of production is made by the migrations: the first query there ends in `UndefinedTable`.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)


class Invoice(Base):
    __tablename__ = "invoices"
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
)",
                .good = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)


class Invoice(Base):
    __tablename__ = "invoices"
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
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere. Chains that begin behind a `create_all()`: they change
tables that none of the revisions creates, and so there are more.
Models of views that a migration creates, and tables that another SQL file of the project makes.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::error,
    .check = check,
};

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& drifted : drift.tables) {
    if (drifted.table.present != nullptr) continue;
    const Table& table = *drifted.table.wanted;
    const Mend mend{
        .operation = fmt::format("op.create_table({}, …{})", python_string(table.name.name),
                                 schema_argument(table.name)),
        .statement = fmt::format("CREATE TABLE {} (…)", sql_name(table.name))};
    context.report({.where = table.where,
                    .message = fmt::format("no migration makes table {}", table.name.text()),
                    .help = drift_help(context.project(), table.name, mend, AlembicCheck::sees),
                    .object = table.name.text()});
  }
}

}  // namespace schemalint::rules
