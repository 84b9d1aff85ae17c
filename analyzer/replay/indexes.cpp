#include <algorithm>

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

Refusal unknown_index(const QualifiedName& name) {
  return refuse("undefined_object", "index " + name.text() + " is not known");
}

Refusal missing_column(const Table& table, const Index& index) {
  std::vector<std::string> columns = index.include;
  for (const IndexElement& element : index.elements)
    if (!element.column.empty()) columns.push_back(element.column);
  return missing_column(table, columns);
}

}  // namespace

void add_index(Schema& schema, Table& table, Index index) {
  if (index.name.empty()) index.name = index_name(schema, table, index);
  table.indexes.push_back(std::move(index));
}

Refusal change(Schema& schema, const CreateIndex& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  const std::string& name = operation.index.name;
  if (!name.empty() && is_relation(schema, {table->name.schema, name})) {
    if (operation.if_not_exists) return std::nullopt;
    return relation_exists({table->name.schema, name});
  }
  if (auto refusal = missing_column(*table, operation.index)) return refusal;
  add_index(schema, *table, operation.index);
  if (operation.only) {
    table->indexes.back().valid = false;  // until an index of every partition is attached
    return std::nullopt;
  }
  for (const QualifiedName& partition : partitions_of(schema, operation.table)) {
    CreateIndex same = operation;
    same.table = partition;
    same.index.name.clear();
    change(schema, same);
  }
  return std::nullopt;
}

Refusal change(Schema& schema, const DropIndex& operation) {
  Table* table = table_of_index(schema, operation.index);
  if (table == nullptr) return operation.if_exists ? Refusal() : unknown_index(operation.index);
  const auto found =
      std::find_if(table->indexes.begin(), table->indexes.end(),
                   [&](const Index& index) { return index.name == operation.index.name; });
  if (found == table->indexes.end())
    return refuse("dependent_objects_still_exist", "constraint " + operation.index.name + " of " +
                                                       table->name.text() + " requires it");
  const Index dropped = *found;
  table->indexes.erase(found);
  std::vector<std::string> columns;
  for (const IndexElement& element : dropped.elements) columns.push_back(element.column);
  if (dropped.unique && !is_key(*table, columns) && is_referenced(schema, table->name, columns)) {
    table->indexes.push_back(dropped);
    return refuse("dependent_objects_still_exist", "foreign keys depend on index " + dropped.name);
  }
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameIndex& operation) {
  Table* table = table_of_index(schema, operation.index);
  if (table == nullptr) return unknown_index(operation.index);
  const QualifiedName to{operation.index.schema, operation.to};
  if (is_relation(schema, to)) return relation_exists(to);
  const std::string& name = operation.index.name;
  for (Index& index : table->indexes)
    if (index.name == name) index.name = operation.to;
  // The index behind a constraint and the constraint have one name.
  if (table->primary_key && table->primary_key->name == name)
    table->primary_key->name = operation.to;
  for (UniqueKey& key : table->unique)
    if (key.name == name) key.name = operation.to;
  return std::nullopt;
}

}  // namespace schemalint
