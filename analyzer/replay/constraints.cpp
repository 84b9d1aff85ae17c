#include <algorithm>

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

// True where `name` was dropped from `items`.
template <typename Items>
bool drop_named(Items& items, const std::string& name) {
  return std::erase_if(items, [&](const auto& item) { return item.name == name; }) > 0;
}

template <typename Items>
auto* find_named(Items& items, const std::string& name) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

Refusal unknown_constraint(const Table& table, const std::string& name) {
  if (!table.complete) return std::nullopt;
  return refuse("undefined_object", "table " + table.name.text() + " has no constraint " + name);
}

// The part of a partitioned table's key that a partition has.
template <typename Items>
auto* find_part(Items& items, const std::string& name) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const auto& item) { return item.of_parent == name; });
  return found == items.end() ? nullptr : &*found;
}

// Drops the key of this name, with its parts on partitions.
void erase_unique_key(Schema& schema, Table& table, const std::string& name) {
  if (table.primary_key && table.primary_key->name == name) {
    table.primary_key.reset();
    for (Column& column : table.columns) column.primary_key = false;  // they stay NOT NULL
  } else {
    drop_named(table.unique, name);
  }
  for (const QualifiedName& partition : partitions_of(schema, table.name)) {
    Table& child = *schema.table(partition);
    if (child.primary_key && child.primary_key->of_parent == name)
      erase_unique_key(schema, child, std::string(child.primary_key->name));
    if (const UniqueKey* part = find_part(child.unique, name))
      erase_unique_key(schema, child, std::string(part->name));
  }
}

// Drops a primary key or UNIQUE constraint. Foreign keys that need it go along or stand against it.
Refusal drop_unique_key(Schema& schema, Table& table, const UniqueKey& key,
                        const DropConstraint& operation) {
  if (!key.of_parent.empty()) return inherited("constraint " + operation.name, table);
  const std::vector<std::string> columns = key.columns;
  Table without = table;
  if (without.primary_key && without.primary_key->name == operation.name)
    without.primary_key.reset();
  drop_named(without.unique, operation.name);
  const bool needed = !is_key(without, columns) && is_referenced(schema, table.name, columns);
  if (needed && !operation.cascade)
    return refuse("dependent_objects_still_exist",
                  "foreign keys depend on constraint " + operation.name);
  erase_unique_key(schema, table, operation.name);
  if (needed) drop_references(schema, table.name, columns);
  return std::nullopt;
}

void erase_foreign_key(Schema& schema, Table& table, const std::string& name) {
  drop_named(table.foreign_keys, name);
  for (const QualifiedName& partition : partitions_of(schema, table.name)) {
    Table& child = *schema.table(partition);
    if (const ForeignKey* part = find_part(child.foreign_keys, name))
      erase_foreign_key(schema, child, std::string(part->name));
  }
}

// A child table keeps the check where it declares it itself or another parent has it.
void erase_check(Schema& schema, Table& table, const std::string& name, bool only) {
  drop_named(table.checks, name);
  for (const QualifiedName& one : children_of(schema, table.name)) {
    Table& child = *schema.table(one);
    Check* own = find_named(child.checks, name);
    if (own == nullptr || !own->inherited || has_other_parent(schema, child, table.name, "", name))
      continue;
    if (only) {
      own->inherited = false;
    } else {
      erase_check(schema, child, name, false);
    }
  }
}

void rename_check(Schema& schema, Table& table, const std::string& from, const std::string& to) {
  if (Check* check = find_named(table.checks, from)) check->name = to;
  for (const QualifiedName& child : children_of(schema, table.name))
    rename_check(schema, *schema.table(child), from, to);
}

// The parts on partitions keep their names.
void rename_parts(Schema& schema, const Table& table, const RenameConstraint& operation) {
  for (const QualifiedName& name : partitions_of(schema, table.name)) {
    Table& child = *schema.table(name);
    if (child.primary_key && child.primary_key->of_parent == operation.name)
      child.primary_key->of_parent = operation.to;
    if (UniqueKey* part = find_part(child.unique, operation.name)) part->of_parent = operation.to;
    if (ForeignKey* part = find_part(child.foreign_keys, operation.name))
      part->of_parent = operation.to;
  }
}

void set_deferrable(Schema& schema, const Table& table, ForeignKey& key, bool deferrable) {
  key.deferrable = deferrable;
  for (const QualifiedName& name : partitions_of(schema, table.name)) {
    Table& child = *schema.table(name);
    if (ForeignKey* part = find_part(child.foreign_keys, key.name))
      set_deferrable(schema, child, *part, deferrable);
  }
}

void validate_check(Schema& schema, Table& table, const std::string& name) {
  if (Check* check = find_named(table.checks, name)) check->validated = true;
  for (const QualifiedName& child : children_of(schema, table.name))
    validate_check(schema, *schema.table(child), name);
}

}  // namespace

Refusal change(Schema& schema, const DropConstraint& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return operation.if_exists ? Refusal() : unknown_table(operation.table);
  const std::string& name = operation.name;
  if (table->primary_key && table->primary_key->name == name)
    return drop_unique_key(schema, *table, *table->primary_key, operation);
  if (const UniqueKey* key = find_named(table->unique, name))
    return drop_unique_key(schema, *table, *key, operation);
  if (const ForeignKey* key = find_named(table->foreign_keys, name)) {
    if (!key->of_parent.empty()) return inherited("constraint " + name, *table);
    erase_foreign_key(schema, *table, name);
  } else if (const Check* check = find_named(table->checks, name)) {
    if (check->inherited) return inherited("constraint " + name, *table);
    erase_check(schema, *table, name, operation.only);
  } else if (!drop_named(table->exclusions, name) && !operation.if_exists) {
    return unknown_constraint(*table, name);
  }
  return std::nullopt;
}

Refusal change(Schema& schema, const AlterConstraint& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  ForeignKey* key = find_named(table->foreign_keys, operation.name);
  if (key == nullptr) return unknown_constraint(*table, operation.name);
  set_deferrable(schema, *table, *key, operation.deferrable);
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameConstraint& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  const std::string& name = operation.name;
  if (has_constraint(*table, operation.to)) return constraint_exists(operation.to);
  if (table->primary_key && table->primary_key->name == name) {
    table->primary_key->name = operation.to;
  } else if (UniqueKey* key = find_named(table->unique, name)) {
    key->name = operation.to;
  } else if (ForeignKey* foreign = find_named(table->foreign_keys, name)) {
    foreign->name = operation.to;
  } else if (const Check* check = find_named(table->checks, name)) {
    if (check->inherited) return inherited("constraint " + name, *table);
    rename_check(schema, *table, name, operation.to);
  } else if (Exclusion* exclusion = find_named(table->exclusions, name)) {
    exclusion->name = operation.to;
  } else {
    return unknown_constraint(*table, name);
  }
  rename_parts(schema, *table, operation);
  return std::nullopt;
}

Refusal change(Schema& schema, const ValidateConstraint& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (ForeignKey* key = find_named(table->foreign_keys, operation.name)) {
    key->validated = true;
  } else if (find_named(table->checks, operation.name) != nullptr) {
    validate_check(schema, *table, operation.name);
  } else {
    return unknown_constraint(*table, operation.name);
  }
  return std::nullopt;
}

}  // namespace schemalint
