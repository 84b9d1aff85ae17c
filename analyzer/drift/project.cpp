#include <algorithm>

#include "analyzer/drift/drift.h"
#include "parsers/sql_lexer.h"

namespace schemalint {

namespace {

void add_words(std::string_view text, std::set<std::string, std::less<>>& words) {
  const auto is_word = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  for (size_t begin = 0; begin < text.size(); begin++) {
    size_t end = begin;
    while (end < text.size() && is_word(text[end])) end++;
    if (end > begin) words.emplace(text.substr(begin, end - begin));
    begin = end;
  }
}

/// The name in `CREATE [OR REPLACE] [MATERIALIZED] VIEW [IF NOT EXISTS] name …`; empty where the
/// text is something else.
std::string view_name(std::string_view text) {
  SqlLexer lexer(text);
  std::string name;
  bool in_name = false;
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
    const bool is_name = token.kind == SqlToken::Kind::word || token.kind == SqlToken::Kind::quoted;
    const std::string word = is_name ? sql_identifier(lexer.text(token)) : "";
    if (!in_name) {
      in_name = word == "view";
    } else if (is_name && word != "if" && word != "not" && word != "exists") {
      name = word;
      if (!text.substr(token.span.end).starts_with('.')) break;
    }
  }
  return name;
}

/// What the migrations leave open: what they do without our knowing, the views they make, which
/// models map as if they were tables, and tables that other SQL files make.
Unsure unsure_of(const Project& project) {
  Unsure unsure;
  for (const Revision& revision : project.history)
    for (const Step& step : revision.upgrade) {
      if (!step.where.known()) continue;
      const std::string_view text = project.files[step.where.file].text(step.where);
      if (std::holds_alternative<UnknownChange>(step.operation))
        add_words(text, unsure.words);
      else if (std::holds_alternative<NoSchemaChange>(step.operation))
        unsure.words.insert(view_name(text));
    }
  for (const Step& step : project.sql_steps)
    if (const QualifiedName table = table_of(step.operation);
        !is_harmless(step.operation) && project.migrated.table(table) == nullptr)
      unsure.tables.insert(table);
  return unsure;
}

bool share_a_table(const Schema& a, const Schema& b) {
  return std::ranges::any_of(
      a.tables(), [&](const Table& table) { return !b.tables_called(table.name.name).empty(); });
}

}  // namespace

Drift drift_of(const Project& project) {
  if (!share_a_table(project.declared, project.migrated)) return {};
  return compare(project.declared, project.migrated, unsure_of(project));
}

}  // namespace schemalint
