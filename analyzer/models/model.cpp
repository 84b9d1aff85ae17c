#include <algorithm>

#include "analyzer/models/mapping.h"

namespace schemalint::models {

ColumnDraft* TableDraft::by_key(std::string_view key) {
  for (ColumnDraft& column : columns) {
    if (column.column.key == key) return &column;
  }
  return nullptr;
}

ColumnDraft* TableDraft::by_name(std::string_view name) {
  for (ColumnDraft& column : columns) {
    if (column.column.name == name) return &column;
  }
  return nullptr;
}

const MappedClass* Model::mapped(const Class* cls) const {
  auto found = class_index.find(cls);
  return found == class_index.end() ? nullptr : &classes[found->second];
}

std::optional<size_t> Model::table_named(size_t metadata, const QualifiedName& name) const {
  auto found = by_name_.find({metadata, name});
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

size_t Model::add_table(TableDraft table) {
  size_t index = tables.size();
  by_name_.emplace(std::make_pair(table.metadata, table.table.name), index);
  if (table.call != nullptr) table_by_call[table.call] = index;
  tables.push_back(std::move(table));
  return index;
}

void Model::index_columns() {
  by_object_.clear();
  for (size_t table = 0; table < tables.size(); ++table) {
    for (size_t column = 0; column < tables[table].columns.size(); ++column) {
      if (Ref object = tables[table].columns[column].value) {
        by_object_[object].emplace_back(table, column);
      }
    }
  }
}

std::vector<std::pair<size_t, size_t>> Model::places_of(Ref object) const {
  auto found = by_object_.find(object);
  return found == by_object_.end() ? std::vector<std::pair<size_t, size_t>>() : found->second;
}

std::optional<size_t> table_of(const Model& model, Ref value) {
  if (value == nullptr) return std::nullopt;
  auto by_call = model.table_by_call.find(value);
  if (by_call != model.table_by_call.end()) return by_call->second;
  if (value->read_from != nullptr && value->attribute == "__table__") {
    const MappedClass* mapped = model.mapped(value->read_from);
    return mapped == nullptr ? std::nullopt : mapped->table;
  }
  if (const Class* cls = class_of(value)) {
    const MappedClass* mapped = model.mapped(cls);
    return mapped == nullptr ? std::nullopt : mapped->table;
  }
  if (const auto* attribute = value->as<Attribute>(); attribute && attribute->name == "__table__") {
    return table_of(model, attribute->object);
  }
  if (construct_of(value) == Construct::table &&
      call_of(value) != nullptr) {  // a copy of the value: the same call in the source
    for (const auto& [call, index] : model.table_by_call) {
      if (call->where == value->where && call->where.known()) return index;
    }
  }
  return std::nullopt;
}

std::vector<size_t> joined_tables(const Model& model, Ref value) {
  auto made = invocation(value);
  if (!made) return {};
  std::string_view name = last_part(made->name);
  const auto* method = made->call.callee->as<Attribute>();
  if (method != nullptr) name = method->name;
  if (name != "join" && name != "outerjoin") return {};
  std::vector<size_t> tables;
  const auto add = [&](Ref part) {
    if (auto table = table_of(model, part)) tables.push_back(*table);
    for (size_t table : joined_tables(model, part)) tables.push_back(table);
  };
  if (method != nullptr) add(method->object);
  for (const Argument& argument : made->call.arguments) add(argument.value);
  return tables;
}

namespace {

std::optional<ColumnPlace> place_by(const Model& model, size_t table,
                                    const std::string Column::*field, std::string_view text) {
  const std::vector<ColumnDraft>& columns = model.tables[table].columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].column.*field == text) return ColumnPlace{table, i};
  }
  return std::nullopt;
}

std::optional<ColumnPlace> place_of_object(const Model& model, size_t table, Ref value) {
  const std::vector<ColumnDraft>& columns = model.tables[table].columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].value == value) return ColumnPlace{table, i};
  }
  return std::nullopt;
}

