#include <fmt/core.h>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule blocking_maintenance = {
    .name = "blocking-maintenance",
    .summary = "VACUUM FULL, CLUSTER or SET LOGGED writes a table anew while nobody can use it.",
    .why = R"(
VACUUM FULL, CLUSTER, SET LOGGED, SET UNLOGGED and SET TABLESPACE copy the whole table and its indexes under an
ACCESS EXCLUSIVE lock. Nobody reads or writes the table until the copy is done.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__vacuum.sql
VACUUM FULL orders;
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__vacuum.sql
VACUUM orders;
)"},
    .not_flagged = R"(
Tables that the same revision makes, or that the migrations did not make. VACUUM and ANALYZE, which let everybody
read and write.
)",
    .source =
        "PostgreSQL, VACUUM: "
        "https://www.postgresql.org/docs/current/sql-vacuum.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const bool meant = std::holds_alternative<Maintenance>(change.step.operation) ||
                     std::holds_alternative<SetTableOption>(change.step.operation);
  const QualifiedName name = table_of(change.step.operation);
  if (!meant || change.effects.rewrites.empty() || change.existing(name) == nullptr) return;
  Finding finding = finding_at(change, context, name.text());
  finding.message = fmt::format("{} writes all of {} anew while nobody can read or write it",
                                describe(change.step.operation), name.text());
  finding.help = "do it in a maintenance window, or with pg_repack";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
