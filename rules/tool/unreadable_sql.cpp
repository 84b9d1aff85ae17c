#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule unreadable_sql = {
    .name = "unreadable-sql",
    .summary = "An SQL statement is not what PostgreSQL can parse.",
    .why = R"(
The statement is read with PostgreSQL's own parser. What that refuses, the server refuses as well: the
migration will stop here. What the statement would have changed is missing from the schema that
schemalint knows; the statements around it are still read.
)",
    .example = {.file = "schema.sql",
                .bad = R"(
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    total numeric(10, 2),
);
)",
                .good = R"(
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    total numeric(10, 2)
);
)"},
    .not_flagged = R"(
SQL for another database in a branch that PostgreSQL does not take, and statements whose text cannot
be known from the source.
)",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const ParseError& error : project.sql_errors)
    context.report(
        {.where = error.where,
         .message = "PostgreSQL cannot parse this: " + error.message,
         .help = "correct it; what the statement changes is missing from the schema",
         .object = error.where.known() ? context.file(error.where).path() : std::string(),
         .detail = error.message});
}

}  // namespace schemalint::rules
