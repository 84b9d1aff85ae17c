#include "analyzer/revisions/table_facts.h"

#include <algorithm>
#include <cctype>

#include "analyzer/models/columns.h"
#include "analyzer/models/constructs.h"
#include "analyzer/models/expressions.h"
#include "analyzer/models/naming.h"
#include "analyzer/replay/replay.h"
#include "analyzer/revisions/column_facts.h"

namespace schemalint {

namespace {

/// The column that a value stands for: its key as a string, the Column object itself,
/// `column("x")`. Empty where it is none.
std::string column_name(Ref value, const models::TableDraft& draft) {
  for (const models::ColumnDraft& column : draft.columns)
    if (column.value == value) return column.column.name;
  if (const std::string* key = exact_string(value)) {
    for (const models::ColumnDraft& column : draft.columns)
      if (column.column.key == *key) return column.column.name;
    return *key;
  }
  if (models::is_column(value)) {
    const Call* call = call_of(value);
    Ref name = call->get(0, "name");
    return name && exact_string(name) ? *exact_string(name) : std::string();
  }
  return {};
}

std::optional<std::string> sql_of_expression(Ref value, const models::TableDraft& draft) {
  return models::sql_text(value, [&](Ref part) { return column_name(part, draft); });
}

IndexElement finished_element(MigrationRun& run, Ref value, const models::TableDraft& draft) {
  const models::OrderedElement ordered = models::without_order(value);
  IndexElement element;
  element.descending = ordered.descending;
  element.nulls_reversed = ordered.nulls_reversed;
  if (!ordered.element) return element;
  element.column = column_name(ordered.element, draft);
  if (!element.column.empty()) return element;
  const std::optional<std::string> sql = sql_of_expression(ordered.element, draft);
  if (!sql) {
    element.expression = Text::placeholder;
    run.note(value->where, "element of an index on " + draft.table.name.text(),
             "its SQL is not known");
    return element;
  }
  IndexElement read = models::index_element_of_sql(*sql);
  read.descending = read.descending || element.descending;
  read.nulls_reversed = read.nulls_reversed || element.nulls_reversed;
  return read;
}

void set_operator_classes(Ref given, Index& index) {
  const auto* classes = given->as<Dict>();
  if (!classes) return;
  for (IndexElement& element : index.elements) {
    Ref name = element.column.empty() ? nullptr : classes->find(element.column);
    if (name && exact_string(name)) element.operator_class = *exact_string(name);
  }
}

std::string parameter_text(Ref value) {
  if (const std::string* text = exact_string(value)) return *text;
  if (const auto* number = value->as<int64_t>()) return std::to_string(*number);
  if (const auto* flag = value->as<bool>()) return *flag ? "true" : "false";
  return {};
}

void set_option(MigrationRun& run, const std::string& name, Ref value,
                const models::TableDraft& draft, Index& index) {
  if (value->is_none()) return;
  const std::string* text = exact_string(value);
  if (name == "using" && text) index.method = *text == "btree" ? "" : *text;
  if (name == "ops") set_operator_classes(value, index);
  if (name == "include") {
    if (const auto* columns = value->as<Sequence>())
      for (Ref column : columns->items) index.include.push_back(column_name(column, draft));
  }
  if (name == "with") {
    if (const auto* parameters = value->as<Dict>())
      for (const auto& [key, entry] : parameters->entries)
        if (exact_string(key)) index.parameters[*exact_string(key)] = parameter_text(entry);
  }
  if (name != "where") return;
  index.where_sql = sql_of_expression(value, draft);
  if (index.where_sql) return;
  index.where_sql = std::string(Text::placeholder);
  run.note(value->where, "predicate of an index on " + draft.table.name.text(),
           "its SQL is not known");
}

models::NameParts name_parts(const QualifiedName& table, const std::vector<std::string>& columns) {
  models::NameParts parts;
  parts.table = table.name;
  parts.schema = table.schema;
  for (const std::string& column : columns) parts.columns.push_back({column, column});
  return parts;
}

std::string index_name(MigrationRun& run, const models::GivenName& given,
                       const QualifiedName& table, const Index& index) {
  if (given.unknown) return {};
  std::vector<std::string> columns;
  for (const IndexElement& element : index.elements) columns.push_back(element.column);
  std::string name = conventional_name(run, "ix", given, table, columns);
  return name.empty() ? models::default_index_name(name_parts(table, columns)) : name;
}

std::optional<UniqueKey> finished_key(MigrationRun& run, const models::KeyDraft& key,
                                      const models::TableDraft& draft, const std::string& kind) {
  const std::string what = kind == "pk" ? "primary key" : "unique constraint";
  const auto columns = column_names(key.columns, draft);
  if (!columns || key.name.unknown) {
    run.note(key.where, what + " of table " + draft.table.name.text(),
             columns ? "its name is not known" : "its columns are not known");
    return std::nullopt;
  }
  UniqueKey result;
  result.name = conventional_name(run, kind, key.name, draft.table.name, *columns);
  result.columns = *columns;
  result.deferrable = key.deferrable;
  result.nulls_not_distinct = key.nulls_not_distinct;
  result.where = key.where;
  return result;
}

/// The primary key that `primary_key=True` on columns makes, in their order.
std::optional<UniqueKey> primary_key_of_columns(const models::TableDraft& draft) {
  UniqueKey key;
  for (const models::ColumnDraft& column : draft.columns) {
    if (!column.column.primary_key) continue;
    if (key.columns.empty()) key.where = column.column.where;
    key.columns.push_back(column.column.name);
  }
  if (key.columns.empty()) return std::nullopt;
  return key;
}

void finish_primary_key(MigrationRun& run, const models::TableDraft& draft, Table& table) {
  if (draft.primary_key && !draft.primary_key->columns.empty()) {
    table.primary_key = finished_key(run, *draft.primary_key, draft, "pk");
  } else {
    table.primary_key = primary_key_of_columns(draft);
    const models::GivenName name =
        draft.primary_key ? draft.primary_key->name : models::GivenName{};
    if (table.primary_key)
      table.primary_key->name =
          conventional_name(run, "pk", name, table.name, table.primary_key->columns);
  }
  if (!table.primary_key) return;
  for (const std::string& name : table.primary_key->columns) {
    Column* column = table.column(name);
    if (!column) continue;
    column->primary_key = true;
    column->nullable.value = false;
  }
}

/// A column without a type has that of its foreign key's target.
void finish_types(MigrationRun& run, const models::TableDraft& draft, Table& table) {
  for (const models::ColumnDraft& one : draft.columns) {
    Column& column = *table.column(one.column.name);
    if (!one.type.absent || !column.type.value.empty()) continue;
    for (const ForeignKey& key : table.foreign_keys) {
      if (key.columns != std::vector{column.name} || key.target_columns.size() != 1) continue;
      const Table* target = run.schema().table(key.target);
      const Column* there = target ? target->column(key.target_columns[0]) : nullptr;
      if (there) column.type = there->type;
      if (there) column.enum_type = there->enum_type;
    }
  }
}

/// SQLAlchemy numbers the integer that alone is the primary key by a sequence, where nothing else
/// gives it a value; `autoincrement=` says it of other columns of the key, or says no.
/// https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.Column.params.autoincrement
void finish_serial(MigrationRun& run, const models::TableDraft& draft, Table& table) {
  const auto has_key = [&](const std::string& column) {
    return std::any_of(
        table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& key) {
          return std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end();
        });
  };
  for (const models::ColumnDraft& one : draft.columns) {
    Column& column = *table.column(one.column.name);
    const std::string& type = column.type.value;
    if (type != "INTEGER" && type != "BIGINT" && type != "SMALLINT") continue;
    if (!column.primary_key || column.identity || column.server_default || one.sequence) continue;
    const bool alone =
        table.primary_key->columns.size() == 1 && !column.client_default && !has_key(column.name);
    if (!one.autoincrement.value_or(alone)) continue;
    column.serial = true;
    column.server_default = {serial_default(run.schema(), table.name, column.name),
                             column.declaration};
  }
}

void finish_checks(MigrationRun& run, const models::TableDraft& draft, Table& table) {
  const auto add = [&](const models::CheckDraft& given) {
    if (auto check = finished_check(run, given, draft))
      table.checks.push_back(std::move(*check));
    else
      table.complete = false;
  };
  for (const models::ColumnDraft& column : draft.columns) {
    for (const models::CheckDraft& check : column.checks) add(check);
    if (auto check = type_check(run, column.type, column.column.name, table.name))
      table.checks.push_back(std::move(*check));
  }
  for (const models::CheckDraft& check : draft.checks) add(check);
}

void finish_foreign_keys(MigrationRun& run, const models::TableDraft& draft, Table& table) {
  const auto add = [&](const models::ForeignKeyDraft& given, std::vector<std::string> columns) {
    ForeignKey key = finished_foreign_key(given, std::move(columns));
    models::GivenName name;
    if (!key.name.empty()) name.text = key.name;
    name.final = given.name_is_final;
    key.name = conventional_name(run, "fk", name, table.name, key.columns, &key);
    table.foreign_keys.push_back(std::move(key));
  };
  for (const models::ColumnDraft& column : draft.columns)
    for (const models::ForeignKeyDraft& key : column.foreign_keys) add(key, {column.column.name});
  for (const models::ForeignKeyDraft& key : draft.foreign_keys) {
    if (auto columns = column_names(key.columns, draft)) {
      add(key, std::move(*columns));
    } else {
      table.complete = false;
      run.note(key.key.where, "foreign key of table " + draft.table.name.text(),
               "its columns are not known");
    }
  }
}

}  // namespace

