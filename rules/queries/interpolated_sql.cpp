#include <fmt/core.h>

#include <algorithm>

#include "analyzer/code/facts.h"
#include "parsers/text.h"
#include "rules/rule.h"
#include "rules/vector_operators.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule interpolated_sql = {
    .name = "interpolated-sql",
    .summary = "A value that only the run knows is formatted into SQL text.",
    .why = R"(
Whatever is in the value becomes a part of the statement: a quote in a name ends the literal, and the rest
of the name is executed. That is how databases are read and emptied by strangers. It also breaks without
malice, on the first O'Brien, and every value makes another statement, which the server parses and plans
from the beginning.

A bind parameter is sent beside the statement and can never become a part of it. Names of tables and columns
cannot be bound: they are chosen among constants, or quoted by the dialect's identifier preparer.
)",
    .example = {.file = "services.py",
                .bad = R"(
from sqlalchemy import text


def find(session, name: str):
    return session.execute(text(f"SELECT id FROM users WHERE name = '{name}'"))
)",
                .good = R"(
from sqlalchemy import text


def find(session, name: str):
    return session.execute(text("SELECT id FROM users WHERE name = :name"), {"name": name})
)"},
    .not_flagged = R"(
Constants of the project, loops over constants, settings, numbers, values that a function quotes or that were
compared with a list of allowed ones, parameters of functions that are called with constants only. Calls
whose result is not known. Vectors, which interpolated-vector is about.
)",
    .source =
        "SQLAlchemy, Using Textual SQL: "
        "https://docs.sqlalchemy.org/en/20/core/"
        "connections.html#sqlalchemy.engine.Connection.execute",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// Whether a value stands here, rather than a name or a piece of syntax: behind an operator, a
/// quote, a parenthesis or a word that a value follows.
bool is_value_place(std::string_view before) {
  while (!before.empty() && (before.back() == ' ' || before.back() == '\n'))
    before.remove_suffix(1);
  if (before.empty()) return false;
  if (std::string_view("'=<>(,%").find(before.back()) != std::string_view::npos) return true;
  for (const std::string_view word : {"LIKE", "LIMIT", "OFFSET", "BETWEEN", "VALUES"})
    if (before.ends_with(word)) return true;
  return false;
}

std::string help(const DynamicPart& part, const SqlText& text) {
  if (!is_value_place(std::string_view(text.text).substr(0, part.offset)))
    return "choose it among constants, or quote it: "
           "connection.dialect.identifier_preparer.quote(name)";
  const bool is_name = std::ranges::all_of(part.source, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
  const std::string name = is_name ? part.source : "value";
  return fmt::format("bind it: write :{} in the text and give {{\"{}\": {}}} beside it", name, name,
                     part.source);
}

}  // namespace

static void check(const Project& project, Context& context) {
  for (const SqlText& text : code_of(project).sql_texts) {
    std::vector<const DynamicPart*> parts;
    for (const DynamicPart& part : text.parts)
      if (part.certain && !part.numbers && vector_operator_before(text, part).empty())
        parts.push_back(&part);
    if (parts.empty()) continue;
    std::vector<std::string> names;
    for (const DynamicPart* part : parts)
      if (std::ranges::find(names, part->source) == names.end()) names.push_back(part->source);
    Finding finding{
        .where = parts.front()->where,
        .message = fmt::format("{} {} formatted into the SQL text of {}()", shortened(names, 3),
                               names.size() == 1 ? "is" : "are", text.callee),
        .help = help(*parts.front(), text),
        .object = text.function,
        .detail = names.front()};
    if (context.file(text.where).line_number(text.where.begin) !=
        context.file(finding.where).line_number(finding.where.begin))
      finding.notes.push_back({text.where, "executed here"});
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
