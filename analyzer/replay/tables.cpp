#include <algorithm>

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

// The columns that a table's own declaration marks, where no key names them.
std::optional<UniqueKey> marked_primary_key(const Table& table) {
  UniqueKey key;
  for (const Column& column : table.columns)
    if (column.primary_key) key.columns.push_back(column.name);
  if (key.columns.empty()) return std::nullopt;
  key.where = table.where;
  return key;
}

// In one CREATE TABLE, PostgreSQL makes one index of a UNIQUE constraint that repeats the primary
// key or another one; the name that is written stays (transformIndexConstraints).
void merge_repeated_keys(Table& table) {
  const auto repeats = [](const UniqueKey& a, const UniqueKey& b) {
    return a.columns == b.columns && a.include == b.include && a.deferrable == b.deferrable &&
           a.nulls_not_distinct == b.nulls_not_distinct;
  };
  std::vector<UniqueKey> kept;
  for (UniqueKey& key : table.unique) {
    UniqueKey* earlier = nullptr;
    if (table.primary_key && repeats(*table.primary_key, key)) earlier = &*table.primary_key;
    for (UniqueKey& other : kept)
      if (repeats(other, key)) earlier = &other;
    if (earlier == nullptr) {
      kept.push_back(std::move(key));
    } else if (earlier->name.empty()) {
      earlier->name = key.name;
    }
  }
  table.unique = std::move(kept);
}

// True where a table that stays has a foreign key on the one that goes.
bool is_needed(const Schema& schema, const DropTable& operation) {
  const std::vector<QualifiedName>& going = operation.together;
  for (const Table& other : schema.tables()) {
    if (other.name == operation.table || other.partition_of == operation.table) continue;
    if (std::find(going.begin(), going.end(), other.name) != going.end()) continue;
    for (const ForeignKey& key : other.foreign_keys)
      if (key.target == operation.table) return true;
  }
  return false;
}

void drop_table(Schema& schema, const QualifiedName& name) {
  for (const QualifiedName& partition : partitions_of(schema, name)) drop_table(schema, partition);
  drop_references(schema, name, {});
  schema.remove_table(name);
}

}  // namespace

Refusal relation_exists(const QualifiedName& name) {
  return refuse("duplicate_table", "relation " + name.text() + " exists already");
}

Refusal unknown_table(const QualifiedName& name) {
  return refuse("undefined_table", "table " + name.text() + " is not known");
}

std::vector<QualifiedName> partitions_of(const Schema& schema, const QualifiedName& table) {
  std::vector<QualifiedName> partitions;
  for (const Table& other : schema.tables())
    if (other.partition_of == table) partitions.push_back(other.name);
  return partitions;
}

void complete_column(Column& column) {
  if (column.key.empty()) column.key = column.name;
  if (column.identity || column.primary_key) column.nullable.value = false;
}

void inherit_from(Schema& schema, Table& partition, const Table& parent) {
  for (const Column& column : parent.columns) {
    if (Column* own = partition.column(column.name)) {
      if (!column.nullable.value) own->nullable = column.nullable;
    } else {
      partition.columns.push_back(column);
    }
  }
  for (const Check& check : parent.checks)
    if (!has_constraint(partition, check.name)) add_check(schema, partition, check);
  if (parent.primary_key && !partition.primary_key)
    set_primary_key(schema, partition, {.columns = parent.primary_key->columns});
  for (const UniqueKey& key : parent.unique)
    if (!is_key(partition, key.columns)) add_unique(schema, partition, {.columns = key.columns});
  for (Index index : parent.indexes) {
    const bool there =
        std::any_of(partition.indexes.begin(), partition.indexes.end(), [&](const Index& own) {
          return own.unique == index.unique && own.method == index.method &&
                 own.where_sql == index.where_sql && own.elements == index.elements;
        });
    index.name.clear();
    if (!there) add_index(schema, partition, std::move(index));
  }
  for (const ForeignKey& key : parent.foreign_keys)
    if (!has_constraint(partition, key.name)) add_foreign_key(schema, partition, key);
}

