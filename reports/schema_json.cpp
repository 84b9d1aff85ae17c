#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <tuple>

#include "reports/schema.h"
#include "reports/sorted.h"

namespace schemalint {

namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json columns(const Table& table) {
  Json list = Json::array();
  for (const Column& column : table.columns) {
    Json json = {{"name", column.name},
                 {"type", or_null(column.type.value)},
                 {"nullable", column.nullable.value}};
    if (column.server_default) json["server_default"] = column.server_default->value;
    if (column.identity) json["identity"] = true;
    if (column.computed) json["computed"] = true;
    list.push_back(std::move(json));
  }
  return list;
}

Json foreign_key(const ForeignKey& key) {
  Json json = {{"name", or_null(key.name)},
               {"columns", key.columns},
               {"target",
                {{"schema", or_null(key.target.schema)},
                 {"table", key.target.name},
                 {"columns", key.target_columns}}},
               {"ondelete", or_null(key.on_delete)},
               {"onupdate", or_null(key.on_update)}};
  if (key.deferrable) json["deferrable"] = true;
  if (!key.validated) json["validated"] = false;
  return json;
}

/// Those that lead to a key, or those whose target could not be found or evaluated.
Json foreign_keys(const Table& table, bool resolved) {
  Json list = Json::array();
  const auto by_columns = [](const ForeignKey& key) { return std::tie(key.columns, key.name); };
  for (const ForeignKey* key : sorted(table.foreign_keys, by_columns))
    if ((key->state == ForeignKey::State::resolved) == resolved) list.push_back(foreign_key(*key));
  return list;
}

Json unique_keys(const Table& table) {
  Json list = Json::array();
  const auto by_columns = [](const UniqueKey& key) { return std::tie(key.columns, key.name); };
  for (const UniqueKey* key : sorted(table.unique, by_columns)) {
    Json json = {{"name", or_null(key->name)}, {"columns", key->columns}};
    if (key->deferrable) json["deferrable"] = true;
    if (key->nulls_not_distinct) json["nulls_not_distinct"] = true;
    if (!key->include.empty()) json["include"] = key->include;
    list.push_back(std::move(json));
  }
  return list;
}

Json index_json(const Index& index) {
  Json columns = Json::array();
  Json elements = Json::array();
  for (const IndexElement& element : index.elements) {
    columns.push_back(or_null(element.column));
    elements.push_back(element.column.empty() ? element.expression : element.column);
  }
  Json json = {{"name", or_null(index.name)},
               {"columns", columns},
               {"unique", index.unique},
               {"where", index.where_sql ? Json(*index.where_sql) : Json(nullptr)},
               {"using", or_null(index.method)},
               {"elements", elements}};
  if (!index.include.empty()) json["include"] = index.include;
  if (!index.parameters.empty()) json["with"] = index.parameters;
  if (index.nulls_not_distinct) json["nulls_not_distinct"] = true;
  if (!index.valid) json["valid"] = false;
  return json;
}

Json indexes(const Table& table) {
  Json list = Json::array();
  for (const Index* index : sorted(table.indexes, [](const Index& i) { return i.name; }))
    list.push_back(index_json(*index));
  return list;
}

Json checks(const Table& table, bool type_bound_too) {
  Json list = Json::array();
  const auto by_name = [](const Check& check) { return std::tie(check.name, check.sql); };
  for (const Check* check : sorted(table.checks, by_name)) {
    if (!type_bound_too && check->type_bound) continue;
    list.push_back({{"name", or_null(check->name)}, {"sql", check->sql}});
    if (!check->validated) list.back()["validated"] = false;
  }
  return list;
}

Json exclusions(const Table& table) {
  Json list = Json::array();
  for (const Exclusion* one : sorted(table.exclusions, [](const Exclusion& e) { return e.name; })) {
    Json columns = Json::array();
    for (const IndexElement& element : one->elements) columns.push_back(or_null(element.column));
    Json json = {{"name", or_null(one->name)},
                 {"columns", std::move(columns)},
                 {"operators", one->operators},
                 {"using", or_null(one->method)},
                 {"where", one->where_sql ? Json(*one->where_sql) : Json(nullptr)}};
    if (one->deferrable) json["deferrable"] = true;
    list.push_back(std::move(json));
  }
  return list;
}

Json policies(const Table& table) {
  Json list = Json::array();
  for (const Policy* policy : sorted(table.policies, [](const Policy& p) { return p.name; }))
    list.push_back({{"name", policy->name},
                    {"command", policy->command},
                    {"permissive", policy->permissive},
                    {"using", or_null(policy->using_sql)},
                    {"check", or_null(policy->check_sql)}});
  return list;
}

Json table_json(const Table& table, bool of_models) {
  Json json = {
      {"schema", or_null(table.name.schema)},
      {"name", table.name.name},
      {"module", or_null(table.module)},
      {"class", or_null(table.model_class)},
      {"columns", columns(table)},
      {"primary_key", table.primary_key ? table.primary_key->columns : std::vector<std::string>()},
      {"foreign_keys", foreign_keys(table, true)},
      {"unique", unique_keys(table)},
      {"indexes", indexes(table)},
      {"checks", checks(table, !of_models)},
      {"policies", policies(table)}};
  if (table.primary_key && !table.primary_key->name.empty())
    json["primary_key_name"] = table.primary_key->name;
  if (!table.exclusions.empty()) json["exclusions"] = exclusions(table);
  if (Json unresolved = foreign_keys(table, false); !unresolved.empty())
    json["unresolved_foreign_keys"] = std::move(unresolved);
  if (table.row_security) json["row_security"] = true;
  if (table.force_row_security) json["force_row_security"] = true;
  if (table.partition_by) json["partition_by"] = *table.partition_by;
  if (table.partition_of) json["partition_of"] = table.partition_of->text();
  for (const QualifiedName& parent : table.inherits) json["inherits"].push_back(parent.text());
  if (!table.schema_known) json["schema_known"] = false;
  if (!table.complete) json["complete"] = false;
  return json;
}

/// The loader that the relationship has: the one that is written, the one that the annotation
/// sets, or SQLAlchemy's default.
Json loader(const Relationship& relationship) {
  if (relationship.lazy) return relationship.lazy->value;
  if (relationship.lazy_unknown) return nullptr;
  return relationship.annotated_loader.empty() ? "select" : relationship.annotated_loader;
}

/// `lazy` as the attribute of SQLAlchemy's relationship holds it: True and False stay what they
/// are.
Json lazy(const Relationship& relationship) {
  if (relationship.lazy_constant.empty()) return loader(relationship);
  if (relationship.lazy_constant == "None") return nullptr;
  return relationship.lazy_constant == "True";
}

Json relationship_json(const Relationship& relationship) {
  Json json = {{"module", relationship.module},
               {"class", relationship.model_class},
               {"key", relationship.attribute},
               {"target", or_null(relationship.target_class)},
               {"uselist", relationship.uselist},
               {"lazy", lazy(relationship)},
               {"lazy_explicit", relationship.lazy.has_value() || relationship.lazy_unknown}};
  if (!relationship.lazy_constant.empty()) json["loader"] = loader(relationship);
  return json;
}

/// Those of each mapped class, inherited ones included, as SQLAlchemy's mappers have them: the ones
/// that are written, or the reverse sides that backrefs make.
Json relationships(const Project& project, const Schema& schema, bool whole, bool from_backref) {
  Json list = Json::array();
  const auto by_class = [](const Relationship& r) {
    return std::tie(r.module, r.model_class, r.attribute);
  };
  std::vector<Relationship> all = project.relationships;
  std::ranges::copy(project.inherited_relationships, std::back_inserter(all));
  for (const Relationship* relationship : sorted(all, by_class))
    if (relationship->from_backref == from_backref &&
        (whole || schema.table(relationship->table) != nullptr))
      list.push_back(relationship_json(*relationship));
  return list;
}

}  // namespace