std::string conventional_name(MigrationRun& run, const std::string& kind,
                              const models::GivenName& given, const QualifiedName& table,
                              const std::vector<std::string>& columns,
                              const ForeignKey* foreign_key) {
  models::NameParts parts = name_parts(table, columns);
  if (foreign_key) {
    parts.referred_table = foreign_key->target.name;
    parts.referred_columns = foreign_key->target_columns;
  }
  return models::constraint_name(run.evaluator(), run.environment().target_metadata, kind, given,
                                 parts);
}

std::optional<std::vector<std::string>> column_names(const std::vector<Ref>& given,
                                                     const models::TableDraft& draft) {
  std::vector<std::string> names;
  for (Ref value : given) {
    names.push_back(column_name(value, draft));
    if (names.back().empty()) return std::nullopt;
  }
  return names;
}

std::optional<Check> finished_check(MigrationRun& run, const models::CheckDraft& check,
                                    const models::TableDraft& draft) {
  const std::optional<std::string> sql =
      check.sql ? sql_of_expression(check.sql, draft) : std::optional(check.text);
  if (!sql || check.name.unknown) {
    run.note(check.where, "check of table " + draft.table.name.text(),
             sql ? "its name is not known" : "its SQL is not known");
    return std::nullopt;
  }
  Check result;
  result.name = conventional_name(run, "ck", check.name, draft.table.name, {});
  result.sql = *sql;
  result.type_bound = check.type_bound;
  result.where = check.where;
  return result;
}

