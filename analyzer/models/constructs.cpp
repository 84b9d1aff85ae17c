#include "analyzer/models/constructs.h"

#include <algorithm>
#include <iterator>

namespace schemalint::models {

namespace {

constexpr int max_depth = 20;  // of attributes and calls in each other

struct Row {
  std::string_view last;
  Construct construct;
};

// Sorted by name. What a name means in SQLAlchemy and in the libraries that re-export it; the same
// names elsewhere mean nothing here (see `packages`).
constexpr Row rows[] = {
    {"AbstractConcreteBase", Construct::abstract_base},
    {"BLANK_SCHEMA", Construct::blank_schema},
    {"CheckConstraint", Construct::check_constraint},
    {"Column", Construct::column},
    {"Computed", Construct::computed},
    {"DeclarativeBase", Construct::declarative_base},
    {"DeclarativeBaseNoMeta", Construct::declarative_base},
    {"DefaultClause", Construct::default_clause},
    {"DynamicMapped", Construct::dynamic_annotation},
    {"ExcludeConstraint", Construct::exclude_constraint},
    {"FetchedValue", Construct::fetched_value},
    {"Field", Construct::sqlmodel_field},
    {"ForeignKey", Construct::foreign_key},
    {"ForeignKeyConstraint", Construct::foreign_key_constraint},
    {"Identity", Construct::identity},
    {"Index", Construct::index},
    {"Mapped", Construct::mapped_annotation},
    {"Mapper", Construct::map_imperatively},
    {"MetaData", Construct::metadata},
    {"Model", Construct::flask_model},
    {"PrimaryKeyConstraint", Construct::primary_key_constraint},
    {"Relationship", Construct::sqlmodel_relationship},
    {"SQLAlchemy", Construct::flask_database},
    {"SQLModel", Construct::sqlmodel},
    {"Sequence", Construct::sequence},
    {"Table", Construct::table},
    {"UniqueConstraint", Construct::unique_constraint},
    {"WriteOnlyMapped", Construct::write_only_annotation},
    {"and_", Construct::and_},
    {"as_declarative", Construct::as_declarative},
    {"as_declarative_base", Construct::as_declarative},
    {"asc", Construct::asc},
    {"automap_base", Construct::make_declarative_base},
    {"backref", Construct::backref},
    {"cast", Construct::cast},
    {"column", Construct::column_clause},
    {"column_property", Construct::column_wrapper},
    {"composite", Construct::column_wrapper},
    {"conv", Construct::conv},
    {"declarative_base", Construct::make_declarative_base},
    {"declared_attr", Construct::declared_attr},
    {"deferred", Construct::column_wrapper},
    {"desc", Construct::desc},
    {"false", Construct::false_},
    {"generate_base", Construct::make_declarative_base},
    {"literal", Construct::literal},
    {"literal_column", Construct::column_clause},
    {"map_imperatively", Construct::map_imperatively},
    {"mapped", Construct::mapped_decorator},
    {"mapped_as_dataclass", Construct::mapped_decorator},
    {"mapped_column", Construct::mapped_column},
    {"mapper", Construct::map_imperatively},
    {"not_", Construct::not_},
    {"null", Construct::null},
    {"nulls_first", Construct::nulls_first},
    {"nulls_last", Construct::nulls_last},
    {"nullsfirst", Construct::nulls_first},
    {"nullslast", Construct::nulls_last},
    {"or_", Construct::or_},
    {"registry", Construct::registry},
    {"relation", Construct::relationship},
    {"relationship", Construct::relationship},
    {"text", Construct::text},
    {"true", Construct::true_},
};

constexpr std::string_view packages[] = {"sqlalchemy", "sqlmodel", "flask_sqlalchemy",
                                         "quart_sqlalchemy"};

std::string name_at_depth(Ref value, int depth);

// A class of the project stands for the outside class that it derives from.
std::string outside_name(const Class& cls, int depth) {
  for (Ref base : cls.outside_bases) {
    std::string name = name_at_depth(base, depth + 1);
    if (construct_named(name) != Construct::none) return name;
  }
  return cls.outside_bases.empty() ? std::string()
                                   : name_at_depth(cls.outside_bases.front(), depth + 1);
}

std::string name_at_depth(Ref value, int depth) {
  if (value == nullptr || depth > max_depth) return {};
  if (const auto* external = value->as<External>()) return external->name;
  if (const auto* attribute = value->as<Attribute>()) {
    std::string object = name_at_depth(attribute->object, depth + 1);
    return object.empty() ? object : object + "." + attribute->name;
  }
  if (const Call* call = call_of(value)) {
    std::string callee = name_at_depth(call->callee, depth + 1);
    return callee.empty() ? callee : callee + "()";
  }
  if (const auto* subscript = value->as<Subscript>()) {
    return name_at_depth(subscript->object, depth + 1);
  }
  if (Class* cls = class_of(value)) return outside_name(*cls, depth);
  return {};
}

}  // namespace

std::string dotted_name(Ref value) {
  return name_at_depth(value, 0);
}

std::string_view first_part(std::string_view dotted) {
  return dotted.substr(0, dotted.find('.'));
}

Construct construct_named(std::string_view dotted) {
  std::string_view package = first_part(dotted);
  if (std::find(std::begin(packages), std::end(packages), package) == std::end(packages)) {
    return Construct::none;
  }
  // `func.anything` is a function of the database, `declared_attr.directive` a declared_attr.
  size_t dot = dotted.rfind('.');
  if (dot == std::string_view::npos) return Construct::none;
  std::string_view owner = last_part(dotted.substr(0, dot));
  if (owner == "func") return Construct::function_call;
  if (owner == "declared_attr") return Construct::declared_attr;
  std::string_view last = dotted.substr(dot + 1);
  const Row* row = std::lower_bound(std::begin(rows), std::end(rows), last,
                                    [](const Row& r, std::string_view n) { return r.last < n; });
  if (row == std::end(rows) || row->last != last) return Construct::none;
  // `flask_sqlalchemy.model.Model` is what `db.Model` derives from, and no model itself.
  if (row->construct == Construct::flask_model && owner == "model") return Construct::none;
  if (row->construct == Construct::sqlmodel_field && package != "sqlmodel") return Construct::none;
  if (row->construct == Construct::sqlmodel_relationship && package != "sqlmodel") {
    return Construct::relationship;  // sqlalchemy.orm.Relationship is the type relationship() makes
  }
  return row->construct;
}

Construct construct_of(Ref value) {
  if (value == nullptr) return Construct::none;
  if (const Call* call = call_of(value)) {
    return construct_named(dotted_name(call->callee));
  }
  return construct_named(dotted_name(value));
}

std::optional<Invocation> invocation(Ref value) {
  const Call* call = value == nullptr ? nullptr : call_of(value);
  if (call == nullptr) return std::nullopt;
  Invocation result;
  result.call = *call;
  result.name = dotted_name(result.call.callee);
  result.construct = construct_named(result.name);
  result.value = value;
  return result;
}

std::optional<Invocation> invocation(Ref value, Construct construct) {
  std::optional<Invocation> result = invocation(value);
  if (result && result->construct != construct) result.reset();
  return result;
}

Class* project_class(Ref callee) {
  return callee == nullptr ? nullptr : class_of(callee);
}

const Binding* find_attribute(const Class& cls, std::string_view name) {
  for (const Class* base : cls.mro) {
    if (const Binding* binding = base->own(name)) return binding;
  }
  return nullptr;
}

}  // namespace schemalint::models
