#include <fmt/core.h>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule long_exclusive_lock = {
    .name = "long-exclusive-lock",
    .summary = "A transaction goes on working on big tables while it keeps everybody from one.",
    .why = R"(
A lock is held until its transaction ends. An ALTER TABLE that takes an instant keeps everybody from its table
for as long as the UPDATE behind it, or the index that is built next, takes. Alembic runs a revision, or all of
them, in one transaction.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True))
# file: alembic/versions/0002_state.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("orders", sa.Column("state", sa.Text()))
    op.execute("UPDATE orders SET state = 'open'")
)",
                .good = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True))
# file: alembic/versions/0002_state.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("orders", sa.Column("state", sa.Text()))
# file: alembic/versions/0003_fill.py
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.execute("UPDATE orders SET state = 'open'")
)"},
    .not_flagged = R"(
INSERT, which may be a few rows; tables that the same revision makes. One finding a transaction, at the first
statement that takes long.
)",
    .source =
        "PostgreSQL, \"Explicit Locking\": "
        "https://www.postgresql.org/docs/current/explicit-locking.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const HeldLock* held = change.transaction.exclusive();
  if (held == nullptr || change.transaction.work > 0 || !change.step.in_transaction) return;
  const QualifiedName name = table_of(change.step.operation);
  const bool changes_rows =
      changes_many_rows(change.step.operation) && change.existing(name) != nullptr;
  if (!change.effects.is_work() && !changes_rows) return;
  Finding finding = finding_at(change, context, held->lock.relation.text());
  finding.message =
      fmt::format("{} {} runs while nobody can read or write {}", describe(change.step.operation),
                  object_of(change.step.operation), held->lock.relation.text());
  finding.notes.push_back({first_line(context, held->step->where),
                           "takes the lock, which is held until the transaction ends"});
  finding.help = "put it into a revision, and so a transaction, of its own";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
