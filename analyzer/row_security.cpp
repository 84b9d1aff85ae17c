#include "analyzer/row_security.h"

#include <algorithm>

#include "analyzer/words.h"
#include "parsers/sql_lexer.h"

namespace schemalint {
namespace {

void add(RowSecurity& security, const Table& table) {
  if (security.table == nullptr) security.table = &table;
  security.enabled = security.enabled || table.row_security;
  security.forced = security.forced || table.force_row_security;
  for (const Policy& policy : table.policies) {
    const bool known = std::ranges::any_of(
        security.policies, [&](const Policy* other) { return other->name == policy.name; });
    if (!known) security.policies.push_back(&policy);
  }
}

std::vector<std::string> words_of(std::string_view sql) {
  std::vector<std::string> words;
  SqlLexer lexer(sql);
  for (SqlToken token = lexer.next(); !lexer.text(token).empty(); token = lexer.next())
    words.push_back(lower(lexer.text(token)));
  return words;
}

/// Where the bracket closes that opens at `open`; the end where it does not.
size_t closing(const std::vector<std::string>& words, size_t open) {
  int depth = 0;
  for (size_t i = open; i < words.size(); ++i) {
    if (words[i] == "(") ++depth;
    if (words[i] == ")" && --depth == 0) return i;
  }
  return words.size();
}

size_t arguments_between(const std::vector<std::string>& words, size_t open, size_t close) {
  size_t count = close > open + 1 ? 1 : 0;
  int depth = 0;
  for (size_t i = open + 1; i < close; ++i) {
    if (words[i] == "(") ++depth;
    if (words[i] == ")") --depth;
    if (words[i] == "," && depth == 0) ++count;
  }
  return count;
}

bool takes_empty_text(const std::string& type) {
  return type == "text" || type == "varchar" || type == "character" || type == "citext" ||
         type == "name" || type == "char";
}

/// The type of the cast that begins at `at`: `::uuid`, and `AS uuid` of CAST(…).
std::string cast_type(const std::vector<std::string>& words, size_t at) {
  while (at < words.size() && words[at] == ")") ++at;
  const bool doubled =
      at + 1 < words.size() && words[at] == ":" && words[at + 1] == ":";  // by character
  if (doubled) ++at;
  if (at + 1 >= words.size()) return {};
  return doubled || words[at] == "::" || words[at] == "as" ? words[at + 1] : std::string();
}

}  // namespace

std::map<QualifiedName, RowSecurity> row_security(const Project& project, const Schema& database) {
  std::map<QualifiedName, RowSecurity> all;
  for (const Table& table : project.declared.tables()) add(all[table.name], table);
  for (const Table& table : database.tables()) add(all[table.name], table);
  return all;
}

bool row_security_is_hidden(const Project& project) {
  const auto hides = [&](const Step& step) {
    if (!std::holds_alternative<UnknownChange>(step.operation) || !step.where.known()) return false;
    const std::string text = lower(project.files[step.where.file].text(step.where));
    return text.find("row level security") != std::string::npos ||
           text.find("policy") != std::string::npos;
  };
  for (const History& history : project.histories)
    for (const Revision& revision : history.revisions)
      if (std::ranges::any_of(revision.upgrade, hides)) return true;
  return std::ranges::any_of(project.sql_steps, hides);
}

SettingUse setting_use(std::string_view sql) {
  SettingUse use;
  const std::vector<std::string> words = words_of(sql);
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] != "current_setting" || words[i + 1] != "(") continue;
    const size_t close = closing(words, i + 1);
    if (arguments_between(words, i + 1, close) == 1) {
      use.raises = true;
      continue;
    }
    const std::string type = cast_type(words, close);
    use.empty_breaks = use.empty_breaks || (!type.empty() && !takes_empty_text(type));
  }
  return use;
}

}  // namespace schemalint
