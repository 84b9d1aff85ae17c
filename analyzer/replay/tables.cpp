#include <algorithm>

#include "analyzer/replay/changes.h"
#include "analyzer/sequences.h"

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

bool inherits_from(const Table& table, const QualifiedName& parent) {
  return std::find(table.inherits.begin(), table.inherits.end(), parent) != table.inherits.end();
}

// Why a table cannot go: one that stays has a foreign key on it or inherits from it, or a view
// reads it.
Refusal needed(const Schema& schema, const DropTable& operation) {
  const std::vector<QualifiedName>& going = operation.together;
  const std::string what = "table " + operation.table.text();
  for (const Table& other : schema.tables()) {
    if (other.name == operation.table || other.partition_of == operation.table) continue;
    if (std::find(going.begin(), going.end(), other.name) != going.end()) continue;
    if (inherits_from(other, operation.table))
      return refuse("dependent_objects_still_exist",
                    "table " + other.name.text() + " inherits from " + what);
    for (const ForeignKey& key : other.foreign_keys)
      if (key.target == operation.table)
        return refuse("dependent_objects_still_exist", "foreign keys depend on " + what);
  }
  for (const QualifiedName& view : views_on(schema, operation.table, ""))
    return needed_by_view(what, view);
  return std::nullopt;
}

void drop_table(Schema& schema, const QualifiedName& name) {
  for (const QualifiedName& child : children_of(schema, name)) drop_table(schema, child);
  drop_references(schema, name, {});
  drop_views(schema, views_on(schema, name, ""));
  schema.remove_table(name);
}

}  // namespace

Refusal relation_exists(const QualifiedName& name) {
  return refuse("duplicate_table", "relation " + name.text() + " exists already");
}

Refusal unknown_table(const QualifiedName& name) {
  return refuse("undefined_table", "table " + name.text() + " is not known");
}

void complete_column(Column& column) {
  if (column.key.empty()) column.key = column.name;
  if (column.identity || column.primary_key) column.nullable.value = false;
}

namespace {

// PARTITION OF: the columns are the parent's, those that are written only overrule them.
void take_columns(Table& partition, const Table& parent) {
  std::vector<Column> written = std::move(partition.columns);
  partition.columns.clear();
  for (const Column& column : parent.columns) {
    Column taken = column;
    taken.inherited = true;
    taken.serial = taken.identity = taken.primary_key = false;
    for (const Column& one : written) {
      if (one.name != column.name) continue;
      if (one.server_default) taken.server_default = one.server_default;
      if (!one.nullable.value) taken.nullable = one.nullable;
    }
    partition.columns.push_back(std::move(taken));
  }
}

// INHERITS: columns and checks of one name are one. The parents' columns come first.
void inherit(Table& table, const Table& parent) {
  auto place = std::find_if(table.columns.begin(), table.columns.end(),
                            [](const Column& column) { return !column.inherited; });
  for (Column column : parent.columns) {
    if (Column* own = table.column(column.name)) {
      if (!column.nullable.value) own->nullable = column.nullable;
      if (!own->server_default) own->server_default = column.server_default;
      continue;
    }
    column.primary_key = column.serial = column.identity = false;
    column.inherited = true;
    place = table.columns.insert(place, std::move(column)) + 1;
  }
  for (Check check : parent.checks) {
    const auto same = [&](const Check& own) { return own.name == check.name; };
    if (check.no_inherit || std::any_of(table.checks.begin(), table.checks.end(), same)) continue;
    check.inherited = true;
    table.checks.push_back(std::move(check));
  }
}

void inherit(const Schema& schema, Table& table) {
  for (const QualifiedName& name : table.inherits) {
    if (const Table* parent = schema.table(name))
      inherit(table, *parent);
    else
      table.complete = false;
  }
}

}  // namespace

