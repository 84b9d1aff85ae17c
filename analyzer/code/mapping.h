#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/code/facts.h"
#include "analyzer/project.h"
#include "analyzer/value.h"

namespace schemalint::code {

/// What the evaluator's values are in the declared schema: classes, tables, columns, relationships.
class Mapping {
 public:
  explicit Mapping(const Project& project);

  /// The mapped class, or the `Table(...)`, that a value is.
  std::optional<Entity> entity(Ref value) const;
  /// The entity of `Class.x` or `table.c.x`, with the column of that attribute or key.
  std::optional<ColumnUse> column(Ref of, std::string_view attribute) const;
  /// The same for an entity that is known by its names.
  std::optional<ColumnUse> column(const Entity& entity, std::string_view attribute) const;
  /// Null where the attribute is none.
  const Relationship* relationship(const Entity& entity, std::string_view attribute) const;
  /// The entity that a relationship leads to; nothing where several classes bear the name.
  std::optional<Entity> target(const Relationship& relationship) const;

 private:
  using ClassName = std::pair<std::string, std::string>;  // module, class

  const Table* table_of(const Class& cls) const;

  const Project& project_;
  std::map<ClassName, const Table*> tables_;
  std::map<Span, const Table*> by_declaration_;
  std::multimap<std::string, Entity, std::less<>> by_class_name_;
  std::map<ClassName, std::map<std::string, const Relationship*, std::less<>>> relationships_;
};

}  // namespace schemalint::code
