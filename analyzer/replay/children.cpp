// Partitions, and tables that inherit.
// https://www.postgresql.org/docs/15/ddl-inherit.html
// https://www.postgresql.org/docs/15/ddl-partitioning.html
#include <algorithm>

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

bool contains(const std::vector<QualifiedName>& names, const QualifiedName& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Check* find_check(Table& table, const std::string& name) {
  const auto found = std::find_if(table.checks.begin(), table.checks.end(),
                                  [&](const Check& check) { return check.name == name; });
  return found == table.checks.end() ? nullptr : &*found;
}

// The columns that a child does not declare itself. Neither the sequence of a serial column nor
// GENERATED AS IDENTITY come along.
void inherit_columns(Table& child, const Table& parent) {
  for (Column column : parent.columns) {
    if (Column* own = child.column(column.name)) {
      if (!column.nullable.value) own->nullable = column.nullable;
      continue;
    }
    column.inherited = true;
    column.primary_key = column.serial = column.identity = false;
    child.columns.push_back(std::move(column));
  }
}

// On a partition nothing is its own that the partitioned table has as well.
void inherit_checks(Table& child, const Table& parent, bool partition) {
  for (Check check : parent.checks) {
    if (check.no_inherit) continue;
    check.inherited = true;
    if (Check* own = find_check(child, check.name)) {
      own->inherited = own->inherited || partition;
    } else {
      child.checks.push_back(std::move(check));
    }
  }
}

bool is_same(const UniqueKey& a, const UniqueKey& b) {
  return a.columns == b.columns && a.include == b.include && a.deferrable == b.deferrable &&
         a.nulls_not_distinct == b.nulls_not_distinct;
}

bool is_same(const Index& a, const Index& b) {
  return a.elements == b.elements && a.include == b.include && a.method == b.method &&
         a.where_sql == b.where_sql && a.unique == b.unique &&
         a.nulls_not_distinct == b.nulls_not_distinct;
}

bool is_same(const ForeignKey& a, const ForeignKey& b) {
  return a.columns == b.columns && a.target == b.target && a.target_columns == b.target_columns &&
         a.on_delete == b.on_delete && a.on_update == b.on_update && a.deferrable == b.deferrable;
}

// The one of the partition that can become a part of the parent's.
template <typename Item>
Item* free_match(std::vector<Item>& items, const Item& of_parent) {
  for (Item& item : items)
    if (item.of_parent.empty() && is_same(item, of_parent)) return &item;
  return nullptr;
}

}  // namespace

std::vector<QualifiedName> partitions_of(const Schema& schema, const QualifiedName& table) {
  std::vector<QualifiedName> partitions;
  for (const Table& other : schema.tables())
    if (other.partition_of == table) partitions.push_back(other.name);
  return partitions;
}

std::vector<QualifiedName> children_of(const Schema& schema, const QualifiedName& table) {
  std::vector<QualifiedName> children;
  for (const Table& other : schema.tables())
    if (other.partition_of == table || contains(other.inherits, table))
      children.push_back(other.name);
  return children;
}

bool has_other_parent(const Schema& schema, const Table& child, const QualifiedName& parent,
                      const std::string& column, const std::string& check) {
  for (const QualifiedName& name : child.inherits) {
    const Table* other = name == parent ? nullptr : schema.table(name);
    if (other == nullptr) continue;
    if (!column.empty() && other->column(column) != nullptr) return true;
    for (const Check& one : other->checks)
      if (one.name == check && !one.no_inherit) return true;
  }
  return false;
}

void inherit_index(Schema& schema, Table& partition, const Index& index) {
  Index* own = free_match(partition.indexes, index);
  if (own == nullptr) {
    Index made = index;
    made.name.clear();
    made.valid = true;
    add_index(schema, partition, std::move(made));
    own = &partition.indexes.back();
  }
  own->of_parent = index.name;
  const Index kept = *own;
  for (const QualifiedName& name : partitions_of(schema, partition.name))
    inherit_index(schema, *schema.table(name), kept);
}

void inherit_primary_key(Schema& schema, Table& partition, const UniqueKey& key) {
  if (!partition.primary_key) {
    UniqueKey made = key;
    made.name.clear();
    set_primary_key(schema, partition, std::move(made));
  }
  partition.primary_key->of_parent = key.name;
  const UniqueKey kept = *partition.primary_key;
  for (const QualifiedName& name : partitions_of(schema, partition.name))
    inherit_primary_key(schema, *schema.table(name), kept);
}

