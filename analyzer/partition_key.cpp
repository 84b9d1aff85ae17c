#include "analyzer/partition_key.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "analyzer/words.h"
#include "parsers/postgres.h"
#include "parsers/sql_lexer.h"

namespace schemalint {
namespace {

std::string upper(std::string_view text) {
  std::string result;
  for (const char c : text)
    result += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

struct Words {
  std::vector<std::string> all;  ///< in small letters; names without quotes

  bool has(std::string_view word) const { return std::ranges::find(all, word) != all.end(); }
  bool has_row(std::string_view first, std::string_view second) const {
    for (size_t i = 0; i + 1 < all.size(); ++i)
      if (all[i] == first && all[i + 1] == second) return true;
    return false;
  }
};

Words words_of(std::string_view sql) {
  Words words;
  SqlLexer lexer(sql);
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
    const bool name = token.kind == SqlToken::Kind::word || token.kind == SqlToken::Kind::quoted;
    words.all.push_back(name ? sql_identifier(lexer.text(token)) : std::string(lexer.text(token)));
  }
  return words;
}

/// Functions that are STABLE or VOLATILE whatever they are given.
constexpr std::string_view changing_functions[] = {"age",
                                                   "clock_timestamp",
                                                   "current_setting",
                                                   "gen_random_uuid",
                                                   "nextval",
                                                   "now",
                                                   "random",
                                                   "statement_timestamp",
                                                   "to_char",
                                                   "to_date",
                                                   "transaction_timestamp",
                                                   "uuid_generate_v4"};
constexpr std::string_view changing_words[] = {"current_date", "current_time", "current_timestamp",
                                               "current_user", "localtime",    "localtimestamp",
                                               "session_user"};
/// Functions that depend on the time zone of the session when they get a timestamptz.
constexpr std::string_view zoned_functions[] = {"date_trunc", "extract", "date_part", "date"};

/// Whether the expression says itself which time zone it means.
bool names_zone(const Words& words) {
  return words.has_row("time", "zone") || words.has("timezone");
}

}  // namespace

std::optional<PartitionKey> partition_key(const Table& table) {
  if (!table.partition_by) return std::nullopt;
  const std::string& text = *table.partition_by;
  const size_t open = text.find('(');
  if (open == std::string::npos) return std::nullopt;
  PartitionKey key;
  for (const char c : upper(text.substr(0, open)))
    if (c != ' ') key.strategy += c;
  const SqlScript script = parse_sql("CREATE INDEX ON t " + text.substr(open));
  if (script.statements.size() != 1 || !script.errors.empty()) return std::nullopt;
  const auto* create = std::get_if<SqlCreateIndex>(&script.statements[0].content);
  if (create == nullptr) return std::nullopt;
  for (const SqlIndexElement& element : create->elements) {
    key.elements.emplace_back();
    key.elements.back().column = element.column;
    key.elements.back().expression = element.expression;
  }
  return key;
}

std::string changing_part(const Table& table, const std::string& expression) {
  const Words words = words_of(expression);
  for (const std::string_view function : changing_functions)
    if (words.has_row(function, "(")) return fmt::format("{}()", function);
  for (const std::string_view word : changing_words)
    if (words.has(word)) return upper(word);
  if (names_zone(words)) return {};
  for (const Column& column : table.columns) {
    if (!words.has(column.name)) continue;
    const bool zoned =
        column.type.value.starts_with("TIMESTAMP") && column.type.value.ends_with("WITH TIME ZONE");
    const bool day = column.type.value == "DATE";
    if (!zoned && !day) continue;
    const std::string what = fmt::format("of {}, a {}", column.name, lower(column.type.value));
    for (const std::string_view function : zoned_functions)
      if (words.has_row(function, "(") && (zoned || function == "date_trunc"))
        return fmt::format("{}() {}", function, what);
    if (zoned && (words.has_row(":", "date") || words.has_row("as", "date")))
      return "the cast to date " + what;
    if (zoned && words.has("interval")) return "the interval arithmetic " + what;
  }
  return {};
}

}  // namespace schemalint
