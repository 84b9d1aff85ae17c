#include <fmt/core.h>

#include <algorithm>

#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule required_column_without_default = {
    .name = "required-column-without-default",
    .summary = "A NOT NULL column without a default is added to a table that has rows.",
    .why = R"(
PostgreSQL has no value for the rows that are there and refuses the column: `column "x" of relation "t" contains
null values`. The revision works on an empty development database and fails where there is data. A Python-side
`default=` is no part of the DDL.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("status", sa.Text()))
# file: alembic/versions/0002_state.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("orders", sa.Column("state", sa.Text(), nullable=False))
)",
                .good = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("status", sa.Text()))
# file: alembic/versions/0002_state.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("orders", sa.Column("state", sa.Text(), nullable=False, server_default="open"))
)"},
    .not_flagged = R"(
Columns with a server default, identity, serial and generated columns. Tables that the same revision makes or
empties before, and tables that the migrations did not make.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// A domain may have a default of its own.
bool is_domain(const Change& change, const Column& column) {
  return std::ranges::any_of(change.before.named_types(), [&](const auto& type) {
    return type.first.text() == column.type.value;
  });
}

}  // namespace

static void check(const Change& change, Context& context) {
  const auto* add = std::get_if<AddColumn>(&change.step.operation);
  if (add == nullptr || change.existing(add->table) == nullptr) return;
  const Column& column = add->column;
  const bool has_value =
      column.server_default || column.identity || column.serial || column.computed;
  if (column.nullable.value || has_value || is_domain(change, column)) return;
  const Table& table = *change.existing(add->table);
  const bool skipped = add->if_not_exists && table.column(column.name) != nullptr;
  if (skipped || was_emptied(change, add->table)) return;
  Finding finding = finding_at(change, context, object_name(add->table, {column.name}));
  finding.message = fmt::format(
      "column {} is NOT NULL and has no default: adding it fails as soon as {} has a row",
      finding.object, add->table.text());
  finding.help = by_spelling(
      change,
      "give it a server_default=, or add it nullable, fill it, and make it NOT NULL in a later "
      "revision",
      "give it a DEFAULT, or add it nullable, fill it, and make it NOT NULL in a later migration");
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
