#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule reindex_without_concurrently = {
    .name = "reindex-without-concurrently",
    .summary = "REINDEX without CONCURRENTLY keeps writers from a table.",
    .why = R"(
REINDEX holds a SHARE lock on the table and an ACCESS EXCLUSIVE lock on the index: writes wait until the index
is built, and so does every query that would use it. Since PostgreSQL 12 REINDEX CONCURRENTLY lets both through.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: migrations/V2__reindex.sql
REINDEX TABLE orders;
)",
                .good = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
-- file: migrations/V2__reindex.sql
REINDEX TABLE CONCURRENTLY orders;
)"},
    .not_flagged = R"(
PostgreSQL before 12 (`postgres-version`). Tables that the migrations did not make.
)",
    .source =
        "PostgreSQL, REINDEX: "
        "https://www.postgresql.org/docs/current/sql-reindex.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  using Kind = Maintenance::Kind;
  constexpr int has_concurrently = 12;
  const auto* reindex = std::get_if<Maintenance>(&change.step.operation);
  if (reindex == nullptr || reindex->concurrently ||
      context.project().settings.postgres_version < has_concurrently)
    return;
  if (reindex->kind != Kind::reindex_table && reindex->kind != Kind::reindex_index) return;
  if (change.existing(reindex->table) == nullptr) return;
  const bool of_index = !reindex->index.name.empty();
  Finding finding =
      finding_at(change, context, of_index ? reindex->index.text() : reindex->table.text());
  finding.message =
      fmt::format("while {} {} is built anew, {}", of_index ? "index" : "each index of",
                  finding.object, who_waits(LockMode::share, reindex->table));
  finding.help = fmt::format("REINDEX {} CONCURRENTLY {}, outside of a transaction",
                             of_index ? "INDEX" : "TABLE", finding.object);
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
