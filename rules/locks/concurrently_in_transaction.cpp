#include <fmt/core.h>

#include "analyzer/locks/transactions.h"
#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule concurrently_in_transaction = {
    .name = "concurrently-in-transaction",
    .summary = "A statement that PostgreSQL refuses in a transaction runs in one.",
    .why = R"(
CREATE INDEX CONCURRENTLY, DROP INDEX CONCURRENTLY, REINDEX CONCURRENTLY, DETACH PARTITION CONCURRENTLY, VACUUM
and DROP DATABASE fail with "cannot run inside a transaction block". Alembic runs revisions in a transaction, so
the deployment stops there.
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
        op.create_index("ix_orders_status", "orders", ["status"], postgresql_concurrently=True)
)"},
    .not_flagged = R"(
Steps behind a COMMIT, in an `autocommit_block()`, of revisions or environments that turn on autocommit by
themselves, and of SQL files whose tool runs them outside of a transaction: Flyway finds out by itself, others
have a marker, and a file with a single statement is none where the tool sends it as it is. REFRESH MATERIALIZED
VIEW CONCURRENTLY may run in a transaction.
)",
    .source =
        "PostgreSQL, CREATE INDEX: "
        "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// The words of the statement.
std::string_view statement_of(const Operation& operation) {
  if (std::holds_alternative<CreateIndex>(operation)) return "CREATE INDEX CONCURRENTLY";
  if (std::holds_alternative<DropIndex>(operation)) return "DROP INDEX CONCURRENTLY";
  if (std::holds_alternative<DetachPartition>(operation)) return "DETACH PARTITION CONCURRENTLY";
  if (std::holds_alternative<DropDatabase>(operation)) return "DROP DATABASE";
  const auto* maintenance = std::get_if<Maintenance>(&operation);
  if (maintenance == nullptr) return "the statement";
  switch (maintenance->kind) {
    case Maintenance::Kind::vacuum:
    case Maintenance::Kind::vacuum_full:
      return "VACUUM";
    case Maintenance::Kind::cluster:
      return "CLUSTER of all tables";
    default:
      return maintenance->concurrently ? "REINDEX CONCURRENTLY" : "REINDEX of many tables";
  }
}

}  // namespace

static void check(const Change& change, Context& context) {
  if (!change.step.in_transaction || !refuses_transaction(change.step.operation)) return;
  Finding finding = finding_at(change, context, object_of(change.step.operation));
  finding.message =
      fmt::format("{} fails: it runs inside of a transaction", statement_of(change.step.operation));
  finding.help = change.history.kind == History::Kind::alembic
                     ? "put it into `with op.get_context().autocommit_block():`"
                     : "put it into a file of its own, and tell the tool to run that outside of a "
                       "transaction";
  if (change.history.kind == History::Kind::alembic && !change.history.transaction_per_migration)
    finding.help +=
        ", and pass transaction_per_migration=True to context.configure() in env.py: the block "
        "commits what ran before it";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
