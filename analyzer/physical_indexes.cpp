#include "analyzer/physical_indexes.h"

#include <algorithm>

#include "analyzer/drift/normal_forms.h"
#include "analyzer/keys.h"

namespace schemalint {
namespace {

using Kind = PhysicalIndex::Kind;

PhysicalIndex of_key(const UniqueKey& key, Kind kind) {
  PhysicalIndex made;
  made.kind = kind;
  made.deferrable = key.deferrable;
  made.index.name = key.name;
  for (const std::string& column : key.columns) made.index.elements.push_back({.column = column});
  made.index.include = key.include;
  made.index.unique = true;
  made.index.nulls_not_distinct = key.nulls_not_distinct;
  made.index.of_parent = key.of_parent;
  made.index.from_column = key.from_column;
  made.index.where = key.where;
  return made;
}

bool is_btree(const Index& index) {
  return index.method.empty() || index.method == "btree";
}

bool same_key(const IndexElement& a, const IndexElement& b) {
  return a.column == b.column && a.expression == b.expression &&
         a.operator_class == b.operator_class && a.collation == b.collation &&
         a.nulls_reversed == b.nulls_reversed;
}

/// An index is read in both directions: one that is reversed altogether serves the same queries.
bool is_prefix(const std::vector<IndexElement>& part, const std::vector<IndexElement>& whole) {
  if (part.empty() || part.size() > whole.size()) return false;
  const bool reversed = part[0].descending != whole[0].descending;
  for (size_t i = 0; i < part.size(); ++i)
    if (!same_key(part[i], whole[i]) || (part[i].descending != whole[i].descending) != reversed)
      return false;
  return true;
}

bool includes_all(const Index& whole, const std::vector<std::string>& part) {
  std::vector<std::string> columns = whole.include;
  for (const IndexElement& element : whole.elements) columns.push_back(element.column);
  return contains_all(columns, part);
}

bool same_predicate(const Index& a, const Index& b) {
  if (a.where_sql.has_value() != b.where_sql.has_value()) return false;
  return !a.where_sql || same_expression(*a.where_sql, *b.where_sql);
}

/// Whether `other` keeps out every row that `one` keeps out.
bool is_as_strict(const Index& one, const PhysicalIndex& other) {
  if (!one.unique) return true;
  return other.index.unique && !other.deferrable &&
         other.index.elements.size() == one.elements.size() &&
         other.index.nulls_not_distinct == one.nulls_not_distinct;
}

/// A much longer index takes the place of a short one in no plan: reading it costs more.
constexpr size_t most_further_columns = 3;

bool serves(const PhysicalIndex& other, const Index& one) {
  if (other.index.elements.size() > one.elements.size() + most_further_columns) return false;
  return other.kind != Kind::exclusion && is_btree(other.index) && other.index.valid &&
         is_understood(other.index) && is_prefix(one.elements, other.index.elements) &&
         same_predicate(one, other.index) && includes_all(other.index, one.include) &&
         is_as_strict(one, other);
}

/// Of two that serve each other the constraint stays, then the unique one, then the one that is
/// written out.
bool stays(const PhysicalIndex& one, const PhysicalIndex& other, bool is_first) {
  if (one.is_constraint() != other.is_constraint()) return one.is_constraint();
  if (one.index.unique != other.index.unique) return one.index.unique;
  if (one.index.from_column != other.index.from_column) return other.index.from_column;
  return is_first;
}

}  // namespace

std::vector<PhysicalIndex> physical_indexes(const Table& table) {
  std::vector<PhysicalIndex> all;
  if (table.primary_key) all.push_back(of_key(*table.primary_key, Kind::primary_key));
  for (const UniqueKey& key : table.unique) all.push_back(of_key(key, Kind::unique));
  for (const Exclusion& one : table.exclusions) {
    PhysicalIndex made{.kind = Kind::exclusion, .index = {}, .deferrable = one.deferrable};
    made.index.name = one.name;
    made.index.elements = one.elements;
    made.index.method = one.method;
    made.index.where_sql = one.where_sql;
    made.index.where = one.where;
    all.push_back(std::move(made));
  }
  for (const Index& index : table.indexes) all.push_back({.kind = Kind::index, .index = index});
  return all;
}

const PhysicalIndex* index_that_serves(const std::vector<PhysicalIndex>& all,
                                       const PhysicalIndex& one) {
  if (one.is_constraint() || !one.index.valid || !is_btree(one.index) ||
      !is_understood(one.index) || !one.index.of_parent.empty())
    return nullptr;
  const PhysicalIndex* found = nullptr;
  for (const PhysicalIndex& other : all) {
    if (&other == &one || !serves(other, one.index)) continue;
    // Declared twice under one name, it is made once.
    if (!one.index.name.empty() && other.index.name == one.index.name) continue;
    const bool both_ways = other.kind == Kind::index && serves(one, other.index);
    if (both_ways && stays(one, other, &one < &other)) continue;
    // The primary key says it best.
    if (found == nullptr || other.kind == Kind::primary_key) found = &other;
  }
  return found;
}

std::vector<std::string> element_texts(const Index& index) {
  std::vector<std::string> texts;
  for (const IndexElement& element : index.elements)
    texts.push_back((element.column.empty() ? element.expression : element.column) +
                    (element.descending ? " DESC" : ""));
  return texts;
}

}  // namespace schemalint
