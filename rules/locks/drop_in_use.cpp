#include <fmt/core.h>

#include "analyzer/words.h"
#include "rules/change_wording.h"
#include "rules/new_columns.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule drop_in_use = {
    .name = "drop-in-use",
    .summary = "A table or column is dropped while code uses it.",
    .why = R"(
Every SELECT of a mapped class names all of its columns. When a column goes that a model still declares, each of
them fails; and between the migration and the last restart the code that runs is the old one, which may still
declare it. A column is dropped in two deployments: first out of the model, then out of the table.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    note: Mapped[str | None] = mapped_column(Text)
# file: alembic/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("note", sa.Text()))
# file: alembic/versions/0002_note.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.drop_column("orders", "note")
)",
                .good = R"(
from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    note: Mapped[str | None] = mapped_column(Text)
# file: alembic/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("note", sa.Text()))
)"},
    .not_flagged = R"(
Tables and columns that the same revision makes, and what a later revision brings back. Where the models do not declare it
any more, it is no more than an info: whether old code still runs is not known.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

/// Whether the database has it again, or still, behind all revisions.
bool comes_back(const Change& change, const Context& context, const QualifiedName& name,
                const std::string& column) {
  const Schema& last = context.project().databases[change.history.database].schema;
  const Table* table = last.table(name);
  return table != nullptr && (column.empty() || table->column(column) != nullptr);
}

bool is_declared(const Context& context, const QualifiedName& name, const std::string& column) {
  const Table* table = context.project().declared.table(name);
  return table != nullptr && (column.empty() || table->column(column) != nullptr);
}

/// Tables that hold rows while a migration moves them belong to nobody.
bool is_aside(const QualifiedName& name) {
  const std::string word = lower(name.name);
  for (const std::string_view part : {"tmp", "temp", "backup", "old"})
    if (word.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

static void check(const Change& change, Context& context) {
  const auto* table = std::get_if<DropTable>(&change.step.operation);
  const auto* column = std::get_if<DropColumn>(&change.step.operation);
  if (table == nullptr && column == nullptr) return;
  const QualifiedName& name = table != nullptr ? table->table : column->table;
  const std::string dropped = table != nullptr ? std::string() : column->column;
  const Table* existing = change.existing(name);
  if (existing == nullptr || (column != nullptr && existing->column(dropped) == nullptr)) return;
  if (comes_back(change, context, name, dropped) || is_aside(name)) return;
  if (column != nullptr && is_new_column(change, name, dropped)) return;
  Finding finding =
      finding_at(change, context, dropped.empty() ? name.text() : object_name(name, {dropped}));
  if (is_declared(context, name, dropped)) {
    finding.message = fmt::format("{} is dropped, and a model still declares it", finding.object);
    finding.help = "take it out of the model first, and drop it in a later deployment";
  } else {
    finding.own_severity = Severity::info;
    finding.message = fmt::format("{} is dropped: code that still runs may use it", finding.object);
    finding.help = "drop it in a deployment after the one that took it out of the code";
  }
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
