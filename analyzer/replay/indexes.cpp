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
    // Until an index of every partition is attached.
    table->indexes.back().valid = partitions_of(schema, operation.table).empty();
    return std::nullopt;
  }
  const Index made = table->indexes.back();
  for (const QualifiedName& partition : partitions_of(schema, operation.table))
    inherit_index(schema, *schema.table(partition), made);
  return std::nullopt;
}

namespace {

std::vector<std::string> columns_of(const Index& index) {
  std::vector<std::string> columns;
  for (const IndexElement& element : index.elements) columns.push_back(element.column);
  return columns;
}

// With the parts of it that partitions have, which are called `name` or belong to it.
void erase_index(Schema& schema, Table& table, const std::string& name) {
  std::erase_if(table.indexes, [&](const Index& index) { return index.name == name; });
  for (const QualifiedName& partition : partitions_of(schema, table.name)) {
    Table& child = *schema.table(partition);
    const auto part = std::find_if(child.indexes.begin(), child.indexes.end(),
                                   [&](const Index& index) { return index.of_parent == name; });
    if (part != child.indexes.end()) erase_index(schema, child, std::string(part->name));
  }
}

bool is_needed(const Schema& schema, const Table& table, const Index& index) {
  Table without = table;
  std::erase_if(without.indexes, [&](const Index& other) { return other.name == index.name; });
  return index.unique && !is_key(without, columns_of(index)) &&
         is_referenced(schema, table.name, columns_of(index));
}

Index* find_index(Table& table, const std::string& name) {
  const auto found = std::find_if(table.indexes.begin(), table.indexes.end(),
                                  [&](const Index& index) { return index.name == name; });
  return found == table.indexes.end() ? nullptr : &*found;
}

}  // namespace

Refusal change(Schema& schema, const DropIndex& operation) {
  Table* table = table_of_index(schema, operation.index);
  if (table == nullptr) return operation.if_exists ? Refusal() : unknown_index(operation.index);
  const Index* found = find_index(*table, operation.index.name);
  const std::string what = operation.index.name + " of " + table->name.text();
  if (found == nullptr)
    return refuse("dependent_objects_still_exist", "constraint " + what + " requires it");
  if (!found->of_parent.empty())
    return refuse("dependent_objects_still_exist", "index " + found->of_parent + " requires it");
  if (is_needed(schema, *table, *found)) {
    if (!operation.cascade)
      return refuse("dependent_objects_still_exist", "foreign keys depend on index " + what);
    drop_references(schema, table->name, columns_of(*found));
  }
  erase_index(schema, *table, operation.index.name);
  return std::nullopt;
}

namespace {

// The parts of it on partitions keep their own names.
void rename_in_partitions(Schema& schema, const Table& table, const std::string& from,
                          const std::string& to) {
  const auto rename = [&](auto& part) {
    if (part.of_parent == from) part.of_parent = to;
  };
  for (const QualifiedName& name : partitions_of(schema, table.name)) {
    Table& partition = *schema.table(name);
    for (Index& index : partition.indexes) rename(index);
    for (UniqueKey& key : partition.unique) rename(key);
    if (partition.primary_key) rename(*partition.primary_key);
  }
}

}  // namespace

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
  for (Exclusion& one : table->exclusions)
    if (one.name == name) one.name = operation.to;
  rename_in_partitions(schema, *table, name, operation.to);
  return std::nullopt;
}

namespace {

template <typename Item>
bool attach(std::vector<Item>& items, const std::string& name, const std::string& parent) {
  for (Item& item : items)
    if (item.name == name) {
      item.of_parent = parent;
      return true;
    }
  return false;
}

// An index ON ONLY a partitioned table is valid when every partition has its part.
bool is_whole(const Schema& schema, const Table& table, const std::string& index) {
  for (const QualifiedName& name : partitions_of(schema, table.name)) {
    const std::vector<Index>& parts = schema.table(name)->indexes;
    if (std::none_of(parts.begin(), parts.end(),
                     [&](const Index& part) { return part.of_parent == index && part.valid; }))
      return false;
  }
  return true;
}

}  // namespace

Refusal change(Schema& schema, const AttachIndex& operation) {
  Table* table = table_of_index(schema, operation.index);
  if (table == nullptr) return unknown_index(operation.index);
  Table* partition = table_of_index(schema, operation.partition);
  if (partition == nullptr) return unknown_index(operation.partition);
  const std::string& parent = operation.index.name;
  const std::string& name = operation.partition.name;
  if (!attach(partition->indexes, name, parent) && !attach(partition->unique, name, parent) &&
      partition->primary_key)
    partition->primary_key->of_parent = parent;
  if (Index* index = find_index(*table, parent)) index->valid = is_whole(schema, *table, parent);
  return std::nullopt;
}

}  // namespace schemalint
