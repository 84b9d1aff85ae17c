#include <fmt/core.h>

#include <algorithm>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule detach_with_default = {
    .name = "detach-with-default",
    .summary = "A partition is detached CONCURRENTLY although there is a DEFAULT partition.",
    .why = R"(
PostgreSQL refuses it: "cannot detach partitions concurrently when a default partition exists". The rows of the
detached range would from then on belong into the default partition, and nobody could check that without a
lock. Without CONCURRENTLY it works, under ACCESS EXCLUSIVE on the whole table.
)",
    .example = {.file = "migrations/versions/0001_events.py",
                .bad = R"py(
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at)")
    op.execute("CREATE TABLE events_other PARTITION OF events DEFAULT")
    op.execute("CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01')")
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE events DETACH PARTITION events_old CONCURRENTLY")
)py",
                .good = R"py(
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at)")
    op.execute("CREATE TABLE events_other PARTITION OF events DEFAULT")
    op.execute("CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01')")
    op.execute("SET lock_timeout = '2s'")
    op.execute("ALTER TABLE events DETACH PARTITION events_old")
)py"},
    .not_flagged = R"(
DETACH without CONCURRENTLY.
)",
    .source =
        "PostgreSQL, ALTER TABLE, DETACH PARTITION: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::error,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* detach = std::get_if<DetachPartition>(&change.step.operation);
  if (detach == nullptr || !detach->concurrently) return;
  const auto& tables = change.before.tables();
  const auto found = std::ranges::find_if(tables, [&](const Table& table) {
    return table.default_partition && table.partition_of == detach->table;
  });
  if (found == tables.end()) return;
  context.report({.where = change.step.where,
                  .message = fmt::format(
                      "{} has the DEFAULT partition {}: detaching {} CONCURRENTLY is refused",
                      detach->table.text(), found->name.text(), detach->partition.text()),
                  .help = "DETACH PARTITION without CONCURRENTLY, with a short lock_timeout",
                  .object = detach->partition.text(),
                  .detail = change.revision.id});
}

}  // namespace schemalint::rules