std::string schema_json(const Project& project, const Schema& schema, bool of_models, bool whole) {
  Json tables = Json::array();
  std::vector<Table> all = schema.tables();
  if (of_models)
    std::ranges::copy_if(project.declared_elsewhere, std::back_inserter(all),
                         [&](const Table& t) { return whole || schema.table(t.name) != nullptr; });
  for (const Table* table : sorted(all, [](const Table& t) { return t.name; }))
    tables.push_back(table_json(*table, of_models));
  Json enums = Json::array();
  Json unknown_enums = Json::array();
  for (const EnumType* type : sorted(schema.enums(), [](const EnumType& e) { return e.name; }))
    if (type->values.empty())
      unknown_enums.push_back({{"schema", or_null(type->name.schema)}, {"name", type->name.name}});
    else
      enums.push_back({{"schema", or_null(type->name.schema)},
                       {"name", type->name.name},
                       {"values", type->values}});
  Json json = {{"tables", tables}, {"enums", enums}};
  if (!unknown_enums.empty()) json["enums_with_unknown_values"] = std::move(unknown_enums);
  for (const auto& [name, view] : schema.views())
    json["views"].push_back({{"schema", or_null(name.schema)},
                             {"name", name.name},
                             {"materialized", view.materialized}});
  if (of_models) {
    json["relationships"] = relationships(project, schema, whole, false);
    json["backrefs"] = relationships(project, schema, whole, true);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace schemalint
