#include "rules/index_lookup.h"

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/physical_indexes.h"

namespace schemalint {

namespace {

void add_indexes(const Table& table, std::vector<Index>& all) {
  for (PhysicalIndex& physical : physical_indexes(table)) {
    if (physical.kind == PhysicalIndex::Kind::exclusion) continue;
    all.push_back(std::move(physical.index));
  }
}

}  // namespace

IndexLookup::IndexLookup(const Project& project)
    : project_(project), database_(database_schema(project)) {}

std::optional<std::vector<Index>> IndexLookup::of(const QualifiedName& name) const {
  std::vector<Index> all;
  const Table* declared = project_.declared.table(name);
  if (declared != nullptr) {
    if (!declared->complete || !declared->schema_known) return std::nullopt;
    add_indexes(*declared, all);
  }
  if (const Table* table = database_.table(name)) {
    if (!table->complete) return std::nullopt;
    add_indexes(*table, all);
  } else if (declared == nullptr) {
    return std::nullopt;
  }
  if (is_uncertain(project_, name)) return std::nullopt;
  return all;
}

bool leads_with(const Index& index, std::string_view column) {
  return (index.method.empty() || index.method == "btree") && !index.elements.empty() &&
         index.elements.front().column == column;
}

bool is_status(const Column& column) {
  const std::string& type = column.type.value;
  const bool words = column.enum_type.has_value() || type.starts_with("VARCHAR") || type == "TEXT";
  if (!words) return false;
  for (const std::string_view ending : {"status", "state", "phase", "stage"})
    if (column.name.ends_with(ending)) return true;
  return false;
}

bool is_equality(const Predicate& predicate) {
  return (predicate.op == "=" || predicate.op == "IN") && !predicate.alternative &&
         predicate.path.empty() && !predicate.as_text;
}

static bool fixes(const Query& query, const QualifiedName& table, std::string_view column) {
  return std::ranges::any_of(query.predicates, [&](const Predicate& predicate) {
    return is_equality(predicate) && predicate.column.is(table, column);
  });
}

bool names_a_row(const Query& query, const std::vector<Index>& indexes,
                 const QualifiedName& table) {
  return std::ranges::any_of(indexes, [&](const Index& index) {
    return index.unique && !index.elements.empty() &&
           std::ranges::all_of(index.elements, [&](const IndexElement& element) {
             return !element.column.empty() && fixes(query, table, element.column);
           });
  });
}

bool is_indexed(const Query& query, const std::vector<Index>& indexes, const QualifiedName& table) {
  return std::ranges::any_of(indexes, [&](const Index& index) {
    return (index.method.empty() || index.method == "btree") && !index.elements.empty() &&
           fixes(query, table, index.elements.front().column);
  });
}

}  // namespace schemalint