void inherit_unique(Schema& schema, Table& partition, const UniqueKey& key) {
  UniqueKey* own = free_match(partition.unique, key);
  if (own == nullptr) {
    UniqueKey made = key;
    made.name.clear();
    add_unique(schema, partition, std::move(made));
    own = &partition.unique.back();
  }
  own->of_parent = key.name;
  const UniqueKey kept = *own;
  for (const QualifiedName& name : partitions_of(schema, partition.name))
    inherit_unique(schema, *schema.table(name), kept);
}

void inherit_foreign_key(Schema& schema, Table& partition, const ForeignKey& key) {
  ForeignKey* own = free_match(partition.foreign_keys, key);
  if (own == nullptr) {
    ForeignKey made = key;
    if (has_constraint(partition, key.name)) made.name.clear();
    add_foreign_key(schema, partition, std::move(made));
    own = &partition.foreign_keys.back();
  }
  own->of_parent = key.name;
  const ForeignKey kept = *own;
  for (const QualifiedName& name : partitions_of(schema, partition.name))
    inherit_foreign_key(schema, *schema.table(name), kept);
}

void make_partition(Schema& schema, Table& partition, const Table& parent) {
  inherit_columns(partition, parent);
  for (Column& column : partition.columns)
    column.inherited = column.inherited || parent.column(column.name) != nullptr;
  inherit_checks(partition, parent, true);
  if (parent.primary_key) inherit_primary_key(schema, partition, *parent.primary_key);
  for (const UniqueKey& key : parent.unique) inherit_unique(schema, partition, key);
  for (const Index& index : parent.indexes) inherit_index(schema, partition, index);
  for (const ForeignKey& key : parent.foreign_keys) inherit_foreign_key(schema, partition, key);
}

Refusal change(Schema& schema, const AttachPartition& operation) {
  Table* partition = schema.table(operation.partition);
  if (partition == nullptr) return unknown_table(operation.partition);
  const Table* parent = schema.table(operation.table);
  if (parent == nullptr) return unknown_table(operation.table);
  partition->partition_of = operation.table;
  partition->default_partition = operation.is_default;
  make_partition(schema, *partition, Table(*parent));
  return std::nullopt;
}

Refusal change(Schema& schema, const DetachPartition& operation) {
  Table* partition = schema.table(operation.partition);
  if (partition == nullptr) return unknown_table(operation.partition);
  if (partition->partition_of != operation.table)
    return refuse("undefined_table",
                  operation.partition.text() + " is no partition of " + operation.table.text());
  partition->partition_of.reset();
  partition->default_partition = false;
  // From now on all that it has is its own.
  for (Column& column : partition->columns) column.inherited = false;
  for (Check& check : partition->checks) check.inherited = false;
  if (partition->primary_key) partition->primary_key->of_parent.clear();
  for (UniqueKey& key : partition->unique) key.of_parent.clear();
  for (Index& index : partition->indexes) index.of_parent.clear();
  for (ForeignKey& key : partition->foreign_keys) key.of_parent.clear();
  return std::nullopt;
}

// The child must have every column and check of the parent already.
Refusal change(Schema& schema, const AddParent& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  const Table* parent = schema.table(operation.parent);
  if (parent == nullptr) return unknown_table(operation.parent);
  if (contains(table->inherits, operation.parent))
    return refuse("duplicate_table",
                  table->name.text() + " inherits from " + operation.parent.text() + " already");
  for (const Column& column : parent->columns)
    if (table->column(column.name) == nullptr)
      if (auto refusal = unknown_column(*table, column.name)) return refusal;
  table->inherits.push_back(operation.parent);
  return std::nullopt;
}

Refusal change(Schema& schema, const RemoveParent& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (std::erase(table->inherits, operation.parent) == 0)
    return refuse("undefined_table",
                  operation.parent.text() + " is no parent of " + table->name.text());
  for (Column& column : table->columns)
    column.inherited =
        column.inherited && has_other_parent(schema, *table, operation.parent, column.name, "");
  for (Check& check : table->checks)
    check.inherited =
        check.inherited && has_other_parent(schema, *table, operation.parent, "", check.name);
  return std::nullopt;
}

}  // namespace schemalint
