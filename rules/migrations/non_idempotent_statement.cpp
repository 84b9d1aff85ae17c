#include <fmt/core.h>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule non_idempotent_statement = {
    .name = "non-idempotent-statement",
    .summary = "A statement fails when it is run a second time.",
    .why = R"(
PostgreSQL takes a failed revision back as a whole, so guards are not needed where everything runs in one
transaction, and they hide differences: IF NOT EXISTS is content with a table that has other columns. Some teams
run scripts by hand, or on databases in several states, and want every statement to be repeatable.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY);
)",
                .good = R"(
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY);
)"},
    .not_flagged = R"(
IF [NOT] EXISTS, OR REPLACE, statements under an `if` (of Python or of a DO block) or in an exception handler, and
those in front of which what they make is dropped if it exists.
)",
    .source =
        "Alembic, operation reference: "
        "https://alembic.sqlalchemy.org/en/latest/ops.html",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

static void check(const Change& change, Context& context) {
  if (is_repeatable(change)) return;
  Finding finding = finding_at(change, context, object_of(change.step.operation));
  finding.message = fmt::format("{} {} fails the second time", describe(change.step.operation),
                                object_of(change.step.operation));
  finding.help = by_spelling(change, "pass if_not_exists=True or if_exists=True, or ask first",
                             "write IF NOT EXISTS or IF EXISTS, or ask first in a DO block");
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
