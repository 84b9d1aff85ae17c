#include <algorithm>

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

// A child table that has the check already keeps its own.
void add_to_children(Schema& schema, const QualifiedName& table, Check check) {
  check.inherited = true;
  for (const QualifiedName& name : children_of(schema, table)) {
    Table& child = *schema.table(name);
    if (has_constraint(child, check.name)) continue;
    child.checks.push_back(check);
    add_to_children(schema, name, check);
  }
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

void add_exclusion(Schema& schema, Table& table, Exclusion exclusion) {
  if (exclusion.name.empty()) exclusion.name = exclusion_name(schema, table, exclusion);
  table.exclusions.push_back(std::move(exclusion));
}

Refusal change(Schema& schema, const AddPrimaryKey& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (table->primary_key)
    return refuse("invalid_table_definition",
                  "table " + table->name.text() + " has a primary key already");
  const Refusal refusal = add_unique_key(schema, *table, operation, true);
  if (refusal || operation.only) return refusal;
  const UniqueKey added = *table->primary_key;
  for (const QualifiedName& partition : partitions_of(schema, operation.table))
    inherit_primary_key(schema, *schema.table(partition), added);
  return std::nullopt;
}

Refusal change(Schema& schema, const AddUnique& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  const Refusal refusal = add_unique_key(schema, *table, operation, false);
  if (refusal || operation.only) return refusal;
  const UniqueKey added = table->unique.back();
  for (const QualifiedName& partition : partitions_of(schema, operation.table))
    inherit_unique(schema, *schema.table(partition), added);
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
    inherit_foreign_key(schema, *schema.table(partition), added);
  return std::nullopt;
}

Refusal change(Schema& schema, const AddCheck& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (!operation.check.name.empty() && has_constraint(*table, operation.check.name))
    return constraint_exists(operation.check.name);
  add_check(schema, *table, operation.check);
  const Check added = table->checks.back();
  if (!added.no_inherit) add_to_children(schema, operation.table, added);
  return std::nullopt;
}

Refusal change(Schema& schema, const AddExclusion& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  const std::string& name = operation.exclusion.name;
  if (!name.empty() &&
      (has_constraint(*table, name) || is_relation(schema, {table->name.schema, name})))
    return relation_exists({table->name.schema, name});
  for (const IndexElement& element : operation.exclusion.elements)
    if (!element.column.empty())
      if (auto missing = missing_column(*table, {element.column})) return missing;
  add_exclusion(schema, *table, operation.exclusion);
  return std::nullopt;
}

}  // namespace schemalint