// Whether a class has what another one declares: it derives from it, or from a base that was made
// of it (`declarative_base(cls=Other)`).
bool derives_from(const Class* cls, const Class* base) {
  if (cls == nullptr) return false;
  if (std::ranges::find(cls->mro, base) != cls->mro.end()) return true;
  const std::vector<Class*> made = classes_of_made_bases(*cls);
  return std::ranges::find(made, base) != made.end();
}

// `table.c` or `table.columns`: the table.
Ref collection_owner(Ref value) {
  const auto* attribute = value == nullptr ? nullptr : value->as<Attribute>();
  if (attribute == nullptr) return nullptr;
  return attribute->name == "c" || attribute->name == "columns" ? attribute->object : nullptr;
}

}  // namespace

std::optional<ColumnPlace> attribute_column(const Model& model, const Class* cls,
                                            std::string_view attribute) {
  const MappedClass* mapped = model.mapped(cls);
  for (int depth = 0; mapped != nullptr && depth < 50; ++depth) {
    if (mapped->table) {
      if (auto place = place_by(model, *mapped->table, &Column::attribute, attribute)) return place;
    }
    mapped = mapped->parent ? &model.classes[*mapped->parent] : nullptr;
  }
  return std::nullopt;
}

std::optional<ColumnPlace> column_of(const Model& model, Ref value, std::optional<size_t> local) {
  if (value == nullptr) return std::nullopt;
  if (value->read_from != nullptr) {
    if (auto place = attribute_column(model, value->read_from, value->attribute)) return place;
    // An abstract class or a mixin stands for the class that takes its columns over.
    if (local && !model.class_index.contains(value->read_from) &&
        derives_from(model.tables[*local].source, value->read_from))
      return place_by(model, *local, &Column::attribute, value->attribute);
    return std::nullopt;
  }
  if (local) {
    if (auto place = place_of_object(model, *local, value)) return place;
  }
  if (const auto* attribute = value->as<Attribute>()) {
    if (Ref owner = collection_owner(attribute->object)) {
      auto table = table_of(model, owner);
      return table ? place_by(model, *table, &Column::key, attribute->name) : std::nullopt;
    }
    if (const Class* cls = class_of(attribute->object)) {
      return attribute_column(model, cls, attribute->name);
    }
  }
  if (const auto* subscript = value->as<Subscript>()) {
    Ref owner = collection_owner(subscript->object);
    const std::string* key = exact_string(subscript->index);
    auto table = owner == nullptr || key == nullptr ? std::nullopt : table_of(model, owner);
    return table ? place_by(model, *table, &Column::key, *key) : std::nullopt;
  }
  if (call_of(value) == nullptr) return std::nullopt;
  auto places = model.places_of(value);
  if (places.size() != 1) return std::nullopt;  // none, or a mixin's column: one of many
  return ColumnPlace{places.front().first, places.front().second};
}

namespace {

std::optional<ColumnPlace> column_inside(const Model& model, Ref value, std::optional<size_t> local,
                                         int depth) {
  if (value == nullptr || depth > 20) return std::nullopt;
  if (auto place = column_of(model, value, local)) return place;
  if (const Call* call = call_of(value)) {
    if (auto place = column_inside(model, call->callee, local, depth + 1)) return place;
    for (const Argument& argument : call->arguments) {
      if (auto place = column_inside(model, argument.value, local, depth + 1)) return place;
    }
  }
  if (const auto* attribute = value->as<Attribute>()) {
    return column_inside(model, attribute->object, local, depth + 1);
  }
  if (const auto* expression = value->as<Expression>()) {
    for (Ref operand : expression->operands) {
      if (auto place = column_inside(model, operand, local, depth + 1)) return place;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ColumnPlace> column_in(const Model& model, Ref value, std::optional<size_t> local) {
  return column_inside(model, value, local, 0);
}

}  // namespace schemalint::models
