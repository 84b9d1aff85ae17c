#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/change.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_downgrade = {
    .name = "missing-downgrade",
    .summary = "A revision has no way back, while others have.",
    .why = R"(
When a deployment has to be taken back, `alembic downgrade` stops at this revision, or passes it and leaves the
database as it was: the code of yesterday then runs on the schema of today.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"(
from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("status", sa.Text()))


def downgrade():
    op.drop_table("orders")
# file: alembic/versions/0002_note.py
from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("orders", sa.Column("note", sa.Text()))


def downgrade():
    pass
)",
                .good = R"(
from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("status", sa.Text()))


def downgrade():
    op.drop_table("orders")
# file: alembic/versions/0002_note.py
from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("orders", sa.Column("note", sa.Text()))


def downgrade():
    op.drop_column("orders", "note")
)"},
    .not_flagged = R"(
Revisions that have run everywhere: those up to `frozen-before`, or, without it, all but the last of each
history. Histories of which half or more have no way back: their team goes forwards only. Revisions that
change nothing, or rows alone, check constraints or add a value to an ENUM. SQL files (see
missing-rollback-script).
)",
    .source =
        "Alembic, tutorial: "
        "https://alembic.sqlalchemy.org/en/latest/tutorial.html#downgrading",
    .severity = Severity::info,
    .check = check,
};

namespace {

/// Whether there is something to undo. A constraint that was checked need not be unchecked, and
/// PostgreSQL takes no value out of an ENUM.
bool changes_schema(const Step& step) {
  return !is_harmless(step.operation) &&
         !std::holds_alternative<ValidateConstraint>(step.operation) &&
         !std::holds_alternative<AddEnumValue>(step.operation);
}

bool has_way(const Revision& revision) {
  return std::ranges::any_of(revision.upgrade, changes_schema);
}

void check_history(const History& history, const std::set<const Revision*>& open,
                   Context& context) {
  size_t ways = 0;
  std::vector<const Revision*> missing;
  for (const Revision& revision : history.revisions) {
    if (!has_way(revision)) continue;
    ++ways;
    if (revision.downgrade.empty()) missing.push_back(&revision);
  }
  if (missing.size() * 2 > ways) return;
  for (const Revision* revision : missing) {
    if (!open.contains(revision)) continue;
    context.report({.where = revision->where,
                    .message = fmt::format("revision {} has no way back", revision->id),
                    .help = "write downgrade(): the steps of upgrade() in reverse",
                    .object = "alembic:" + revision->id});
  }
}

}  // namespace

static void check(const Project& project, Context& context) {
  const std::set<const Revision*> open = open_revisions(project);
  for (const History& history : project.histories)
    if (history.kind == History::Kind::alembic) check_history(history, open, context);
}

}  // namespace schemalint::rules
