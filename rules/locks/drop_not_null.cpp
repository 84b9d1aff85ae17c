#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule drop_not_null = {
    .name = "drop-not-null",
    .summary = "A column may be NULL from now on.",
    .why = R"(
Code that was written for a column that is never NULL meets NULL: comparisons that are neither true nor false,
`None` where a value was promised, keys that no longer hold rows together.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL);
-- file: migrations/V2__optional.sql
ALTER TABLE orders ALTER COLUMN state DROP NOT NULL;
)",
                .good = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL);
-- file: migrations/V2__optional.sql
ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'open';
)"},
    .not_flagged = R"(
Columns that may be NULL already, and tables that the same revision makes.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* alter = std::get_if<AlterColumn>(&change.step.operation);
  if (alter == nullptr || !alter->nullable || !alter->nullable->value) return;
  const Table* table = change.existing(alter->table);
  const Column* column = table == nullptr ? nullptr : table->column(alter->column);
  if (column == nullptr || column->nullable.value) return;
  Finding finding = finding_at(change, context, object_name(alter->table, {alter->column}));
  finding.message = fmt::format("column {} may be NULL from now on", finding.object);
  finding.help = "see that the code that reads it expects None before the migration runs";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
