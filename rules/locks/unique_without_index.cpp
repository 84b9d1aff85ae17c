#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule unique_without_index = {
    .name = "unique-without-index",
    .summary = "A key is added, and its index built, while nobody can use the table.",
    .why = R"(
ADD CONSTRAINT … UNIQUE and PRIMARY KEY build their index under an ACCESS EXCLUSIVE lock: nobody reads or writes
until it is there. An index that was built with CREATE UNIQUE INDEX CONCURRENTLY becomes the constraint's in an
instant.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__unique.sql
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_key UNIQUE (customer_id);
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__index.sql
CREATE UNIQUE INDEX CONCURRENTLY orders_customer_id_key ON orders (customer_id);
-- file: migrations/V3__unique.sql
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_key UNIQUE USING INDEX orders_customer_id_key;
)"},
    .not_flagged = R"(
Tables that the same revision makes or empties before, and partitioned tables, where USING INDEX is not
possible.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* unique = std::get_if<AddUnique>(&change.step.operation);
  const auto* primary = std::get_if<AddPrimaryKey>(&change.step.operation);
  if ((unique == nullptr && primary == nullptr) || change.effects.index_builds.empty()) return;
  const QualifiedName& name = unique != nullptr ? unique->table : primary->table;
  const UniqueKey& key = unique != nullptr ? unique->key : primary->key;
  const Table* table = change.existing(name);
  if (table == nullptr || table->partition_by || was_emptied(change, name)) return;
  Finding finding = finding_at(change, context, object_name(name, key.columns));
  finding.message =
      fmt::format("while the index of {} is built, {}",
                  named(unique != nullptr ? "unique constraint" : "primary key", key.name),
                  who_waits(LockMode::access_exclusive, name));
  finding.help = fmt::format(
      "build a unique index CONCURRENTLY first, then ALTER TABLE {} ADD CONSTRAINT … {} USING "
      "INDEX …",
      name.text(), unique != nullptr ? "UNIQUE" : "PRIMARY KEY");
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
