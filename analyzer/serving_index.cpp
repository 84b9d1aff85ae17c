#include "analyzer/serving_index.h"

#include <algorithm>
#include <cctype>

#include "analyzer/keys.h"
#include "analyzer/words.h"

namespace schemalint {
namespace {

bool leads(const std::vector<std::string>& key, const std::vector<std::string>& columns) {
  if (key.size() < columns.size()) return false;
  const auto end = key.begin() + static_cast<std::ptrdiff_t>(columns.size());
  return same_columns({key.begin(), end}, columns);
}

/// The columns in front of the first expression.
std::vector<std::string> leading_columns(const Index& index) {
  std::vector<std::string> columns;
  for (const IndexElement& element : index.elements) {
    if (element.column.empty()) break;
    columns.push_back(element.column);
  }
  return columns;
}

/// Letters, digits and underscores, lower case: "(Owner_ID IS NOT NULL)" → "owner_idisnotnull".
std::string letters(std::string_view sql) {
  std::string text;
  for (const char c : sql) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '_') text += static_cast<char>(std::tolower(byte));
  }
  return text;
}

/// A search for a value implies that there is one.
bool only_leaves_null_out(const std::string& predicate, const std::vector<std::string>& columns) {
  const std::string text = letters(predicate);
  return std::ranges::any_of(columns, [&](const std::string& column) {
    const std::string own = letters(column) + "isnotnull";
    // The column may be written with its table in front.
    return text == own || (text.size() > own.size() && text.ends_with(own) &&
                           text.find("and") == text.npos && text.find("or") == text.npos);
  });
}

bool serves(const Index& index, const std::vector<std::string>& columns) {
  if (!index.valid) return false;
  if (index.where_sql && !only_leaves_null_out(*index.where_sql, columns)) return false;
  if (index.method == "hash") return columns.size() == 1 && plain_columns(index) == columns;
  return (index.method.empty() || lower(index.method) == "btree") &&
         leads(leading_columns(index), columns);
}

}  // namespace

bool has_leading_index(const Table& table, const std::vector<std::string>& columns) {
  if (table.primary_key && leads(table.primary_key->columns, columns)) return true;
  for (const UniqueKey& key : table.unique)
    if (leads(key.columns, columns)) return true;
  return std::ranges::any_of(table.indexes,
                             [&](const Index& index) { return serves(index, columns); });
}

}  // namespace schemalint