Refusal change(Schema& schema, const CreateTable& operation) {
  const QualifiedName name = operation.table.name;
  if (is_relation(schema, name)) {
    if (operation.if_not_exists) return std::nullopt;
    return relation_exists(name);
  }
  Table parts = operation.table;
  if (!parts.primary_key) parts.primary_key = marked_primary_key(parts);
  merge_repeated_keys(parts);
  inherit(schema, parts);

  Table bare = parts;
  bare.primary_key.reset();
  bare.unique.clear();
  bare.foreign_keys.clear();
  bare.indexes.clear();
  bare.checks.clear();
  bare.exclusions.clear();
  const Table* known = parts.partition_of ? schema.table(*parts.partition_of) : nullptr;
  const std::optional<Table> parent = known ? std::optional(*known) : std::nullopt;
  if (parent) take_columns(bare, *parent);
  if (parts.partition_of && !parent) bare.complete = false;
  for (Column& column : bare.columns) complete_column(column);
  Table& table = schema.add(std::move(bare));

  for (Check& check : parts.checks) add_check(schema, table, std::move(check));
  if (parent) make_partition(schema, table, *parent);
  if (parts.primary_key) set_primary_key(schema, table, std::move(*parts.primary_key));
  for (UniqueKey& key : parts.unique) add_unique(schema, table, std::move(key));
  for (Index& index : parts.indexes) add_index(schema, table, std::move(index));
  for (Exclusion& one : parts.exclusions) add_exclusion(schema, table, std::move(one));
  for (ForeignKey& key : parts.foreign_keys) add_foreign_key(schema, table, std::move(key));
  return std::nullopt;
}

Refusal change(Schema& schema, const DropTable& operation) {
  const QualifiedName name = operation.table;
  if (schema.table(name) == nullptr) return operation.if_exists ? Refusal() : unknown_table(name);
  if (!operation.cascade)
    if (auto refusal = needed(schema, operation)) return refusal;
  drop_table(schema, name);
  return std::nullopt;
}

namespace {

// The sequences of serial columns move along with their table.
void move_sequences(Table& table, const std::string& from) {
  for (Column& column : table.columns) {
    const auto sequence = column.serial ? sequence_of(column) : std::nullopt;
    if (sequence && sequence->schema == from)
      column.server_default->value = nextval_of({table.name.schema, sequence->name});
  }
}

}  // namespace

Refusal change(Schema& schema, const RenameTable& operation) {
  const QualifiedName from = operation.table;
  const QualifiedName to = operation.to;
  if (schema.table(from) == nullptr) return unknown_table(from);
  if (is_relation(schema, to)) return relation_exists(to);
  schema.rename_table(from, to);
  if (from.schema != to.schema) move_sequences(*schema.table(to), from.schema);
  rename_in_views(schema, from, to);
  for_each_table(schema, [&](Table& table) {
    if (table.partition_of == from) table.partition_of = to;
    std::replace(table.inherits.begin(), table.inherits.end(), from, to);
    for (ForeignKey& key : table.foreign_keys)
      if (key.target == from) key.target = to;
  });
  return std::nullopt;
}

Refusal change(Schema& schema, const CreateSchema& operation) {
  schema.add_schema(operation.name);
  return std::nullopt;
}

Refusal change(Schema& schema, const DropSchema& operation) {
  std::vector<QualifiedName> tables, types, views;
  const auto add = [&](std::vector<QualifiedName>& names, const QualifiedName& name) {
    if (name.schema == operation.name) names.push_back(name);
  };
  for (const Table& table : schema.tables()) add(tables, table.name);
  for (const EnumType& type : schema.enums()) add(types, type.name);
  for (const auto& [name, type] : schema.named_types()) add(types, name);
  for (const auto& [name, view] : schema.views()) add(views, name);
  if (!operation.cascade && !(tables.empty() && types.empty() && views.empty()))
    return refuse("dependent_objects_still_exist", "schema " + operation.name + " is not empty");
  drop_views(schema, views);
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
