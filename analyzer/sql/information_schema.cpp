#include <algorithm>

#include "analyzer/sql/catalog_rows.h"
#include "parsers/sql_lexer.h"

namespace schemalint {

namespace {

SqlValue yes_no(bool value) {
  return text_value(value ? "YES" : "NO");
}

SqlValue database() {
  return text_value("current database");
}

// "character varying" of VARCHAR(20): the name without modifiers.
SqlValue data_type(const Column& column) {
  if (column.type.value.empty()) return unknown_value();
  if (column.type.value.ends_with("[]")) return text_value("ARRAY");
  if (column.enum_type) return text_value("USER-DEFINED");
  std::string name = column.type.value;
  const size_t begin = name.find('(');
  const size_t end = name.find(')');
  if (begin != std::string::npos && end != std::string::npos) name.erase(begin, end + 1 - begin);
  while (name.ends_with(' ')) name.pop_back();
  if (name == "VARCHAR") return text_value("character varying");
  if (name == "CHAR") return text_value("character");
  const std::string folded = sql_identifier(name);
  constexpr std::string_view extensions[] = {"vector", "halfvec", "sparsevec",
                                             "citext", "hstore",  "ltree"};
  const bool own =
      std::find(std::begin(extensions), std::end(extensions), folded) == std::end(extensions) &&
      folded != name;
  return text_value(own ? folded : "USER-DEFINED");
}

SqlValue udt_name(const Column& column) {
  return column.enum_type ? text_value(column.enum_type->name) : unknown_value();
}

SqlValue length(const Column& column) {
  const std::string& type = column.type.value;
  if (!type.starts_with("VARCHAR") && !type.starts_with("CHAR")) return null_value();
  const size_t begin = type.find('(');
  if (begin == std::string::npos) return null_value();
  return text_value(type.substr(begin + 1, type.find(')') - begin - 1));
}

SqlRelation information_schemata(const Schema& schema, const SqlFilter& filter) {
  return schemata(schema, filter, "schema_name", "oid");
}

SqlRelation information_views(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_catalog", "table_schema", "table_name"}, filter);
  for (const auto& [name, view] : schema.views())
    if (!view.materialized && rows.wants("table_name", name.name))
      rows.add({database(), text_value(shown(name.schema)), text_value(name.name)});
  return rows.take();
}

SqlRelation information_tables(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_catalog", "table_schema", "table_name", "table_type"}, filter);
  for_tables(schema, rows, "table_name", [&](const Table& table) {
    rows.add({database(), text_value(shown(table.name.schema)), text_value(table.name.name),
              text_value("BASE TABLE")});
  });
  for (const auto& [name, view] : schema.views())
    if (!view.materialized && rows.wants("table_name", name.name))
      rows.add(
          {database(), text_value(shown(name.schema)), text_value(name.name), text_value("VIEW")});
  return rows.take();
}

SqlRelation information_columns(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_catalog", "table_schema", "table_name", "column_name", "ordinal_position",
             "column_default", "is_nullable", "data_type", "udt_name", "character_maximum_length",
             "is_identity"},
            filter);
  for_tables(schema, rows, "table_name", [&](const Table& table) {
    const SqlValue in_schema = text_value(shown(table.name.schema));
    const SqlValue of_table = text_value(table.name.name);
    size_t position = 0;
    for (const Column& column : table.columns) {
      ++position;
      if (!rows.wants("column_name", column.name)) continue;
      rows.add({database(), in_schema, of_table, text_value(column.name),
                text_value(std::to_string(position)),
                column.server_default ? text_value(column.server_default->value) : null_value(),
                yes_no(column.nullable.value), data_type(column), udt_name(column), length(column),
                yes_no(column.identity)});
    }
    if (!table.complete) rows.add_unknown({database(), in_schema, of_table});
  });
  return rows.take();
}

SqlRelation information_constraints(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_catalog", "constraint_catalog", "table_schema", "constraint_schema",
             "table_name", "constraint_name", "constraint_type"},
            filter);
  for_tables(schema, rows, "table_name", [&](const Table& table) {
    const SqlValue in_schema = text_value(shown(table.name.schema));
    const SqlRow begin{database(), database(), in_schema, in_schema, text_value(table.name.name)};
    for (const ConstraintRow& one : constraints_of(table)) {
      // The standard knows no exclusion constraints.
      if (one.code == "x" || !rows.wants("constraint_name", one.name)) continue;
      SqlRow row = begin;
      row.push_back(text_value(one.name));
      row.push_back(text_value(one.type));
      rows.add(std::move(row));
    }
    if (!table.complete) rows.add_unknown(begin);
  });
  return rows.take();
}

SqlRelation information_key_columns(const Schema& schema, const SqlFilter& filter) {
  Rows rows({"table_schema", "constraint_schema", "table_name", "constraint_name", "column_name"},
            filter);
  for_tables(schema, rows, "table_name", [&](const Table& table) {
    const SqlValue in_schema = text_value(shown(table.name.schema));
    const SqlRow begin{in_schema, in_schema, text_value(table.name.name)};
    for (const ConstraintRow& one : constraints_of(table))
      for (const std::string& column : one.columns) {
        SqlRow row = begin;
        row.push_back(text_value(one.name));
        row.push_back(text_value(column));
        rows.add(std::move(row));
      }
    if (!table.complete) rows.add_unknown(begin);
  });
  return rows.take();
}

constexpr CatalogRelation relations[] = {
    {"schemata", information_schemata},
    {"tables", information_tables},
    {"views", information_views},
    {"columns", information_columns},
    {"table_constraints", information_constraints},
    {"key_column_usage", information_key_columns},
};

}  // namespace

MakeRelation information_relation(std::string_view name) {
  for (const CatalogRelation& relation : relations)
    if (relation.name == name) return relation.make;
  return nullptr;
}

}  // namespace schemalint