std::optional<Exclusion> finished_exclusion(MigrationRun& run, const models::ExclusionDraft& given,
                                            const models::TableDraft& draft) {
  if (!given.complete || given.name.unknown) {
    run.note(given.where, "exclusion constraint of table " + draft.table.name.text(),
             given.complete ? "its name is not known" : "its elements are not known");
    return std::nullopt;
  }
  Exclusion exclusion;
  exclusion.name = given.name.text.value_or("");
  for (const auto& [element, sign] : given.elements) {
    exclusion.elements.push_back(finished_element(run, element, draft));
    exclusion.operators.push_back(exact_string(sign) ? *exact_string(sign) : std::string());
  }
  exclusion.method = given.method;
  if (given.predicate && !given.predicate->is_none())
    exclusion.where_sql =
        sql_of_expression(given.predicate, draft).value_or(std::string(Text::placeholder));
  exclusion.deferrable = given.deferrable;
  exclusion.where = given.where;
  return exclusion;
}

Index finished_index(MigrationRun& run, const models::IndexDraft& given,
                     const models::TableDraft& draft) {
  Index index;
  index.unique = given.unique;
  index.from_column = given.from_column;
  index.where = given.where;
  for (Ref element : given.elements)
    index.elements.push_back(finished_element(run, element, draft));
  for (const auto& [name, value] : given.options) set_option(run, name, value, draft, index);
  index.name = index_name(run, given.name, draft.table.name, index);
  return index;
}

std::vector<Index> finished_indexes(MigrationRun& run, const models::TableDraft& draft) {
  std::vector<Index> indexes;
  for (const models::ColumnDraft& column : draft.columns) {
    if (!column.index) continue;
    Index index;
    index.elements.push_back({.column = column.column.name});
    index.name = index_name(run, {}, draft.table.name, index);
    index.unique = column.unique;
    index.from_column = true;
    index.where = column.column.where;
    indexes.push_back(std::move(index));
  }
  for (const models::IndexDraft& index : draft.indexes)
    indexes.push_back(finished_index(run, index, draft));
  return indexes;
}

std::vector<UniqueKey> unique_columns(MigrationRun& run, const models::TableDraft& draft) {
  std::vector<UniqueKey> keys;
  for (const models::ColumnDraft& column : draft.columns) {
    if (!column.unique || column.index) continue;
    UniqueKey key;
    key.columns.push_back(column.column.name);
    key.name = conventional_name(run, "uq", {}, draft.table.name, key.columns);
    key.where = column.column.where;
    keys.push_back(std::move(key));
  }
  return keys;
}

Table finished_table(MigrationRun& run, const models::TableDraft& draft) {
  Table table = draft.table;
  for (const models::ColumnDraft& column : draft.columns) {
    table.columns.push_back(finished_column(run, column, table.name));
    if (!column.nullable_known) table.complete = false;
  }
  finish_primary_key(run, draft, table);
  table.unique = unique_columns(run, draft);
  for (const models::KeyDraft& key : draft.unique) {
    if (auto finished = finished_key(run, key, draft, "uq"))
      table.unique.push_back(std::move(*finished));
    else
      table.complete = false;
  }
  finish_foreign_keys(run, draft, table);
  finish_types(run, draft, table);
  finish_serial(run, draft, table);
  finish_checks(run, draft, table);
  for (const models::ExclusionDraft& exclusion : draft.exclusions) {
    if (auto finished = finished_exclusion(run, exclusion, draft))
      table.exclusions.push_back(std::move(*finished));
    else
      table.complete = false;
  }
  return table;
}

}  // namespace schemalint
