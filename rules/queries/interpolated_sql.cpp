#include <fmt/core.h>

#include <algorithm>

#include "analyzer/code/facts.h"
#include "analyzer/words.h"
#include "parsers/text.h"
#include "rules/identity_wording.h"
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
whose result is not known. Names of tables and columns, except in ORDER BY, and statements that take no
parameters, such as CREATE and GRANT: what is put there cannot be bound. Vectors, which interpolated-vector is about.
)",
    .source =
        "SQLAlchemy, Using Textual SQL: "
        "https://docs.sqlalchemy.org/en/20/core/"
        "connections.html#sqlalchemy.engine.Connection.execute",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// The first word of a statement, in small letters.
std::string verb_of(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n(");
  if (begin == std::string_view::npos) return {};
  const size_t end = text.find_first_of(" \t\r\n(", begin);
  return lower(text.substr(begin, end == std::string_view::npos ? end : end - begin));
}

/// Whether a statement takes parameters: those that change the schema, or a role, take none.
bool takes_parameters(std::string_view text) {
  const std::string verb = verb_of(text);
  return verb == "select" || verb == "insert" || verb == "update" || verb == "delete" ||
         verb == "with";
}

/// The last few letters of a text, small.
std::string end_of(std::string_view text) {
  constexpr size_t most = 12;
  return lower(text.substr(text.size() - std::min(text.size(), most)));
}

/// What stands in front of a part: whether a value is written there, which could be bound.
bool is_value_place(std::string_view before) {
  if (before.ends_with("'") || before.ends_with("%")) return true;
  while (!before.empty() && (before.back() == ' ' || before.back() == '\n'))
    before.remove_suffix(1);
  if (before.empty()) return false;
  if (std::string_view("=<>").find(before.back()) != std::string_view::npos) return true;
  std::string end = end_of(before);
  while (!end.empty() && (end.back() == '(' || end.back() == ' ')) end.pop_back();
  for (const std::string_view word :
       {" like", " limit", " offset", " between", " values", " in", " any", " ilike"})
    if (end.ends_with(word)) return true;
  return false;
}

bool is_told(const SqlText& text, const DynamicPart& part) {
  if (!part.certain || part.numbers || !vector_operator_before(text, part).empty()) return false;
  if (!takes_parameters(text.text)) return false;
  const std::string_view before = std::string_view(text.text).substr(0, part.offset);
  // Requests like to bring along what rows are ordered by.
  return is_value_place(before) || end_of(before).ends_with("order by ");
}

std::string help(const DynamicPart& part, const SqlText& text) {
  if (!is_value_place(std::string_view(text.text).substr(0, part.offset)))
    return "choose it among constants, or quote it: "
           "connection.dialect.identifier_preparer.quote(name)";
  const std::string_view behind =
      std::string_view(text.text).substr(part.offset + Text::placeholder.size());
  const bool in_literal = text.text[part.offset - 1] == '\'';
  if (text.text[part.offset - 1] == '%' || (in_literal && !behind.starts_with("'")))
    return "bind the whole literal as one parameter: :value in the text, its value beside it";
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
      if (is_told(text, part)) parts.push_back(&part);
    if (parts.empty()) continue;
    std::vector<std::string> names;
    for (const DynamicPart* part : parts)
      if (std::ranges::find(names, part->source) == names.end()) names.push_back(part->source);
    Finding finding{
        .where = parts.front()->where,
        .message = fmt::format("{} {} formatted into the SQL text of {}()", shortened(names, 3),
                               names.size() == 1 ? "is" : "are", text.callee),
        .help = help(*parts.front(), text),
        .object = name_in_module(text.function, context.file(text.where)),
        .detail = without_layout(names.front())};
    if (context.file(text.where).line_number(text.where.begin) !=
        context.file(finding.where).line_number(finding.where.begin))
      finding.notes.push_back({text.where, "executed here"});
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
