#include <algorithm>

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

bool is_unique_on(const Index& index, const std::vector<std::string>& columns) {
  if (!index.unique || index.where_sql || index.elements.size() != columns.size()) return false;
  std::vector<std::string> own;
  for (const IndexElement& element : index.elements) own.push_back(element.column);
  return same_set(std::move(own), columns);
}

bool leads_to(const ForeignKey& key, const QualifiedName& table,
              const std::vector<std::string>& columns) {
  return key.target == table && (columns.empty() || same_set(key.target_columns, columns));
}

// What became of the target; columns that are left out are the primary key.
void resolve(const Schema& schema, ForeignKey& key) {
  const Table* target = schema.table(key.target);
  if (target == nullptr) {
    key.state = ForeignKey::State::unknown;  // may be a table that somebody else made
    return;
  }
  if (key.target_columns.empty() && target->primary_key)
    key.target_columns = target->primary_key->columns;
  key.state = missing_column(*target, key.target_columns) ? ForeignKey::State::missing_column
                                                          : ForeignKey::State::resolved;
}

// The index that a constraint takes over, with its columns in order.
Refusal take_index(Table& table, const std::string& name, UniqueKey& key) {
  const auto found = std::find_if(table.indexes.begin(), table.indexes.end(),
                                  [&](const Index& index) { return index.name == name; });
  if (found == table.indexes.end())
    return refuse("undefined_object", "table " + table.name.text() + " has no index " + name);
  for (const IndexElement& element : found->elements) key.columns.push_back(element.column);
  key.include = found->include;
  if (key.name.empty()) key.name = name;
  table.indexes.erase(found);
  return std::nullopt;
}

template <typename Key>
Refusal add_unique_key(Schema& schema, Table& table, const Key& operation, bool primary) {
  UniqueKey key = operation.key;
  if (!key.name.empty() && key.name != operation.using_index &&
      (has_constraint(table, key.name) || is_relation(schema, {table.name.schema, key.name})))
    return relation_exists({table.name.schema, key.name});
  if (operation.using_index.empty()) {
    if (auto missing = missing_column(table, key.columns)) return missing;
  } else {
    key.columns.clear();
    if (auto missing = take_index(table, operation.using_index, key)) return missing;
  }
  if (primary) {
    set_primary_key(schema, table, std::move(key));
  } else {
    add_unique(schema, table, std::move(key));
  }
  return std::nullopt;
}

}  // namespace

Refusal constraint_exists(const std::string& name) {
  return refuse("duplicate_object", "constraint " + name + " exists already");
}

bool is_key(const Table& table, const std::vector<std::string>& columns) {
  if (table.primary_key && same_set(table.primary_key->columns, columns)) return true;
  return std::any_of(table.unique.begin(), table.unique.end(),
                     [&](const UniqueKey& key) { return same_set(key.columns, columns); }) ||
         std::any_of(table.indexes.begin(), table.indexes.end(),
                     [&](const Index& index) { return is_unique_on(index, columns); });
}

bool is_referenced(const Schema& schema, const QualifiedName& table,
                   const std::vector<std::string>& columns) {
  for (const Table& other : schema.tables())
    for (const ForeignKey& key : other.foreign_keys)
      if (leads_to(key, table, columns)) return true;
  return false;
}

void drop_references(Schema& schema, const QualifiedName& table,
                     const std::vector<std::string>& columns) {
  for_each_table(schema, [&](Table& other) {
    std::erase_if(other.foreign_keys,
                  [&](const ForeignKey& key) { return leads_to(key, table, columns); });
  });
}

void set_primary_key(Schema& schema, Table& table, UniqueKey key) {
  table.primary_key = std::move(key);
  if (table.primary_key->name.empty())
    table.primary_key->name = unique_key_name(schema, table, *table.primary_key);
  for (Column& column : table.columns) {
    const auto& columns = table.primary_key->columns;
    column.primary_key = std::find(columns.begin(), columns.end(), column.name) != columns.end();
    if (column.primary_key) column.nullable.value = false;
  }
}

void add_unique(Schema& schema, Table& table, UniqueKey key) {
  if (key.name.empty()) key.name = unique_key_name(schema, table, key);
  table.unique.push_back(std::move(key));
}

void add_foreign_key(Schema& schema, Table& table, ForeignKey key) {
  resolve(schema, key);
  if (key.name.empty()) key.name = foreign_key_name(schema, table, key);
  table.foreign_keys.push_back(std::move(key));
}

