#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/value.h"

namespace schemalint::models {

/// What a name of SQLAlchemy, or of a library in front of it, means: the same for every path that
/// it can be imported by (`sqlalchemy.Column`, `sqlalchemy.schema.Column`, `db.Column`).
enum class Construct : uint8_t {
  none,
  // schema
  column,
  mapped_column,
  foreign_key,
  foreign_key_constraint,
  unique_constraint,
  check_constraint,
  primary_key_constraint,
  exclude_constraint,
  index,
  table,
  metadata,
  identity,
  computed,
  sequence,
  fetched_value,
  default_clause,
  blank_schema,
  conv,
  // mapping
  declarative_base,       ///< the class DeclarativeBase and its kin
  make_declarative_base,  ///< declarative_base(...), registry.generate_base()
  registry,
  mapped_decorator,  ///< @registry.mapped, @registry.mapped_as_dataclass
  as_declarative,    ///< @as_declarative(...): the class becomes a base
  map_imperatively,  ///< registry.map_imperatively(Class, table), mapper(Class, table)
  abstract_base,     ///< AbstractConcreteBase: the class has no table of its own
  declared_attr,
  relationship,
  backref,
  column_wrapper,     ///< deferred(Column), column_property(Column), composite(T, Column, …)
  mapped_annotation,  ///< Mapped[...]
  write_only_annotation,
  dynamic_annotation,
  flask_database,  ///< flask_sqlalchemy.SQLAlchemy
  flask_model,     ///< db.Model
  sqlmodel,
  sqlmodel_field,
  sqlmodel_relationship,
  // expressions
  text,
  function_call,  ///< func.lower(...)
  true_,
  false_,
  null,
  and_,
  or_,
  not_,
  desc,
  asc,
  nulls_first,
  nulls_last,
  cast,
  column_clause,  ///< column("x"), literal_column("x")
  literal,
};

/// The dotted name of a value that leads out of the project: of an External, of an attribute of
/// one, of a call ("flask_sqlalchemy.SQLAlchemy().Column"), and of a project class that derives
/// from an outside class: its name there. Empty where there is none.
std::string dotted_name(Ref value);

using schemalint::last_part;
/// The first part of a dotted name: the package, as a rule.
std::string_view first_part(std::string_view dotted);

Construct construct_named(std::string_view dotted);
/// What a name, a call's callee or a decorator means.
Construct construct_of(Ref value);

/// A call and what it means.
struct Invocation {
  Construct construct = Construct::none;
  std::string name;  ///< dotted name of the callee
  Call call;
  Ref value = nullptr;

  Ref positional(size_t index) const { return call.positional(index); }
  Ref keyword(std::string_view key) const { return call.keyword(key); }
  Ref get(size_t index, std::string_view key) const { return call.get(index, key); }
};

/// The value as a call; nothing where it is none.
std::optional<Invocation> invocation(Ref value);
/// The value as a call of this construct; nothing where it is none.
std::optional<Invocation> invocation(Ref value, Construct construct);

/// The project class whose instance or subclass the callee makes; null where there is none.
Class* project_class(Ref callee);
/// The attribute as Python finds it, through the project's part of the resolution order; null
/// where no class of the project binds it.
const Binding* find_attribute(const Class& cls, std::string_view name);

}  // namespace schemalint::models
