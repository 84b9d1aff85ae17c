#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "parsers/sql_lexer.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule nullability_drift = {
    .name = "nullability-drift",
    .summary = "A column may be NULL in the model and not in the database, or the reverse.",
    .why = R"(
Where only the model says NOT NULL, rows without a value are there and the code that trusts the annotation
meets `None`. Where only the database does, an INSERT that the model allows fails.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[str]


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("note", sa.String(), nullable=True),
    )
)",
                .good = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[str]


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("note", sa.String(), nullable=False),
    )
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& table : drift.tables)
    for (const auto& [wanted, present] : table.nullability) {
      const std::string object = object_name(table.name(), {wanted->name});
      const bool required = !wanted->nullable.value;
      const Mend mend{
          .operation = fmt::format("op.alter_column({}, {}, nullable={}{})",
                                   python_string(table.name().name), python_string(wanted->name),
                                   required ? "False" : "True", schema_argument(table.name())),
          .statement =
              fmt::format("ALTER TABLE {} ALTER COLUMN {} {} NOT NULL", sql_name(table.name()),
                          quote_identifier(wanted->name), required ? "SET" : "DROP"),
          .remark = required ? "rows that are there already need a value first" : ""};
      Finding finding{.where = wanted->where,
                      .message = fmt::format("{} {} in the model and {} in the database", object,
                                             required ? "is NOT NULL" : "may be NULL",
                                             required ? "may be NULL" : "is NOT NULL"),
                      .help = drift_help(context.project(), table.name(), mend, AlembicCheck::sees),
                      .object = object};
      const Span place = present->nullable.where.known() ? present->nullable.where : present->where;
      add_place(finding, place, made_here);
      context.report(std::move(finding));
    }
}

}  // namespace schemalint::rules
