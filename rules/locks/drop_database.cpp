#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule drop_database = {
    .name = "drop-database",
    .summary = "A migration drops a database.",
    .why = R"(
It is gone with all that is in it, and no downgrade brings it back. It also fails: a database cannot be dropped
while somebody, such as the migration itself, is connected to it, and never in a transaction.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__drop.sql
DROP DATABASE reports;
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__drop.sql
DROP TABLE orders;
)"},
    .not_flagged = R"(
Nothing.
)",
    .source =
        "PostgreSQL, DROP DATABASE: "
        "https://www.postgresql.org/docs/current/sql-dropdatabase.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* drop = std::get_if<DropDatabase>(&change.step.operation);
  if (drop == nullptr) return;
  Finding finding = finding_at(change, context, drop->name);
  finding.message = fmt::format("database {} is dropped", drop->name);
  finding.help = "leave it to whoever administers the server";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
