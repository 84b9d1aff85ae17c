#include <fmt/core.h>

#include <algorithm>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule not_valid_on_partitioned = {
    .name = "not-valid-on-partitioned",
    .summary = "A NOT VALID foreign key is added to a partitioned table.",
    .why = R"(
Before PostgreSQL 18 that is refused: "cannot add NOT VALID foreign key on partitioned table". The safe
recipe for large tables has to go partition by partition: the foreign key NOT VALID on each, VALIDATE each,
and then the foreign key on the whole, which finds them checked already.
)",
    .example = {.file = "migrations/versions/0001_events.py",
                .bad = R"py(
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE clients (id bigint PRIMARY KEY)")
    op.execute("CREATE TABLE events (client_id bigint, at timestamptz) PARTITION BY RANGE (at)")
    op.execute(
        "ALTER TABLE events ADD CONSTRAINT events_client_fkey "
        "FOREIGN KEY (client_id) REFERENCES clients NOT VALID"
    )
)py",
                .good = R"py(
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE clients (id bigint PRIMARY KEY)")
    op.execute("CREATE TABLE events (client_id bigint, at timestamptz) PARTITION BY RANGE (at)")
    op.execute(
        "ALTER TABLE events ADD CONSTRAINT events_client_fkey "
        "FOREIGN KEY (client_id) REFERENCES clients"
    )
)py"},
    .not_flagged = R"(
CHECK constraints: they may be NOT VALID. Everything, where `postgres-version` is 18 or more.
)",
    .source = "PostgreSQL 18, Release Notes: https://www.postgresql.org/docs/18/release-18.html",
    .severity = Severity::error,
    .check = check,
};

static void check(const Change& change, Context& context) {
  constexpr int first_that_can = 18;
  if (context.project().settings.postgres_version >= first_that_can) return;
  const auto* add = std::get_if<AddForeignKey>(&change.step.operation);
  if (add == nullptr || add->key.validated) return;
  const Table* table = change.before.table(add->table);
  if (table == nullptr || !table->partition_by) return;
  context.report({.where = change.step.where,
                  .message = fmt::format("a NOT VALID foreign key on the partitioned table {} is "
                                         "refused before PostgreSQL {}",
                                         add->table.text(), first_that_can),
                  .help = "add it NOT VALID to each partition, validate each, and then add it to "
                          "the whole without NOT VALID",
                  .object = add->table.text(),
                  .detail = change.revision.id});
}

}  // namespace schemalint::rules
