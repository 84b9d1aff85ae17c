#include <fmt/core.h>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule unguarded_autocommit_statement = {
    .name = "unguarded-autocommit-statement",
    .summary = "A statement outside of a transaction cannot be run a second time.",
    .why = R"(
In an `autocommit_block()` nothing is rolled back. When the revision fails behind this statement, or in it, the
next run begins from the start and fails here: the index is there already. A CREATE INDEX CONCURRENTLY that fails
leaves an invalid index with the name.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("status", sa.Text()))
# file: alembic/versions/0002_index.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("ix_orders_status", "orders", ["status"], postgresql_concurrently=True)
)",
                .good = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("status", sa.Text()))
# file: alembic/versions/0002_index.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.get_context().autocommit_block():
        op.drop_index("ix_orders_status", if_exists=True, postgresql_concurrently=True)
        op.create_index("ix_orders_status", "orders", ["status"], postgresql_concurrently=True)
)"},
    .not_flagged = R"(
Revisions that have run everywhere: those up to `frozen-before`, or, without it, all but the last of each
history. IF [NOT] EXISTS, statements under an `if` or in a `try`, and those in front of which what they make is dropped if
it exists. SQL files, which are run as a whole. One finding a revision, at the first statement.
)",
    .source =
        "Alembic, autocommit_block(): "
        "https://alembic.sqlalchemy.org/en/latest/api/"
        "runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool is_in_autocommit(const Change& change) {
  return !change.step.in_transaction && change.history.kind == History::Kind::alembic;
}

/// Whether PostgreSQL has no IF [NOT] EXISTS for it.
bool has_no_guard(const Operation& operation) {
  return std::holds_alternative<CreateEnum>(operation) ||
         std::holds_alternative<CreateType>(operation) ||
         std::holds_alternative<AddForeignKey>(operation) ||
         std::holds_alternative<AddUnique>(operation) ||
         std::holds_alternative<AddPrimaryKey>(operation) ||
         std::holds_alternative<AddCheck>(operation) ||
         std::holds_alternative<AddExclusion>(operation) ||
         std::holds_alternative<CreatePolicy>(operation);
}

}  // namespace

static void check(const Change& change, Context& context) {
  if (!change.is_open || !is_in_autocommit(change) || is_repeatable(change)) return;
  // One for each revision: it is the first that is in the way.
  const auto begin = change.revision.upgrade.begin();
  for (auto step = begin; step != begin + static_cast<std::ptrdiff_t>(change.index); ++step) {
    Change earlier{*step,
                   change.revision,
                   change.history,
                   static_cast<size_t>(step - begin),
                   change.before,
                   change.created,
                   {},
                   change.transaction};
    if (is_in_autocommit(earlier) && !is_repeatable(earlier)) return;
  }
  Finding finding = finding_at(change, context, "alembic:" + change.revision.id);
  finding.detail = object_of(change.step.operation);
  finding.message = fmt::format("{} {} runs outside of a transaction and fails the second time",
                                describe(change.step.operation), object_of(change.step.operation));
  const bool builds = std::holds_alternative<CreateIndex>(change.step.operation);
  if (builds)
    finding.help =
        "drop the index if_exists=True before it: IF NOT EXISTS alone is content with an invalid "
        "one";
  else if (has_no_guard(change.step.operation))
    finding.help = "ask the catalog first, in a DO block or in Python: it has no IF NOT EXISTS";
  else
    finding.help = by_spelling(change, "pass if_not_exists=True or if_exists=True",
                               "write IF NOT EXISTS or IF EXISTS");
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
