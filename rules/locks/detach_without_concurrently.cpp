#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule detach_without_concurrently = {
    .name = "detach-without-concurrently",
    .summary = "A partition is detached under a lock that keeps everybody from the whole table.",
    .why = R"(
DETACH PARTITION takes an ACCESS EXCLUSIVE lock on the partitioned table: every query on any partition waits
behind it. Since PostgreSQL 14 DETACH PARTITION … CONCURRENTLY takes one that lets reads and writes through.
)",
    .example = {.file = "migrations/V1__events.sql",
                .bad = R"(
CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- file: migrations/V2__detach.sql
ALTER TABLE events DETACH PARTITION events_2024;
)",
                .good = R"(
CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- file: migrations/V2__detach.sql
ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;
)"},
    .not_flagged = R"(
PostgreSQL before 14 (`postgres-version`). Tables that the same revision makes.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  constexpr int has_concurrently = 14;
  const auto* detach = std::get_if<DetachPartition>(&change.step.operation);
  if (detach == nullptr || detach->concurrently || change.existing(detach->table) == nullptr ||
      context.project().settings.postgres_version < has_concurrently)
    return;
  Finding finding = finding_at(change, context, detach->partition.text());
  finding.message = fmt::format("while partition {} is detached, {}", detach->partition.text(),
                                who_waits(LockMode::access_exclusive, detach->table));
  finding.help =
      "DETACH PARTITION … CONCURRENTLY, outside of a transaction; it is not possible beside a "
      "DEFAULT partition";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
