#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/partition_key.h"
#include "rules/index_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_default_partition = {
    .name = "missing-default-partition",
    .summary = "A row that fits no partition of a table is refused.",
    .why = R"(
When the month turns and nobody has made the partition for it, every INSERT fails: "no partition of
relation found for row". A DEFAULT partition takes such rows, and an alert on its row count says that a
partition is missing. It has its price: attaching a partition scans it, and with one there is no `DETACH
PARTITION … CONCURRENTLY`. Who makes partitions ahead of time can do without.
)",
    .example = {.file = "schema.sql",
                .bad = R"(
CREATE TABLE events (id bigint, created_at timestamptz NOT NULL) PARTITION BY RANGE (created_at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
)",
                .good = R"(
CREATE TABLE events (id bigint, created_at timestamptz NOT NULL) PARTITION BY RANGE (created_at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_other PARTITION OF events DEFAULT;
)"},
    .not_flagged = R"(
Tables of which no partition is known: something else makes them. HASH: it has a place for every row.
)",
    .source =
        "PostgreSQL, CREATE TABLE, DEFAULT: "
        "https://www.postgresql.org/docs/current/sql-createtable.html",
    .severity = Severity::info,
    .check = check,
};

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  for (const Table& table : database.tables()) {
    const std::optional<PartitionKey> key = partition_key(table);
    if (!key || key->strategy == "HASH" || !table.complete || is_uncertain(project, table.name))
      continue;
    size_t partitions = 0;
    bool has_default = false;
    for (const Table& other : database.tables()) {
      if (other.partition_of != table.name) continue;
      ++partitions;
      has_default = has_default || other.default_partition;
    }
    if (partitions == 0 || has_default) continue;
    context.report(
        {.where = table.where,
         .message = fmt::format("{} has no DEFAULT partition: a row that fits none of its {} is "
                                "refused",
                                table.name.text(), partitions),
         .help = "CREATE TABLE … PARTITION OF … DEFAULT, or make partitions ahead of time",
         .object = table.name.text()});
  }
}

}  // namespace schemalint::rules
