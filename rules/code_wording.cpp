#include "rules/code_wording.h"

#include "analyzer/words.h"
#include "parsers/sql_lexer.h"

namespace schemalint {

std::string python_string(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + "\"";
}

std::string python_list(const std::vector<std::string>& texts) {
  std::vector<std::string> literals;
  for (const std::string& text : texts) literals.push_back(python_string(text));
  return "[" + join(literals) + "]";
}

std::string schema_argument(const QualifiedName& table) {
  return table.schema.empty() ? "" : ", schema=" + python_string(table.schema);
}

std::string sql_name(const QualifiedName& table) {
  const std::string name = quote_identifier(table.name);
  return table.schema.empty() ? name : quote_identifier(table.schema) + "." + name;
}

std::string sql_columns(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  for (const std::string& column : columns) names.push_back(quote_identifier(column));
  return "(" + join(names) + ")";
}

}  // namespace schemalint
