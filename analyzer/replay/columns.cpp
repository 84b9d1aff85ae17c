#include <algorithm>

#include "analyzer/replay/changes.h"
#include "parsers/sql_expression.h"

namespace schemalint {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool speaks_of(const std::string& sql, const std::string& column) {
  if (sql.find(column) == std::string::npos) return false;  // parsing is dear
  const auto uses = expression_facts(sql).columns;
  return std::any_of(uses.begin(), uses.end(),
                     [&](const SqlColumnUse& use) { return use.name == column; });
}

bool speaks_of(const std::vector<IndexElement>& elements, const std::string& column) {
  return std::any_of(elements.begin(), elements.end(), [&](const IndexElement& element) {
    return element.column == column ||
           (!element.expression.empty() && speaks_of(element.expression, column));
  });
}

bool speaks_of(const Index& index, const std::string& column) {
  return contains(index.include, column) || speaks_of(index.elements, column) ||
         (index.where_sql && speaks_of(*index.where_sql, column));
}

bool speaks_of(const Exclusion& exclusion, const std::string& column) {
  return speaks_of(exclusion.elements, column) ||
         (exclusion.where_sql && speaks_of(*exclusion.where_sql, column));
}

bool speaks_of(const Policy& policy, const std::string& column) {
  return speaks_of(policy.using_sql, column) || speaks_of(policy.check_sql, column);
}

// What goes away with a column: every constraint and index that has it as a part.
void drop_column(Schema& schema, Table& table, const std::string& column) {
  const auto has_column = [&](const auto& key) { return contains(key.columns, column); };
  const auto has_part = [&](const UniqueKey& key) {
    return has_column(key) || contains(key.include, column);
  };
  if (table.primary_key && has_part(*table.primary_key)) {
    table.primary_key.reset();
    for (Column& other : table.columns) other.primary_key = false;
  }
  std::erase_if(table.unique, has_part);
  std::erase_if(table.foreign_keys, has_column);
  std::erase_if(table.checks, [&](const Check& check) { return speaks_of(check.sql, column); });
  std::erase_if(table.indexes, [&](const Index& index) { return speaks_of(index, column); });
  std::erase_if(table.exclusions, [&](const Exclusion& one) { return speaks_of(one, column); });
  std::erase_if(table.policies, [&](const Policy& policy) { return speaks_of(policy, column); });
  drop_views(schema, views_on(schema, table.name, column));
  for_each_table(schema, [&](Table& other) {
    std::erase_if(other.foreign_keys, [&](const ForeignKey& key) {
      return key.target == table.name && contains(key.target_columns, column);
    });
  });
  std::erase_if(table.columns, [&](const Column& other) { return other.name == column; });
}

bool is_target(const Schema& schema, const Table& table, const std::string& column) {
  for (const Table& other : schema.tables())
    if (other.name != table.name)
      for (const ForeignKey& key : other.foreign_keys)
        if (key.target == table.name && contains(key.target_columns, column)) return true;
  return false;
}

// What stands against dropping a column without CASCADE, by name: a foreign key of another table, a
// view, a policy, a generated column.
Refusal needed(const Schema& schema, const Table& table, const std::string& column) {
  const std::string what = "column " + column + " of " + table.name.text();
  if (is_target(schema, table, column))
    return refuse("dependent_objects_still_exist", "foreign keys depend on " + what);
  for (const QualifiedName& view : views_on(schema, table.name, column))
    return needed_by_view(what, view);
  for (const Policy& policy : table.policies)
    if (speaks_of(policy, column))
      return refuse("dependent_objects_still_exist",
                    "policy " + policy.name + " depends on " + what);
  return std::nullopt;
}

void rename_in(std::vector<std::string>& names, const std::string& from, const std::string& to) {
  std::replace(names.begin(), names.end(), from, to);
}

void rename_in(std::string& sql, const std::string& from, const std::string& to) {
  if (sql.find(from) == std::string::npos) return;
  std::vector<SqlColumnUse> uses = expression_facts(sql).columns;
  std::sort(uses.begin(), uses.end(), [](const SqlColumnUse& a, const SqlColumnUse& b) {
    return a.where.begin > b.where.begin;  // from the end, so that offsets stay right
  });
  for (const SqlColumnUse& use : uses)
    if (use.name == from)
      sql.replace(use.where.begin, use.where.end - use.where.begin, quote_identifier(to));
}

void rename_in(std::vector<IndexElement>& elements, const std::string& from,
               const std::string& to) {
  for (IndexElement& element : elements) {
    if (element.column == from) element.column = to;
    rename_in(element.expression, from, to);
  }
}

void rename_in(Index& index, const std::string& from, const std::string& to) {
  rename_in(index.include, from, to);
  rename_in(index.elements, from, to);
  if (index.where_sql) rename_in(*index.where_sql, from, to);
}

void rename_in(Table& table, const std::string& from, const std::string& to) {
  Column& column = *table.column(from);
  if (column.key == from) column.key = to;
  column.name = to;
  if (table.primary_key) rename_in(table.primary_key->columns, from, to);
  if (table.primary_key) rename_in(table.primary_key->include, from, to);
  for (UniqueKey& key : table.unique) {
    rename_in(key.columns, from, to);
    rename_in(key.include, from, to);
  }
  for (Exclusion& one : table.exclusions) {
    rename_in(one.elements, from, to);
    if (one.where_sql) rename_in(*one.where_sql, from, to);
  }
  for (ForeignKey& key : table.foreign_keys) rename_in(key.columns, from, to);
  for (Index& index : table.indexes) rename_in(index, from, to);
  for (Check& check : table.checks) rename_in(check.sql, from, to);
  for (Policy& policy : table.policies) {
    rename_in(policy.using_sql, from, to);
    rename_in(policy.check_sql, from, to);
  }
}

Refusal column_exists(const Table& table, const std::string& column) {
  return refuse("duplicate_column",
                "column " + column + " of " + table.name.text() + " exists already");
}

Refusal alter_nullable(Table& table, Column& column, const Sourced<bool>& nullable) {
  if (nullable.value && column.primary_key)
    return refuse("invalid_table_definition",
                  "column " + column.name + " is in the primary key of " + table.name.text());
  column.nullable = nullable;
  column.nullable_explicit = true;
  return std::nullopt;
}

}  // namespace