Refusal change(Schema& schema, const CreateTable& operation) {
  const QualifiedName name = operation.table.name;
  if (is_relation(schema, name)) {
    if (operation.if_not_exists) return std::nullopt;
    return relation_exists(name);
  }
  Table parts = operation.table;
  if (!parts.primary_key) parts.primary_key = marked_primary_key(parts);
  merge_repeated_keys(parts);

  Table bare = parts;
  bare.primary_key.reset();
  bare.unique.clear();
  bare.foreign_keys.clear();
  bare.indexes.clear();
  bare.checks.clear();
  for (Column& column : bare.columns) complete_column(column);
  Table& table = schema.add(std::move(bare));

  for (Check& check : parts.checks) add_check(schema, table, std::move(check));
  if (table.partition_of) {
    if (const Table* parent = schema.table(*table.partition_of)) {
      inherit_from(schema, table, Table(*parent));
    } else {
      table.complete = false;
    }
  }
  if (parts.primary_key) set_primary_key(schema, table, std::move(*parts.primary_key));
  for (UniqueKey& key : parts.unique) add_unique(schema, table, std::move(key));
  for (Index& index : parts.indexes) add_index(schema, table, std::move(index));
  for (ForeignKey& key : parts.foreign_keys) add_foreign_key(schema, table, std::move(key));
  return std::nullopt;
}

Refusal change(Schema& schema, const DropTable& operation) {
  const QualifiedName name = operation.table;
  if (schema.table(name) == nullptr) return operation.if_exists ? Refusal() : unknown_table(name);
  if (!operation.cascade && is_needed(schema, operation))
    return refuse("dependent_objects_still_exist", "foreign keys depend on table " + name.text());
  drop_table(schema, name);
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameTable& operation) {
  const QualifiedName from = operation.table;
  const QualifiedName to = operation.to;
  if (schema.table(from) == nullptr) return unknown_table(from);
  if (is_relation(schema, to)) return relation_exists(to);
  schema.rename_table(from, to);
  for_each_table(schema, [&](Table& table) {
    if (table.partition_of == from) table.partition_of = to;
    for (ForeignKey& key : table.foreign_keys)
      if (key.target == from) key.target = to;
  });
  return std::nullopt;
}

Refusal change(Schema& schema, const AttachPartition& operation) {
  Table* partition = schema.table(operation.partition);
  if (partition == nullptr) return unknown_table(operation.partition);
  const Table* parent = schema.table(operation.table);
  if (parent == nullptr) return unknown_table(operation.table);
  partition->partition_of = operation.table;
  inherit_from(schema, *partition, Table(*parent));
  return std::nullopt;
}

Refusal change(Schema& schema, const DetachPartition& operation) {
  Table* partition = schema.table(operation.partition);
  if (partition == nullptr) return unknown_table(operation.partition);
  if (partition->partition_of != operation.table)
    return refuse("undefined_table",
                  operation.partition.text() + " is no partition of " + operation.table.text());
  partition->partition_of.reset();
  return std::nullopt;
}

Refusal change(Schema& schema, const CreateSchema& operation) {
  schema.add_schema(operation.name);
  return std::nullopt;
}

Refusal change(Schema& schema, const DropSchema& operation) {
  std::vector<QualifiedName> tables, types;
  for (const Table& table : schema.tables())
    if (table.name.schema == operation.name) tables.push_back(table.name);
  for (const EnumType& type : schema.enums())
    if (type.name.schema == operation.name) types.push_back(type.name);
  if (!operation.cascade && !(tables.empty() && types.empty()))
    return refuse("dependent_objects_still_exist", "schema " + operation.name + " is not empty");
  for (const QualifiedName& table : tables) drop_table(schema, table);
  for (const QualifiedName& type : types) change(schema, DropType{type, true, true});
  schema.remove_schema(operation.name);
  return std::nullopt;
}

Refusal change(Schema& schema, const SetRowSecurity& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (operation.enabled) table->row_security = *operation.enabled;
  if (operation.forced) table->force_row_security = *operation.forced;
  return std::nullopt;
}

Refusal change(Schema& schema, const CreatePolicy& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  for (const Policy& policy : table->policies)
    if (policy.name == operation.policy.name)
      return refuse("duplicate_object", "policy " + policy.name + " exists already");
  table->policies.push_back(operation.policy);
  return std::nullopt;
}

Refusal change(Schema& schema, const DropPolicy& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return operation.if_exists ? Refusal() : unknown_table(operation.table);
  const auto dropped = std::erase_if(
      table->policies, [&](const Policy& policy) { return policy.name == operation.name; });
  if (dropped == 0 && !operation.if_exists)
    return refuse("undefined_object",
                  "table " + table->name.text() + " has no policy " + operation.name);
  return std::nullopt;
}

}  // namespace schemalint
