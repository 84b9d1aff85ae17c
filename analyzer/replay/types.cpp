#include <algorithm>

#include "analyzer/replay/changes.h"

namespace schemalint {

namespace {

Refusal unknown_type(const QualifiedName& name) {
  return refuse("undefined_object", "type " + name.text() + " is not known");
}

Refusal type_exists(const QualifiedName& name) {
  return refuse("duplicate_object", "type " + name.text() + " exists already");
}

Refusal unknown_value(const EnumType& type, const std::string& value) {
  return refuse("invalid_parameter_value", "type " + type.name.text() + " has no value " + value);
}

bool is_type(const Schema& schema, const QualifiedName& name) {
  return schema.enum_type(name) != nullptr || schema.named_types().contains(name);
}

std::string element_type(const Column& column) {
  std::string type = column.type.value;
  while (type.ends_with("[]")) type.resize(type.size() - 2);
  return type;
}

// A column says the name of a domain or composite type as its type.
bool has_type(const Schema& schema, const Column& column, const QualifiedName& type) {
  if (column.enum_type) return column.enum_type == type;
  return schema.named_types().contains(type) && element_type(column) == type.text();
}

// Columns of the type, as table and name.
std::vector<std::pair<QualifiedName, std::string>> columns_of(const Schema& schema,
                                                              const QualifiedName& type) {
  std::vector<std::pair<QualifiedName, std::string>> columns;
  for (const Table& table : schema.tables())
    for (const Column& column : table.columns)
      if (has_type(schema, column, type)) columns.emplace_back(table.name, column.name);
  return columns;
}

}  // namespace

Refusal change(Schema& schema, const CreateEnum& operation) {
  const QualifiedName& name = operation.type.name;
  // Every table has a type of its name.
  if (is_type(schema, name) || schema.table(name) != nullptr) {
    if (operation.if_not_exists) return std::nullopt;
    return type_exists(name);
  }
  schema.add(operation.type);
  return std::nullopt;
}

Refusal change(Schema& schema, const CreateType& operation) {
  const QualifiedName& name = operation.type.name;
  if (is_type(schema, name) || schema.table(name) != nullptr) return type_exists(name);
  schema.named_types()[name] = operation.type;
  return std::nullopt;
}

Refusal change(Schema& schema, const DropType& operation) {
  const QualifiedName type = operation.type;
  if (!is_type(schema, type)) return operation.if_exists ? Refusal() : unknown_type(type);
  const auto columns = columns_of(schema, type);
  if (!columns.empty() && !operation.cascade)
    return refuse("dependent_objects_still_exist", "column " + columns[0].second + " of " +
                                                       columns[0].first.text() +
                                                       " depends on type " + type.text());
  for (const auto& [table, column] : columns) change(schema, DropColumn{table, column, true, true});
  schema.remove_enum(type);
  schema.named_types().erase(type);
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameType& operation) {
  const QualifiedName from = operation.type;
  const QualifiedName to = operation.to;
  if (!is_type(schema, from)) return unknown_type(from);
  if (is_type(schema, to)) return type_exists(to);
  for_each_table(schema, [&](Table& table) {
    for (Column& column : table.columns) {
      if (!has_type(schema, column, from)) continue;
      column.type.value = to.text() + column.type.value.substr(element_type(column).size());
      if (column.enum_type) column.enum_type = to;
    }
  });
  if (auto named = schema.named_types().extract(from)) {
    named.key() = named.mapped().name = to;
    schema.named_types().insert(std::move(named));
  }
  schema.rename_enum(from, to);
  return std::nullopt;
}

Refusal change(Schema& schema, const AddEnumValue& operation) {
  EnumType* type = schema.enum_type(operation.type);
  if (type == nullptr) return unknown_type(operation.type);
  std::vector<std::string>& values = type->values;
  if (std::find(values.begin(), values.end(), operation.value) != values.end()) {
    if (operation.if_not_exists) return std::nullopt;
    return refuse("duplicate_object",
                  "type " + type->name.text() + " has the value " + operation.value + " already");
  }
  auto place = values.end();
  const std::string& neighbour = operation.before.empty() ? operation.after : operation.before;
  if (!neighbour.empty()) {
    place = std::find(values.begin(), values.end(), neighbour);
    if (place == values.end()) return unknown_value(*type, neighbour);
    if (operation.before.empty()) ++place;
  }
  values.insert(place, operation.value);
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameEnumValue& operation) {
  EnumType* type = schema.enum_type(operation.type);
  if (type == nullptr) return unknown_type(operation.type);
  const auto found = std::find(type->values.begin(), type->values.end(), operation.value);
  if (found == type->values.end()) return unknown_value(*type, operation.value);
  *found = operation.to;
  return std::nullopt;
}

}  // namespace schemalint
