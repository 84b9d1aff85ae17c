#include <fmt/core.h>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule nested_transaction = {
    .name = "nested-transaction",
    .summary = "A revision begins or ends a transaction that is Alembic's.",
    .why = R"(
Alembic has begun a transaction already. BEGIN in it is a warning and no more; COMMIT ends it: what ran before
stays even when the rest of the revision fails, while alembic_version still says the old revision, and what
follows runs with no transaction at all.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"py(
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
    op.execute("COMMIT")
    op.execute("CREATE INDEX CONCURRENTLY ix_orders_status ON orders (status)")
)py",
                .good = R"py(
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
        op.execute("CREATE INDEX CONCURRENTLY ix_orders_status ON orders (status)")
)py"},
    .not_flagged = R"(
SQL files: whether their tool begins a transaction is not known. SAVEPOINT.
)",
    .source =
        "Alembic, autocommit_block(): "
        "https://alembic.sqlalchemy.org/en/latest/api/"
        "runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  using Kind = TransactionControl::Kind;
  const auto* control = std::get_if<TransactionControl>(&change.step.operation);
  if (control == nullptr || change.history.kind != History::Kind::alembic) return;
  if (control->kind != Kind::begin && control->kind != Kind::commit &&
      control->kind != Kind::rollback)
    return;
  // Behind a COMMIT, a BEGIN only puts things right.
  if (!change.step.in_transaction) return;
  Finding finding = finding_at(change, context, "alembic:" + change.revision.id);
  finding.detail = describe(change.step.operation);
  finding.message = fmt::format("{} in a revision: the transaction is Alembic's",
                                describe(change.step.operation));
  finding.help =
      "leave it out; what must run outside of a transaction belongs into "
      "`with op.get_context().autocommit_block():`";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