Refusal unknown_column(const Table& table, std::string_view column) {
  if (!table.complete) return std::nullopt;
  return refuse("undefined_column",
                "table " + table.name.text() + " has no column " + std::string(column));
}

Refusal missing_column(const Table& table, const std::vector<std::string>& columns) {
  for (const std::string& column : columns)
    if (table.column(column) == nullptr)
      if (auto refusal = unknown_column(table, column)) return refusal;
  return std::nullopt;
}

Refusal inherited(const std::string& what, const Table& table) {
  return refuse("invalid_table_definition", what + " of " + table.name.text() + " is inherited");
}

namespace {

// A child table that has the column already keeps its own.
void add_to_children(Schema& schema, const QualifiedName& table, Column column) {
  column.inherited = true;
  column.serial = column.identity = false;
  for (const QualifiedName& name : children_of(schema, table)) {
    Table& child = *schema.table(name);
    if (child.column(column.name) != nullptr) continue;
    child.columns.push_back(column);
    add_to_children(schema, name, column);
  }
}

// A child table keeps the column where it declares it itself or another parent has it.
void drop_from_children(Schema& schema, const QualifiedName& table, const std::string& column,
                        bool only) {
  for (const QualifiedName& name : children_of(schema, table)) {
    Table& child = *schema.table(name);
    Column* own = child.column(column);
    if (own == nullptr || !own->inherited || has_other_parent(schema, child, table, column, ""))
      continue;
    own->inherited = false;
    if (only) continue;
    drop_column(schema, child, column);
    drop_from_children(schema, name, column, false);
  }
}

void rename_column(Schema& schema, const QualifiedName& name, const std::string& from,
                   const std::string& to) {
  Table& table = *schema.table(name);
  if (table.column(from) == nullptr) return;
  rename_in(table, from, to);
  rename_in_views(schema, name, from, to);
  for_each_table(schema, [&](Table& other) {
    for (ForeignKey& key : other.foreign_keys)
      if (key.target == name) rename_in(key.target_columns, from, to);
  });
  for (const QualifiedName& child : children_of(schema, name))
    rename_column(schema, child, from, to);
}

bool is_inherited(const Table& table, const std::string& column) {
  return table.column(column)->inherited;
}

}  // namespace

Refusal change(Schema& schema, const AddColumn& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (table->column(operation.column.name) != nullptr) {
    if (operation.if_not_exists) return std::nullopt;
    return column_exists(*table, operation.column.name);
  }
  Column column = operation.column;
  column.primary_key = false;  // ADD COLUMN makes no key; AddPrimaryKey does
  complete_column(column);
  table->columns.push_back(column);
  add_to_children(schema, operation.table, std::move(column));
  return std::nullopt;
}

Refusal change(Schema& schema, const DropColumn& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return operation.if_exists ? Refusal() : unknown_table(operation.table);
  if (table->column(operation.column) == nullptr)
    return operation.if_exists ? Refusal() : unknown_column(*table, operation.column);
  if (is_inherited(*table, operation.column))
    return inherited("column " + operation.column, *table);
  if (!operation.cascade)
    if (auto refusal = needed(schema, *table, operation.column)) return refusal;
  drop_column(schema, *table, operation.column);
  drop_from_children(schema, operation.table, operation.column, operation.only);
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameColumn& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  if (table->column(operation.column) == nullptr) return unknown_column(*table, operation.column);
  if (table->column(operation.to) != nullptr) return column_exists(*table, operation.to);
  if (is_inherited(*table, operation.column))
    return inherited("column " + operation.column, *table);
  rename_column(schema, operation.table, operation.column, operation.to);
  return std::nullopt;
}

Refusal change(Schema& schema, const AlterColumn& operation) {
  Table* table = schema.table(operation.table);
  if (table == nullptr) return unknown_table(operation.table);
  Column* column = table->column(operation.column);
  if (column == nullptr) return unknown_column(*table, operation.column);
  if (operation.nullable)
    if (auto refusal = alter_nullable(*table, *column, *operation.nullable)) return refusal;
  if (operation.type) {
    for (const QualifiedName& view : views_on(schema, operation.table, operation.column))
      return refuse("feature_not_supported",
                    "view " + view.text() + " uses column " + operation.column);
    column->type = *operation.type;
    column->enum_type = operation.enum_type;
  }
  if (operation.drop_default) column->server_default.reset();
  if (operation.server_default) column->server_default = operation.server_default;
  if (operation.drop_default || operation.server_default) column->serial = false;
  if (operation.drop_expression) column->computed = false;
  if (operation.identity) {
    column->identity = *operation.identity;
    if (column->identity) column->nullable.value = false;
  }
  if (operation.only) return std::nullopt;
  AlterColumn same = operation;
  same.identity.reset();
  for (const QualifiedName& child : children_of(schema, operation.table)) {
    same.table = child;
    change(schema, same);
  }
  return std::nullopt;
}

}  // namespace schemalint
