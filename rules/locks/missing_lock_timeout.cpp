#include <fmt/core.h>

#include <algorithm>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule missing_lock_timeout = {
    .name = "missing-lock-timeout",
    .summary = "A migration waits for a lock as long as it takes, and everybody waits behind it.",
    .why = R"(
ALTER TABLE waits for the longest query on its table, and every query that comes later waits behind the ALTER
TABLE. With lock_timeout it gives up after some seconds, the queue moves on, and the migration is run again.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__note.sql
ALTER TABLE orders ADD COLUMN note text;
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__note.sql
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;
)"},
    .not_flagged = R"(
Environments whose env.py speaks of lock_timeout, and tables that the same revision makes. One finding a
transaction.
)",
    .source =
        "PostgreSQL, lock_timeout: "
        "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT",
    .severity = Severity::info,
    .check = check,
};

namespace {

bool has_timeout(const Change& change) {
  const auto sets = [](const Step& step) {
    const auto* set = std::get_if<SetParameter>(&step.operation);
    return set != nullptr && set->name == "lock_timeout";
  };
  const auto begin = change.revision.upgrade.begin();
  return change.history.sets_lock_timeout ||
         std::any_of(begin, begin + static_cast<std::ptrdiff_t>(change.index), sets);
}

}  // namespace

static void check(const Change& change, Context& context) {
  if (change.transaction.exclusive() != nullptr) return;
  for (const Lock& lock : change.effects.locks) {
    if (!blocks_reads(lock.mode) || change.existing(lock.relation) == nullptr) continue;
    if (has_timeout(change)) return;
    Finding finding = finding_at(change, context, lock.relation.text());
    finding.message = fmt::format(
        "{} {} waits for {} without a lock_timeout, and everybody behind it",
        describe(change.step.operation), object_of(change.step.operation), lock.relation.text());
    finding.help = by_spelling(change, "before it: op.execute(\"SET LOCAL lock_timeout = '5s'\")",
                               "before it: SET LOCAL lock_timeout = '5s';");
    return context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
