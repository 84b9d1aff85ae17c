#include "rules/identity_wording.h"
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
Statements whose text cannot be known from the source. What is a template, has parameters for a driver
or stands in a file of which many statements cannot be parsed, because it is for another database: it is
counted as not understood (`--show-unknown`).
)",
    .severity = Severity::warning,
    .check = check,
};

/// The line, in Python without the call around a literal: formatters part them.
static std::string written(const SourceFile& file, Span where) {
  std::string text = text_at(file, where);
  if (!file.path().ends_with(".py")) return text;
  if (const size_t quote = text.find('"'); quote != std::string::npos) text.erase(0, quote);
  while (text.size() > 1 && (text.back() == ')' || text.back() == ',')) text.pop_back();
  return text;
}

static void check(const Project& project, Context& context) {
  for (const ParseError& error : project.sql_errors) {
    if (!error.where.known()) continue;
    context.report({.where = error.where,
                    .message = "PostgreSQL cannot parse this: " + error.message,
                    .help = "correct it; what the statement changes is missing from the schema",
                    .object = written(context.file(error.where), error.where)});
  }
}

}  // namespace schemalint::rules
