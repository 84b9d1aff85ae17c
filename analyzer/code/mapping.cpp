#include "analyzer/code/mapping.h"

#include <algorithm>

namespace schemalint::code {

Mapping::Mapping(const Project& project) : project_(project) {
  for (const Table& table : project.declared.tables()) {
    by_declaration_.emplace(table.declaration, &table);
    if (table.model_class.empty()) continue;
    tables_.emplace(ClassName{table.module, table.model_class}, &table);
    by_class_name_.emplace(table.model_class, Entity{table.module, table.model_class, table.name});
  }
  for (const auto* all : {&project.relationships, &project.inherited_relationships})
    for (const Relationship& relationship : *all)
      relationships_[{relationship.module, relationship.model_class}].emplace(
          relationship.attribute, &relationship);
}

const Table* Mapping::table_of(const Class& cls) const {
  const std::string module = cls.module == nullptr ? std::string() : cls.module->name;
  const auto found = tables_.find({module, cls.name});
  return found == tables_.end() ? nullptr : found->second;
}

std::optional<Entity> Mapping::entity(Ref value) const {
  if (value == nullptr) return std::nullopt;
  if (const Class* cls = class_of(value)) {
    const std::string module = cls->module == nullptr ? std::string() : cls->module->name;
    // Without a table of its own it is a row of its parent's, in single-table inheritance.
    for (const Class* parent : cls->mro)
      if (const Table* table = table_of(*parent)) return Entity{module, cls->name, table->name};
    return std::nullopt;
  }
  if (call_of(value) == nullptr) return std::nullopt;
  const auto found = by_declaration_.find(value->where);
  if (found == by_declaration_.end()) return std::nullopt;
  return Entity{found->second->module, found->second->model_class, found->second->name};
}

static std::optional<ColumnUse> column_of(const Table& table, std::string_view attribute) {
  for (const Column& column : table.columns)
    if (!column.attribute.empty() && column.attribute == attribute)
      return ColumnUse{table.name, column.name, {}};
  for (const Column& column : table.columns)
    if (column.attribute.empty() && (column.key == attribute || column.name == attribute))
      return ColumnUse{table.name, column.name, {}};
  return std::nullopt;
}

std::optional<ColumnUse> Mapping::column(Ref of, std::string_view attribute) const {
  if (of == nullptr) return std::nullopt;
  if (const Class* cls = class_of(of)) {
    for (const Class* parent : cls->mro)
      if (const Table* table = table_of(*parent))
        if (auto found = column_of(*table, attribute)) return found;
    return std::nullopt;
  }
  const std::optional<Entity> table = entity(of);
  return table ? column(*table, attribute) : std::nullopt;
}

std::optional<ColumnUse> Mapping::column(const Entity& entity, std::string_view attribute) const {
  const Table* table = project_.declared.table(entity.table);
  return table == nullptr ? std::nullopt : column_of(*table, attribute);
}

const Relationship* Mapping::relationship(const Entity& entity, std::string_view attribute) const {
  const auto of = relationships_.find({entity.module, entity.model_class});
  if (of == relationships_.end()) return nullptr;
  const auto found = of->second.find(attribute);
  return found == of->second.end() ? nullptr : found->second;
}

std::optional<Entity> Mapping::target(const Relationship& relationship) const {
  const auto [begin, end] = by_class_name_.equal_range(relationship.target_class);
  if (begin == end || std::next(begin) != end) return std::nullopt;
  return begin->second;
}

}  // namespace schemalint::code
