#include "analyzer/serving_index.h"

#include <algorithm>

#include "analyzer/keys.h"
#include "analyzer/words.h"
#include "parsers/sql_expression.h"

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

/// Whether a predicate only says that some of these columns are not NULL: a search for a value
/// implies it.
bool only_leaves_null_out(const SqlExpression& predicate, const std::vector<std::string>& columns) {
  using Kind = SqlExpression::Kind;
  if (predicate.kind == Kind::conjunction)
    return std::ranges::all_of(predicate.operands, [&](const SqlExpression& operand) {
      return only_leaves_null_out(operand, columns);
    });
  return predicate.kind == Kind::is_not_null && predicate.operands.size() == 1 &&
         predicate.operands[0].kind == Kind::column && !predicate.operands[0].path.empty() &&
         std::ranges::find(columns, predicate.operands[0].path.back()) != columns.end();
}

bool serves(const Index& index, const std::vector<std::string>& columns) {
  if (!index.valid) return false;
  if (index.where_sql && !only_leaves_null_out(parse_expression(*index.where_sql), columns))
    return false;
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
