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

// Columns of the type, as table and name.
std::vector<std::pair<QualifiedName, std::string>> columns_of(const Schema& schema,
                                                              const QualifiedName& type) {
  std::vector<std::pair<QualifiedName, std::string>> columns;
  for (const Table& table : schema.tables())
    for (const Column& column : table.columns)
      if (column.enum_type == type) columns.emplace_back(table.name, column.name);
  return columns;
}

}  // namespace

Refusal change(Schema& schema, const CreateEnum& operation) {
  if (schema.enum_type(operation.type.name) != nullptr) {
    if (operation.if_not_exists) return std::nullopt;
    return type_exists(operation.type.name);
  }
  schema.add(operation.type);
  return std::nullopt;
}

Refusal change(Schema& schema, const DropType& operation) {
  const QualifiedName type = operation.type;
  if (schema.enum_type(type) == nullptr)
    return operation.if_exists ? Refusal() : unknown_type(type);
  const auto columns = columns_of(schema, type);
  if (!columns.empty() && !operation.cascade)
    return refuse("dependent_objects_still_exist", "column " + columns[0].second + " of " +
                                                       columns[0].first.text() +
                                                       " depends on type " + type.text());
  for (const auto& [table, column] : columns) change(schema, DropColumn{table, column, true, true});
  schema.remove_enum(type);
  return std::nullopt;
}

Refusal change(Schema& schema, const RenameType& operation) {
  const QualifiedName from = operation.type;
  const QualifiedName to = operation.to;
  if (schema.enum_type(from) == nullptr) return unknown_type(from);
  if (schema.enum_type(to) != nullptr) return type_exists(to);
  schema.rename_enum(from, to);
  for_each_table(schema, [&](Table& table) {
    for (Column& column : table.columns) {
      if (column.enum_type != from) continue;
      const bool array = column.type.value.ends_with("[]");
      column.type.value = to.text() + (array ? "[]" : "");
      column.enum_type = to;
    }
  });
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
