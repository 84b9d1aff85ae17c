#include <fmt/core.h>

#include <algorithm>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule drop_index_without_concurrently = {
    .name = "drop-index-without-concurrently",
    .summary = "An index is dropped under a lock that keeps everybody from its table.",
    .why = R"(
DROP INDEX takes an ACCESS EXCLUSIVE lock on the table. It waits behind the longest running query, and every
query that comes later waits behind it. DROP INDEX CONCURRENTLY waits without being in the way.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE INDEX ix_orders_status ON orders (status);
-- file: migrations/V2__drop.sql
DROP INDEX ix_orders_status;
)",
                .good = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE INDEX ix_orders_status ON orders (status);
-- file: migrations/V2__drop.sql
DROP INDEX CONCURRENTLY ix_orders_status;
)"},
    .not_flagged = R"(
Indexes of tables that the same revision makes or drops, and of partitioned tables. Indexes that the
migrations did not make.
)",
    .source =
        "PostgreSQL, DROP INDEX: "
        "https://www.postgresql.org/docs/current/sql-dropindex.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* drop = std::get_if<DropIndex>(&change.step.operation);
  if (drop == nullptr || drop->concurrently || change.effects.locks.empty()) return;
  const QualifiedName& name = change.effects.locks.front().relation;
  const Table* table = change.existing(name);
  if (table == nullptr || table->partition_by || is_dropped_later(change, name)) return;
  const auto is_it = [&](const Index& index) { return index.name == drop->index.name; };
  if (std::ranges::none_of(table->indexes, is_it)) return;  // a constraint's: it is refused
  Finding finding = finding_at(change, context, drop->index.text());
  finding.message = fmt::format("while index {} is dropped, {}", drop->index.text(),
                                who_waits(LockMode::access_exclusive, name));
  finding.help =
      by_spelling(change,
                  "inside `with op.get_context().autocommit_block():` pass "
                  "postgresql_concurrently=True",
                  "DROP INDEX CONCURRENTLY, in a file that runs outside of a transaction");
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
