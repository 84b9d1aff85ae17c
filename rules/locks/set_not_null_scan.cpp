#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule set_not_null_scan = {
    .name = "set-not-null-scan",
    .summary = "SET NOT NULL reads a whole table while nobody can use it.",
    .why = R"(
ALTER COLUMN … SET NOT NULL takes an ACCESS EXCLUSIVE lock and then reads every row to see that there is no NULL.
Since PostgreSQL 12 it does not read them where a validated CHECK says so already, and a CHECK can be validated
while everybody reads and writes.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
-- file: migrations/V2__required.sql
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
)",
                .good = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
-- file: migrations/V2__check.sql
ALTER TABLE orders ADD CONSTRAINT orders_state_there CHECK (state IS NOT NULL) NOT VALID;
-- file: migrations/V3__validate.sql
ALTER TABLE orders VALIDATE CONSTRAINT orders_state_there;
-- file: migrations/V4__required.sql
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
)"},
    .not_flagged = R"(
Columns that a validated CHECK of any earlier revision proves, also as one of several conditions; columns that
are NOT NULL already; tables that the same revision makes or empties before.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* alter = std::get_if<AlterColumn>(&change.step.operation);
  if (alter == nullptr || !alter->nullable || alter->nullable->value) return;
  const Table* table = change.existing(alter->table);
  if (table == nullptr || table->column(alter->column) == nullptr || change.effects.scans.empty() ||
      was_emptied(change, alter->table))
    return;
  Finding finding = finding_at(change, context, object_name(alter->table, {alter->column}));
  finding.message = fmt::format("SET NOT NULL reads all of {} while nobody can read or write it",
                                alter->table.text());
  finding.help = fmt::format(
      "first ADD CONSTRAINT … CHECK ({0} IS NOT NULL) NOT VALID, then VALIDATE it in a transaction "
      "of its own, then SET NOT NULL, which needs no scan, and drop the CHECK",
      alter->column);
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
