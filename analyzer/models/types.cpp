#include "analyzer/models/types.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/models/constructs.h"
#include "analyzer/models/enums.h"
#include "analyzer/models/type_table.h"

namespace schemalint::models {

namespace {

constexpr int max_depth = 12;  // of types in each other: ARRAY(Decorator(ARRAY(…)))

ColumnType read(Context& context, Ref value, int depth);

ColumnType known(std::string ddl) {
  ColumnType type;
  type.ddl = std::move(ddl);
  return type;
}

ColumnType unknown(std::string reason) {
  ColumnType type;
  type.reason = std::move(reason);
  return type;
}

// A number that is an argument of a type: absent, known or not known.
struct Number {
  std::optional<int64_t> value;
  bool known = true;
};

Number number(Ref value) {
  if (value == nullptr || value->is_none()) return {};
  if (const auto* integer = value->as<int64_t>()) return {*integer, true};
  return {std::nullopt, false};
}

ColumnType with_length(std::string_view name, const Call& call, std::string_view parameter) {
  Number length = number(call.get(0, parameter));
  if (!length.known || (!call.complete && !length.value)) {
    return unknown(fmt::format("{} of {} is not known", parameter, name));
  }
  std::string ddl(name);
  if (length.value) ddl += fmt::format("({})", *length.value);
  if (const std::string* collation = exact_string(call.keyword("collation"))) {
    ddl += fmt::format(" COLLATE \"{}\"", *collation);
  }
  return known(ddl);
}

ColumnType numeric_type(std::string_view name, const Call& call) {
  Number precision = number(call.get(0, "precision"));
  Number scale = number(call.get(1, "scale"));
  if (!precision.known || !scale.known) return unknown("precision or scale is not known");
  if (!precision.value) return known(std::string(name));
  if (!scale.value) return known(fmt::format("{}({})", name, *precision.value));
  return known(fmt::format("{}({}, {})", name, *precision.value, *scale.value));
}

ColumnType timestamp_type(std::string_view name, const Call& call) {
  Ref zone = call.get(0, "timezone");
  Truth aware = zone == nullptr ? Truth::no : truth(zone);
  Number precision = number(call.get(1, "precision"));
  if (aware == Truth::unknown || !precision.known) return unknown("timezone= is not known");
  std::string digits = precision.value ? fmt::format("({})", *precision.value) : "";
  return known(
      fmt::format("{}{} {} TIME ZONE", name, digits, aware == Truth::yes ? "WITH" : "WITHOUT"));
}

ColumnType interval_type(const Call& call, bool generic) {
  Number precision = number(generic ? call.get(1, "second_precision") : call.get(0, "precision"));
  if (!precision.known) return unknown("precision of INTERVAL is not known");
  std::string ddl = "INTERVAL";
  if (!generic) {
    if (const std::string* fields = exact_string(call.get(1, "fields"))) ddl += " " + *fields;
  }
  if (precision.value) ddl += fmt::format(" ({})", *precision.value);
  return known(ddl);
}

ColumnType bit_type(const Call& call) {
  Number length = number(call.get(0, "length"));
  if (!length.known) return unknown("length of BIT is not known");
  if (truth(call.get(1, "varying")) == Truth::yes) {
    return known(length.value ? fmt::format("BIT VARYING({})", *length.value) : "BIT VARYING");
  }
  return known(fmt::format("BIT({})", length.value.value_or(1)));
}

ColumnType array_type(Context& context, const Call& call, int depth) {
  ColumnType type = read(context, call.get(0, "item_type"), depth + 1);
  Number dimensions = number(call.get(2, "dimensions"));
  if (!type.known()) return unknown(type.reason.empty() ? "no item type" : type.reason);
  int64_t count = std::clamp<int64_t>(dimensions.value.value_or(1), 1, 6);
  for (int64_t i = 0; i < count; ++i) type.ddl += "[]";
  type.check.reset();
  type.unconstrained = false;
  return type;
}

// As geoalchemy2 prints it: geometry(POINT,4326).
ColumnType geometry_type(std::string_view name, const Call& call) {
  Ref kind = call.get(0, "geometry_type");
  Number srid = number(call.get(1, "srid"));
  const std::string* text = exact_string(kind);
  ColumnType type;
  if (kind != nullptr && kind->is_none()) {
    type = known(std::string(name));
  } else if ((kind != nullptr && text == nullptr) || !srid.known) {
    type = unknown("geometry is not known");
  } else {
    type =
        known(fmt::format("{}({},{})", name, text ? *text : "GEOMETRY", srid.value.value_or(-1)));
  }
  Ref index = call.keyword("spatial_index");
  type.spatial_index = index == nullptr || truth(index) == Truth::yes;
  return type;
}

ColumnType table_type(Context& context, const TypeRow& row, const std::string& name,
                      const Call& call, Span where, int depth) {
  switch (row.form) {
    case TypeForm::plain:
      if (Ref impl = call.keyword("impl")) return read(context, impl, depth + 1);
      return known(std::string(row.ddl));
    case TypeForm::length:
      return with_length(row.ddl, call, first_part(name) == "pgvector" ? "dim" : "length");
    case TypeForm::precision:
      return with_length(row.ddl, call, "precision");
    case TypeForm::numeric:
      return numeric_type(row.ddl, call);
    case TypeForm::timestamp:
      return timestamp_type(row.ddl, call);
    case TypeForm::interval:
      return interval_type(call, false);
    case TypeForm::generic_interval:
      return interval_type(call, true);
    case TypeForm::bit:
      return bit_type(call);
    case TypeForm::array:
      return array_type(context, call, depth);
    case TypeForm::enumeration:
      return read_enum(context, call, row.name == "ENUM", nullptr, where);
    case TypeForm::uuid:
      return known(truth(call.keyword("native_uuid")) == Truth::no ? "CHAR(32)" : "UUID");
    case TypeForm::geometry:
      return geometry_type(row.ddl, call);
    case TypeForm::domain:
      if (const std::string* domain = exact_string(call.get(0, "name"))) return known(*domain);
      return unknown("the name of the domain is not known");
  }
  return unknown("unknown form of type");
}

// What a TypeDecorator that gives no arguments to its impl means by `TypeDecorator(x)`.
struct ImplArguments {
  std::vector<Argument> arguments;
  bool complete = true;
};

// The arguments that reach the impl: those of the call where the class has no constructor of its
// own, else those of its `super().__init__(…)`.
ImplArguments impl_arguments(Context& context, const Class& cls, Ref value, const Call& call) {
  const Binding* init = find_attribute(cls, "__init__");
  const auto* function =
      init == nullptr || init->value == nullptr ? nullptr : init->value->as<const Function*>();
  if (function == nullptr) return {call.arguments, call.complete};
  std::vector<Argument> arguments = {{"", value, value->where}};
  arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
  for (const Effect& effect : context.evaluator.run(**function, {}, arguments)) {
    const Call* made = call_of(effect.call);
    const auto* callee = made == nullptr ? nullptr : made->callee->as<Attribute>();
    if (callee == nullptr || callee->name != "__init__") continue;
    return {made->arguments, made->complete && call.complete};
  }
  return {};
}

ColumnType decorator_impl(Context& context, Class& cls, Ref value, const Call& call, int depth) {
  const Binding* load = find_attribute(cls, "load_dialect_impl");
  const Binding* impl = find_attribute(cls, "impl");
  if (load != nullptr && load->value != nullptr) {
    if (const auto* function = load->value->as<const Function*>()) {
      Ref dialect = postgresql_dialect(context);
      Ref result = context.evaluator.call_method(**function, value, {{"", dialect, {}}});
      auto made = invocation(result);
      const auto* method = made ? made->call.callee->as<Attribute>() : nullptr;
      bool default_impl = method != nullptr && method->name == "load_dialect_impl";
      if (method != nullptr && method->name == "type_descriptor") result = made->positional(0);
      if (!default_impl) return read(context, result, depth + 1);
    }
  }
  // What the constructor sets hides what the class has.
  Ref own = context.evaluator.attribute(value, "impl");
  bool is_set = own->as<Attribute>() == nullptr && (impl == nullptr || own != impl->value);
  if (is_set && !own->is_unknown()) return read(context, own, depth + 1);
  if (impl == nullptr || impl->value == nullptr) return unknown(cls.name + " has no impl");
  if (call_of(impl->value) != nullptr) return read(context, impl->value, depth + 1);
  ImplArguments given = impl_arguments(context, cls, value, call);
  Call with_arguments;
  with_arguments.callee = impl->value;
  with_arguments.arguments = std::move(given.arguments);
  with_arguments.complete = given.complete;
  return read(context, context.evaluator.make(with_arguments, impl->value->where), depth + 1);
}

ColumnType decorated_type(Context& context, Class& cls, Ref value, const Call& call, int depth) {
  ColumnType type = decorator_impl(context, cls, value, call, depth);
  type.decorator = cls.name;
  return type;
}

ColumnType user_defined_type(Context& context, Class& cls, Ref value) {
  const Binding* spec = find_attribute(cls, "get_col_spec");
  const auto* function =
      spec == nullptr || spec->value == nullptr ? nullptr : spec->value->as<const Function*>();
  if (function == nullptr) return unknown(cls.name + " says nothing about its DDL");
  const std::string* text = exact_string(context.evaluator.call_method(**function, value));
  return text ? known(*text) : unknown(cls.name + ".get_col_spec() could not be evaluated");
}

// A type that a class of the project defines.
ColumnType project_type(Context& context, Class& cls, Ref value, const Call& call, int depth) {
  for (Ref base : cls.outside_bases) {
    std::string name = dotted_name(base);
    std::string_view last = last_part(name);
    if (last == "TypeDecorator") return decorated_type(context, cls, value, call, depth);
    if (last == "UserDefinedType") return user_defined_type(context, cls, value);
    if (const TypeRow* row = find_type(name)) {
      if (find_attribute(cls, "impl") != nullptr ||
          find_attribute(cls, "load_dialect_impl") != nullptr) {
        return decorated_type(context, cls, value, call, depth);
      }
      if (find_attribute(cls, "get_col_spec") != nullptr) {
        return user_defined_type(context, cls, value);
      }
      ImplArguments given = impl_arguments(context, cls, value, call);
      Call with_arguments;
      with_arguments.arguments = std::move(given.arguments);
      with_arguments.complete = given.complete;
      return table_type(context, *row, name, with_arguments, value->where, depth);
    }
  }
  return unknown(fmt::format("{} is no type that is known", cls.qualified_name));
}

bool names_postgresql(const Call& call) {
  return std::any_of(call.arguments.begin(), call.arguments.end(), [](const Argument& argument) {
    const std::string* text = exact_string(argument.value);
    return text != nullptr && *text == "postgresql";
  });
}

// Methods of types that give a type: with_variant, as_mutable, evaluates_none.
std::optional<ColumnType> method_type(Context& context, const Call& call, int depth) {
  const auto* method = call.callee->as<Attribute>();
  std::string external = dotted_name(call.callee);
  std::string_view name = method != nullptr ? std::string_view(method->name) : last_part(external);
  if (name == "as_mutable") {
    ColumnType type = read(context, call.positional(0), depth + 1);
    type.tracked = true;
    return type;
  }
  if (method == nullptr) return std::nullopt;
  if (name == "with_variant") {
    return read(context, names_postgresql(call) ? call.get(0, "type_") : method->object, depth + 1);
  }
  if (name == "evaluates_none" || name == "copy") return read(context, method->object, depth + 1);
  if (name == "adapt") return read(context, call.positional(0), depth + 1);
  return std::nullopt;
}

ColumnType called_type(Context& context, Ref value, int depth) {
  Invocation made = *invocation(value);
  if (auto type = method_type(context, made.call, depth)) return *type;
  if (Class* cls = project_class(made.call.callee)) {
    return project_type(context, *cls, value, made.call, depth);
  }
  if (const TypeRow* row = find_type(made.name)) {
    return table_type(context, *row, made.name, made.call, value->where, depth);
  }
  if (made.name.empty()) return unknown("what is called is not known");
  return unknown(fmt::format("{}() is no type that is known", made.name));
}

ColumnType read(Context& context, Ref value, int depth) {
  ColumnType type;
  if (value == nullptr || value->is_none()) {
    type.absent = true;
    return type;
  }
  if (depth > max_depth) return unknown("types are nested too deeply");
  if (const auto* reason = value->as<Unknown>()) {
    type = unknown(reason->reason);
  } else if (call_of(value) != nullptr) {
    type = called_type(context, value, depth);
  } else if (Class* cls = class_of(value)) {
    Call instance;
    instance.callee = value;
    Ref made = context.evaluator.make(instance, value->where);
    type = project_type(context, *cls, made, instance, depth);
  } else if (std::string name = dotted_name(value); !name.empty()) {
    const TypeRow* row = find_type(name);
    type = row == nullptr || value->as<Subscript>() != nullptr
               ? unknown(fmt::format("{} is no type that is known", name))
               : table_type(context, *row, name, Call{}, value->where, depth);
  } else {
    type = unknown("it is no type that is known");
  }
  if (!type.where.known()) type.where = value->where;
  return type;
}

}  // namespace

Ref postgresql_dialect(Context& context) {
  if (!context.dialect) {
    context.dialect = std::make_unique<Class>();
    Class& dialect = *context.dialect;
    dialect.name = "PGDialect";
    dialect.qualified_name = "sqlalchemy.dialects.postgresql.base.PGDialect";
    dialect.mro = {&dialect};
    dialect.outside_bases = {
        context.evaluator.make(External{"sqlalchemy.engine.default.DefaultDialect"})};
    dialect.body.push_back({"name", context.evaluator.string("postgresql"), nullptr, {}, {}});
  }
  return context.evaluator.make(context.dialect.get());
}

ColumnType read_type(Context& context, Ref value) {
  ColumnType type = read(context, value, 0);
  if (value != nullptr) type.where = value->where;
  return type;
}

bool is_type(Ref value) {
  if (value == nullptr) return false;
  Class* cls = class_of(value);
  if (cls == nullptr) {
    if (const Call* call = call_of(value)) cls = project_class(call->callee);
  }
  if (cls != nullptr) {
    return std::any_of(cls->outside_bases.begin(), cls->outside_bases.end(), [](Ref base) {
      std::string name = dotted_name(base);
      return find_type(name) != nullptr || last_part(name) == "TypeDecorator" ||
             last_part(name) == "UserDefinedType";
    });
  }
  if (const Call* call = call_of(value)) {
    const auto* method = call->callee->as<Attribute>();
    if (method != nullptr && method->name == "with_variant") return is_type(method->object);
    std::string name = dotted_name(call->callee);
    return last_part(name) == "as_mutable" || find_type(name) != nullptr;
  }
  return find_type(dotted_name(value)) != nullptr;
}

}  // namespace schemalint::models
