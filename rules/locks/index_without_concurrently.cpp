#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule index_without_concurrently = {
    .name = "index-without-concurrently",
    .summary = "An index is built while nobody can write to its table.",
    .why = R"(
CREATE INDEX holds a SHARE lock for as long as it reads the table: every INSERT, UPDATE and DELETE waits, for
minutes on a big table, and with them the requests that wait for a connection. CREATE INDEX CONCURRENTLY lets
writers through. It cannot run in a transaction.
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
    op.create_index("ix_orders_status", "orders", ["status"])
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
Tables that the same revision makes, and tables that the migrations did not make. Partitioned tables, on
which CREATE INDEX CONCURRENTLY is not possible.
)",
    .source =
        "PostgreSQL, \"Building Indexes Concurrently\": "
        "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* create = std::get_if<CreateIndex>(&change.step.operation);
  if (create == nullptr || create->concurrently || change.effects.index_builds.empty()) return;
  const Table* table = change.existing(create->table);
  if (table == nullptr || table->partition_by) return;
  Finding finding = finding_at(
      change, context, create->index.name.empty() ? create->table.text() : create->index.name);
  finding.message = fmt::format("while {} is built, {}", named("index", create->index.name),
                                who_waits(LockMode::share, create->table));
  finding.help =
      by_spelling(change,
                  "inside `with op.get_context().autocommit_block():` pass "
                  "postgresql_concurrently=True",
                  "CREATE INDEX CONCURRENTLY, in a file that runs outside of a transaction");
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