void add_check(Schema& schema, Table& table, Check check) {
  if (check.name.empty()) check.name = check_name(schema, table, check);
  table.checks.push_back(std::move(check));
}

Refusal change(Schema& schema, const AddPrimaryKey& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (table->primary_key)
    return refuse("invalid_table_definition",
                  "table " + table->name.text() + " has a primary key already");
  const Refusal refusal = add_unique_key(schema, *table, operation, true);
  if (refusal) return refusal;
  for (const QualifiedName& partition : partitions_of(schema, operation.table))
    change(schema, AddPrimaryKey{partition, {.columns = operation.key.columns}, {}});
  return std::nullopt;
}

Refusal change(Schema& schema, const AddUnique& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  const Refusal refusal = add_unique_key(schema, *table, operation, false);
  if (refusal) return refusal;
  for (const QualifiedName& partition : partitions_of(schema, operation.table))
    change(schema, AddUnique{partition, {.columns = operation.key.columns}, {}});
  return std::nullopt;
}

Refusal change(Schema& schema, const AddForeignKey& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (!operation.key.name.empty() && has_constraint(*table, operation.key.name))
    return constraint_exists(operation.key.name);
  if (auto missing = missing_column(*table, operation.key.columns)) return missing;
  add_foreign_key(schema, *table, operation.key);
  const ForeignKey added = table->foreign_keys.back();
  for (const QualifiedName& partition : partitions_of(schema, operation.table))
    change(schema, AddForeignKey{partition, added});
  return std::nullopt;
}

Refusal change(Schema& schema, const AddCheck& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (!operation.check.name.empty() && has_constraint(*table, operation.check.name))
    return constraint_exists(operation.check.name);
  add_check(schema, *table, operation.check);
  const Check added = table->checks.back();
  for (const QualifiedName& partition : partitions_of(schema, operation.table))
    change(schema, AddCheck{partition, added});
  return std::nullopt;
}

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

// Drops a primary key or UNIQUE constraint. Foreign keys that need it go along or stand against it.
Refusal drop_unique_key(Schema& schema, Table& table, const DropConstraint& operation,
                        bool primary) {
  const Table before = table;
  const std::vector<std::string> columns =
      primary ? table.primary_key->columns : find_named(table.unique, operation.name)->columns;
  if (primary) {
    table.primary_key.reset();
    for (Column& column : table.columns) column.primary_key = false;  // they stay NOT NULL
  } else {
    drop_named(table.unique, operation.name);
  }
  if (is_key(table, columns) || !is_referenced(schema, table.name, columns)) return std::nullopt;
  if (!operation.cascade) {
    table = before;
    return refuse("dependent_objects_still_exist",
                  "foreign keys depend on constraint " + operation.name);
  }
  drop_references(schema, before.name, columns);
  return std::nullopt;
}

}  // namespace

Refusal change(Schema& schema, const DropConstraint& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return operation.if_exists ? Refusal() : unknown_table(operation.table);
  if (table->primary_key && table->primary_key->name == operation.name)
    return drop_unique_key(schema, *table, operation, true);
  if (find_named(table->unique, operation.name) != nullptr)
    return drop_unique_key(schema, *table, operation, false);
  if (!drop_named(table->foreign_keys, operation.name) &&
      !drop_named(table->checks, operation.name))
    return operation.if_exists ? Refusal() : unknown_constraint(*table, operation.name);
  for (const QualifiedName& partition : partitions_of(schema, operation.table))
    change(schema, DropConstraint{partition, operation.name, true, operation.cascade});
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameConstraint& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (has_constraint(*table, operation.to)) return constraint_exists(operation.to);
  if (table->primary_key && table->primary_key->name == operation.name) {
    table->primary_key->name = operation.to;
  } else if (UniqueKey* key = find_named(table->unique, operation.name)) {
    key->name = operation.to;
  } else if (ForeignKey* foreign = find_named(table->foreign_keys, operation.name)) {
    foreign->name = operation.to;
  } else if (Check* check = find_named(table->checks, operation.name)) {
    check->name = operation.to;
  } else {
    return unknown_constraint(*table, operation.name);
  }
  return std::nullopt;
}

Refusal change(Schema& schema, const ValidateConstraint& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (ForeignKey* key = find_named(table->foreign_keys, operation.name)) {
    key->validated = true;
  } else if (Check* check = find_named(table->checks, operation.name)) {
    check->validated = true;
  } else {
    return unknown_constraint(*table, operation.name);
  }
  return std::nullopt;
}

}  // namespace schemalint
