#include <fmt/core.h>

#include <map>

#include "analyzer/words.h"
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
Statements whose text cannot be known from the source. An SQL file of which many statements cannot be
parsed is one finding: it is for another database, or a template.
)",
    .severity = Severity::warning,
    .check = check,
};

namespace {

/// More errors than these in an SQL file are one: it was written for another database, or is a
/// template.
constexpr size_t most_errors = 4;

bool is_sql_file(const SourceFile& file) {
  return file.path().ends_with(".sql");
}

Finding describe(const ParseError& error, const SourceFile& file, size_t errors) {
  Finding finding{.where = error.where, .object = file.path()};
  if (errors > most_errors && is_sql_file(file)) {
    finding.message = fmt::format("PostgreSQL cannot parse {} of this file, the first with: {}",
                                  counted(errors, "statement"), error.message);
    finding.help = "leave the file out with exclude = [...] if it is not for PostgreSQL";
    return finding;
  }
  finding.message = "PostgreSQL cannot parse this: " + error.message;
  finding.help = "correct it; what the statement changes is missing from the schema";
  finding.detail = error.message;
  return finding;
}

}  // namespace

static void check(const Project& project, Context& context) {
  std::map<uint32_t, std::vector<const ParseError*>> by_file;
  for (const ParseError& error : project.sql_errors)
    if (error.where.known()) by_file[error.where.file].push_back(&error);
  for (const auto& [index, errors] : by_file) {
    const SourceFile& file = project.files[index];
    const bool many = errors.size() > most_errors && is_sql_file(file);
    for (const ParseError* error : errors) {
      context.report(describe(*error, file, errors.size()));
      if (many) break;
    }
  }
}

}  // namespace schemalint::rules
