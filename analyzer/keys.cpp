#include "analyzer/keys.h"

#include <algorithm>

namespace schemalint {

bool same_columns(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

bool contains_all(const std::vector<std::string>& whole, const std::vector<std::string>& part) {
  return std::all_of(part.begin(), part.end(), [&](const std::string& name) {
    return std::find(whole.begin(), whole.end(), name) != whole.end();
  });
}

std::vector<std::string> plain_columns(const Index& index) {
  std::vector<std::string> columns;
  for (const IndexElement& element : index.elements) {
    if (element.column.empty()) return {};
    columns.push_back(element.column);
  }
  return columns;
}

bool is_primary_key(const Table& table, const std::vector<std::string>& columns) {
  return table.primary_key && same_columns(table.primary_key->columns, columns);
}

bool is_referable_key(const Table& table, const std::vector<std::string>& columns) {
  if (is_primary_key(table, columns) && !table.primary_key->deferrable) return true;
  for (const UniqueKey& key : table.unique)
    if (!key.deferrable && same_columns(key.columns, columns)) return true;
  for (const Index& index : table.indexes)
    if (index.unique && index.valid && !index.where_sql &&
        same_columns(plain_columns(index), columns))
      return true;
  return false;
}

}  // namespace schemalint
