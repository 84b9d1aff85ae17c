#include <fmt/core.h>

#include <algorithm>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule hidden_parent_lock = {
    .name = "hidden-parent-lock",
    .summary = "A statement about one table locks another one.",
    .why = R"(
The triggers of a foreign key stand on both of its tables. Dropping the referencing table, the constraint or its
column therefore takes an ACCESS EXCLUSIVE lock on the table that is referred to as well, and making a partition
one on the partitioned table: on the busiest table of the schema, perhaps, which the statement does not name.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE notes (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers (id));
-- file: migrations/V2__drop.sql
DROP TABLE notes;
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE notes (id bigint PRIMARY KEY);
-- file: migrations/V2__drop.sql
DROP TABLE notes;
)"},
    .not_flagged = R"(
Tables that the same revision makes or drops. ADD FOREIGN KEY, whose lock on both tables is known. CREATE TABLE
with a foreign key, which keeps writers from the other table for an instant, is no more than an info.
)",
    .source =
        "PostgreSQL, \"Explicit Locking\": "
        "https://www.postgresql.org/docs/current/explicit-locking.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool is_meant(const Operation& operation) {
  return std::holds_alternative<DropTable>(operation) ||
         std::holds_alternative<DropColumn>(operation) ||
         std::holds_alternative<DropConstraint>(operation) ||
         std::holds_alternative<CreateTable>(operation);
}

}  // namespace

static void check(const Change& change, Context& context) {
  if (!is_meant(change.step.operation)) return;
  const QualifiedName own = table_of(change.step.operation);
  std::vector<std::string> others;
  LockMode mode = LockMode::none;
  for (const Lock& lock : change.effects.locks) {
    const bool hidden = lock.relation != own && lock.mode >= LockMode::share_row_exclusive;
    if (!hidden || change.existing(lock.relation) == nullptr ||
        is_dropped_later(change, lock.relation))
      continue;
    others.push_back(lock.relation.text());
    mode = std::max(mode, lock.mode);
  }
  if (others.empty()) return;
  Finding finding = finding_at(change, context, object_of(change.step.operation));
  finding.message =
      fmt::format("{} {} takes a lock ({}) on {} as well", describe(change.step.operation),
                  finding.object, to_string(mode), shortened(others, 3));
  finding.help =
      "SET LOCAL lock_timeout before it, and run it again where it gives up: what waits for this "
      "lock makes everybody else wait";
  if (!blocks_reads(mode)) finding.own_severity = Severity::info;
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
