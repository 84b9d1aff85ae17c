#include "analyzer/models/sqlmodel.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/models/annotations.h"
#include "analyzer/models/types.h"

namespace schemalint::models {

namespace {

// The arguments of Field(...), with those of the `Field` that an Annotated carries.
struct Field {
  std::optional<Invocation> made;
  Ref type = nullptr;
  bool optional = false;

  Ref keyword(std::string_view key) const { return made ? made->keyword(key) : nullptr; }
};

Field field_of(Ref value, Ref annotation) {
  Field field;
  PythonType type = python_type(annotation);
  field.type = type.type;
  field.optional = type.optional;
  if (value != nullptr) field.made = invocation(value, Construct::sqlmodel_field);
  AnnotatedParts parts = annotated_parts(type.type);
  if (parts.type != nullptr) {
    PythonType inner = python_type(parts.type);
    field.type = inner.type;
    field.optional = field.optional || inner.optional;
    for (Ref item : parts.metadata) {
      if (!field.made) field.made = invocation(item, Construct::sqlmodel_field);
    }
  }
  return field;
}

// Types that SQLModel stores as text (sqlmodel.main.get_sqlalchemy_type).
bool is_text_type(const std::string& key) {
  constexpr std::array<std::string_view, 7> names = {
      "builtins.str",          "ipaddress.IPv4Address", "ipaddress.IPv4Network",
      "ipaddress.IPv6Address", "ipaddress.IPv6Network", "pathlib.Path",
      "pydantic.EmailStr"};
  return std::find(names.begin(), names.end(), key) != names.end() || last_part(key) == "EmailStr";
}

std::optional<int64_t> integer(Ref value) {
  const auto* number = value == nullptr ? nullptr : value->as<int64_t>();
  return number == nullptr ? std::nullopt : std::optional<int64_t>(*number);
}

ColumnType field_type(Context& context, const Field& field, Span where) {
  if (Ref given = field.keyword("sa_type")) return read_type(context, given);
  std::string key = type_key(field.type);
  ColumnType type;
  type.where = where;
  if (is_text_type(key)) {
    auto length = integer(field.keyword("max_length"));
    type.ddl = length ? fmt::format("VARCHAR({})", *length) : "VARCHAR";
  } else if (key == "decimal.Decimal") {
    auto digits = integer(field.keyword("max_digits"));
    auto places = integer(field.keyword("decimal_places"));
    type.ddl = "NUMERIC";
    if (digits && places) type.ddl = fmt::format("NUMERIC({}, {})", *digits, *places);
    if (digits && !places) type.ddl = fmt::format("NUMERIC({})", *digits);
  } else {
    type = type_of_annotation(context, field.type, {}, where);
  }
  return type;
}

void add_items(Ref list, Call& column) {
  const auto* sequence = list == nullptr ? nullptr : list->as<Sequence>();
  if (sequence == nullptr) {
    column.complete = column.complete && list == nullptr;
    return;
  }
  for (Ref item : sequence->items) column.arguments.push_back({"", item, item->where});
}

void set_keyword(Call& call, Argument argument) {
  std::erase_if(call.arguments, [&](const Argument& a) { return a.name == argument.name; });
  call.arguments.push_back(std::move(argument));
}

Ref foreign_key_call(Context& context, const Field& field, Ref target) {
  Call key;
  key.callee = context.evaluator.make(External{"sqlalchemy.ForeignKey"}, target->where);
  key.arguments.push_back({"", target, target->where});
  if (const Argument* action = field.made->call.argument("ondelete")) {
    key.arguments.push_back(*action);
  }
  return context.evaluator.make(std::move(key), target->where);
}

// The call of Column that SQLModel makes of a field (sqlmodel.main.get_column_from_field).
Call column_call(Context& context, const Field& field) {
  Call column;
  column.callee = context.evaluator.make(External{"sqlalchemy.Column"});
  if (!field.made) return column;
  column.complete = field.made->call.complete;
  if (Ref target = field.keyword("foreign_key"); target != nullptr && !target->is_none()) {
    Ref key = foreign_key_call(context, field, target);
    column.arguments.push_back({"", key, target->where});
  }
  for (std::string_view name : {"primary_key", "index", "unique", "nullable", "default"}) {
    if (const Argument* given = field.made->call.argument(name)) column.arguments.push_back(*given);
  }
  if (const Argument* given = field.made->call.argument("default_factory")) {
    set_keyword(column, {"default", given->value, given->where});
  }
  add_items(field.keyword("sa_column_args"), column);
  Ref more = field.keyword("sa_column_kwargs");
  const auto* dict = more == nullptr ? nullptr : more->as<Dict>();
  if (more != nullptr && (dict == nullptr || !dict->complete)) column.complete = false;
  if (dict != nullptr) {
    for (const auto& [key, value] : dict->entries) {
      const std::string* name = exact_string(key);
      if (name != nullptr) set_keyword(column, {*name, value, value->where});
    }
  }
  return column;
}

}  // namespace

bool is_class_variable(Ref annotation) {
  if (annotation == nullptr) return false;
  const auto* subscript = annotation->as<Subscript>();
  Ref name = subscript == nullptr ? annotation : subscript->object;
  return last_part(dotted_name(name)) == "ClassVar";
}

std::optional<ColumnDraft> read_sqlmodel_field(Context& context, Ref value, Ref annotation,
                                               const ColumnSetting& setting) {
  if (annotation == nullptr || is_class_variable(annotation)) return std::nullopt;
  Field field = field_of(value, annotation);
  if (Ref given = field.keyword("sa_column"); given != nullptr && is_column(given)) {
    return read_column(context, given, setting);
  }
  Call column = column_call(context, field);
  Span where = field.made ? field.made->value->where : annotation->where;
  auto draft = read_column(context, context.evaluator.make(std::move(column), where), setting);
  if (!draft) return std::nullopt;
  draft->type = field_type(context, field, annotation->where);
  if (!draft->column.nullable_explicit && !draft->column.primary_key) {
    draft->column.nullable = {field.optional, setting.where};
    draft->nullable_known = true;
  }
  draft->column.mutable_default = false;  // pydantic gives every instance a copy
  if (value != nullptr && call_of(value) == nullptr && !value->is_none()) {
    draft->column.client_default =
        Sourced<std::string>{std::string(context.evaluator.source(value->where)), value->where};
  }
  return draft;
}

}  // namespace schemalint::models
