#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/partition_key.h"
#include "rules/index_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule volatile_partition_key = {
    .name = "volatile-partition-key",
    .summary = "A partition key has an expression that PostgreSQL refuses.",
    .why = R"(
A row must lie in the same partition for every session, so the functions of a partition key have to be
IMMUTABLE. `date_trunc('day', created_at)` of a timestamptz is not: the day depends on the session's time
zone. CREATE TABLE fails: "functions in partition key expression must be marked IMMUTABLE". As a rule the
plain column is what is wanted, for RANGE needs no truncation, and keys can then include it.
)",
    .example = {.file = "schema.sql",
                .bad = R"(
CREATE TABLE events (created_at timestamptz NOT NULL)
PARTITION BY RANGE (date_trunc('day', created_at));
)",
                .good = R"(
CREATE TABLE events (created_at timestamptz NOT NULL)
PARTITION BY RANGE (created_at);
)"},
    .not_flagged = R"(
Functions that are not known. Expressions that name their time zone.
)",
    .source =
        "PostgreSQL, \"Function Volatility Categories\": "
        "https://www.postgresql.org/docs/current/xfunc-volatility.html",
    .severity = Severity::error,
    .check = check,
};

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  for (const KnownTable& known : known_tables(project, database)) {
    const Table& table = *known.table;
    const std::optional<PartitionKey> key = partition_key(table);
    if (!key) continue;
    for (const IndexElement& element : key->elements) {
      if (!element.column.empty()) continue;
      const std::string part = changing_part(table, element.expression);
      if (part.empty()) continue;
      context.report({.where = table.where,
                      .message = fmt::format("{} cannot be partitioned by {}: {} is not IMMUTABLE",
                                             table.name.text(), element.expression, part),
                      .help = "partition by the plain column; RANGE bounds may be days or months",
                      .object = table.name.text()});
    }
  }
}

}  // namespace schemalint::rules
