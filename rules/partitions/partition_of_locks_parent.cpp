#include <fmt/core.h>

#include <algorithm>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule partition_of_locks_parent = {
    .name = "partition-of-locks-parent",
    .summary = "CREATE TABLE … PARTITION OF locks the whole partitioned table.",
    .why = R"(
The statement takes ACCESS EXCLUSIVE on the parent: it waits for every query that reads any partition, and all
that come later wait behind it. A table that is made on its own and then attached needs SHARE UPDATE
EXCLUSIVE there, which reads and writes pass by. A CHECK constraint with the bounds spares ATTACH the scan
of a table that has rows already.
)",
    .example = {.file = "migrations/versions/0002_partition.py",
                .bad = R"py(
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute(
        "CREATE TABLE events_2027 PARTITION OF events "
        "FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"
    )


# file: migrations/versions/0001_events.py
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at)")
)py",
                .good = R"py(
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("CREATE TABLE events_2027 (LIKE events INCLUDING ALL)")
    op.execute(
        "ALTER TABLE events ATTACH PARTITION events_2027 "
        "FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"
    )


# file: migrations/versions/0001_events.py
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at)")
)py"},
    .not_flagged = R"(
Partitions of a table that the same revision makes.
)",
    .source =
        "PostgreSQL, \"Table Partitioning\": "
        "https://www.postgresql.org/docs/current/ddl-partitioning.html"
        "#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* create = std::get_if<CreateTable>(&change.step.operation);
  if (create == nullptr || !create->table.partition_of) return;
  const QualifiedName& parent = *create->table.partition_of;
  if (change.created.contains(parent) || change.before.table(parent) == nullptr) return;
  if (create->if_not_exists && change.before.table(create->table.name) != nullptr) return;
  context.report(
      {.where = change.step.where,
       .message = fmt::format("creating {} as a partition of {} locks {} against reads and writes",
                              create->table.name.text(), parent.text(), parent.text()),
       .help = fmt::format("CREATE TABLE {0} (LIKE {1} INCLUDING ALL), then ALTER TABLE {1} ATTACH "
                           "PARTITION {0} …",
                           create->table.name.text(), parent.text()),
       .object = create->table.name.text(),
       .detail = change.revision.id});
}

}  // namespace schemalint::rules
