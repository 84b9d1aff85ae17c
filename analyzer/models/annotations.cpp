#include "analyzer/models/annotations.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "analyzer/models/enums.h"
#include "analyzer/models/types.h"

namespace schemalint::models {

namespace {

constexpr int max_depth = 30;

bool is_typing(Ref value, std::string_view last) {
  const auto* external = value == nullptr ? nullptr : value->as<External>();
  if (external == nullptr || last_part(external->name) != last) return false;
  std::string_view package = first_part(external->name);
  return package == "typing" || package == "typing_extensions" || package == "types";
}

bool is_none_type(Ref value) {
  return value->is_none() || is_typing(value, "NoneType");
}

// What an alias stands for: `type Name = str`, `Name = TypeAliasType("Name", str)`. Null for
// anything else.
Ref aliased(Ref type) {
  auto made = invocation(type);
  return made && last_part(made->name) == "TypeAliasType" ? made->get(1, "value") : nullptr;
}

// The members of a union; just the annotation where it is none.
void add_members(Ref annotation, std::vector<Ref>& members, int depth) {
  if (annotation == nullptr || depth > max_depth) return;
  if (Ref value = aliased(annotation)) {  // of a union: its members; otherwise it is one of them
    std::vector<Ref> inner;
    add_members(value, inner, depth + 1);
    if (inner.size() > 1) {
      members.insert(members.end(), inner.begin(), inner.end());
      return;
    }
  }
  if (const auto* expression = annotation->as<Expression>();
      expression != nullptr && expression->op == PyOperator::bit_or) {
    for (Ref operand : expression->operands) add_members(operand, members, depth + 1);
    return;
  }
  if (const auto* subscript = annotation->as<Subscript>()) {
    bool optional = is_typing(subscript->object, "Optional");
    if (optional || is_typing(subscript->object, "Union")) {
      for (Ref part : type_arguments(annotation)) add_members(part, members, depth + 1);
      if (optional) members.push_back(nullptr);
      return;
    }
  }
  members.push_back(annotation);
}

struct DefaultRow {
  std::string_view python;
  std::string_view ddl;
};

// sqlalchemy/sql/sqltypes.py, _type_map, as PostgreSQL's dialect prints it.
constexpr std::array<DefaultRow, 11> default_types = {{
    {"builtins.int", "INTEGER"},
    {"builtins.float", "FLOAT"},
    {"builtins.bool", "BOOLEAN"},
    {"builtins.str", "VARCHAR"},
    {"builtins.bytes", "BYTEA"},
    {"decimal.Decimal", "NUMERIC"},
    {"datetime.date", "DATE"},
    {"datetime.datetime", "TIMESTAMP WITHOUT TIME ZONE"},
    {"datetime.time", "TIME WITHOUT TIME ZONE"},
    {"datetime.timedelta", "INTERVAL"},
    {"uuid.UUID", "UUID"},
}};

Ref mapped_type(const std::vector<Ref>& type_map, const std::string& key) {
  if (key.empty()) return nullptr;
  for (Ref map : type_map) {
    const auto* dict = map == nullptr ? nullptr : map->as<Dict>();
    if (dict == nullptr) continue;
    for (const auto& [python, type] : dict->entries) {
      if (type_key(python) == key) return type;
    }
  }
  return nullptr;
}

std::vector<std::string> literals(Ref annotation) {
  std::vector<std::string> values;
  for (Ref item : type_arguments(annotation)) {
    const std::string* text = exact_string(item);
    if (text == nullptr) return {};
    values.push_back(*text);
  }
  return values;
}

ColumnType enumeration(Context& context, Ref members, const std::vector<Ref>& type_map,
                       Span where) {
  for (std::string_view base : {"enum.StrEnum", "enum.IntEnum", "enum.Enum"}) {
    Ref mapped = mapped_type(type_map, std::string(base));
    if (mapped == nullptr) continue;
    if (const Class* cls = class_of(members); cls != nullptr && base != "enum.Enum") {
      bool derived = std::any_of(cls->outside_bases.begin(), cls->outside_bases.end(),
                                 [&](Ref outside) { return dotted_name(outside) == base; });
      if (!derived) continue;
    }
    auto made = invocation(mapped);
    if (made && last_part(made->name) == "Enum") {
      return read_enum(context, made->call, false, members, where);
    }
    return read_type(context, mapped);
  }
  return read_enum(context, Call{}, false, members, where);
}

ColumnType type_of_one(Context& context, Ref type, const std::vector<Ref>& type_map, Span where,
                       int depth);

// typing.NewType("UserId", int) is int unless the map knows the new type itself.
Ref new_type_base(Ref type) {
  auto made = invocation(type);
  return made && made->name == "typing.NewType" ? made->positional(1) : nullptr;
}

ColumnType type_of_class(Context& context, Ref type, const Class& cls,
                         const std::vector<Ref>& type_map, Span where) {
  if (is_enum_class(cls)) return enumeration(context, type, type_map, where);
  ColumnType result;
  result.reason = fmt::format("no column type is known for {}", cls.qualified_name);
  result.where = where;
  return result;
}

ColumnType type_of_one(Context& context, Ref type, const std::vector<Ref>& type_map, Span where,
                       int depth) {
  ColumnType result;
  result.where = where;
  if (type == nullptr || depth > max_depth) {
    result.reason = "no annotation";
    return result;
  }
  std::string key = type_key(type);
  if (Ref mapped = mapped_type(type_map, key)) {
    result = read_type(context, mapped);
    result.where = where;
    return result;
  }
  if (Ref value = aliased(type)) {
    return type_of_one(context, python_type(value).type, type_map, where, depth + 1);
  }
  if (AnnotatedParts parts = annotated_parts(type); parts.type != nullptr) {
    return type_of_one(context, python_type(parts.type).type, type_map, where, depth + 1);
  }
  for (const DefaultRow& row : default_types) {
    if (row.python == key) {
      result.ddl = row.ddl;
      return result;
    }
  }
  if (const auto* subscript = type->as<Subscript>();
      subscript && is_typing(subscript->object, "Literal")) {
    std::vector<std::string> values = literals(type);
    if (!values.empty()) return enum_of_literals(values, where);
  }
  if (const Class* cls = class_of(type)) {
    return type_of_class(context, type, *cls, type_map, where);
  }
  if (enum_members(context, type)) return enumeration(context, type, type_map, where);
  if (Ref base = new_type_base(type)) {
    return type_of_one(context, base, type_map, where, depth + 1);
  }
  const auto* reason = type->as<Unknown>();
  result.reason = reason ? reason->reason : fmt::format("no column type is known for {}", key);
  return result;
}

bool is_collection(std::string_view name) {
  constexpr std::string_view names[] = {"list",
                                        "List",
                                        "set",
                                        "Set",
                                        "Sequence",
                                        "Collection",
                                        "Iterable",
                                        "MutableSequence",
                                        "dict",
                                        "Dict",
                                        "frozenset",
                                        "deque",
                                        "Mapping",
                                        "MutableMapping",
                                        "tuple",
                                        "MutableSet",
                                        "KeyFuncDict",
                                        "MappedCollection",
                                        "InstrumentedList",
                                        "OrderingList",
                                        "AbstractSet",
                                        "AppenderQuery",
                                        "FrozenSet",
                                        "Tuple"};
  return std::find(std::begin(names), std::end(names), last_part(name)) != std::end(names);
}

bool is_mapping(std::string_view name) {
  std::string_view last = last_part(name);
  return last == "dict" || last == "Dict" || last.ends_with("Mapping") || last == "KeyFuncDict" ||
         last == "MappedCollection";
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

// The class that a written annotation names: "list['app.Source'] | None" names app.Source. Used
// where the name is not bound: forward references, names that only a type checker imports.
RelationshipAnnotation read_words(std::string_view text) {
  RelationshipAnnotation result;
  std::vector<std::string> words;
  for (size_t i = 0; i < text.size();) {
    if (!is_name_character(text[i])) {
      ++i;
      continue;
    }
    size_t begin = i;
    while (i < text.size() && is_name_character(text[i])) ++i;
    words.emplace_back(text.substr(begin, i - begin));
  }
  for (const std::string& word : words) {
    if (is_collection(word)) {
      result.collection = true;
    } else if (std::string_view last = last_part(word);
               last != "None" && last != "Optional" && last != "Union" && last != "Mapped") {
      result.target = word;  // the last one: the value of a mapping
    }
  }
  return result;
}

}  // namespace

std::vector<Ref> type_arguments(Ref value) {
  const auto* subscript = value == nullptr ? nullptr : value->as<Subscript>();
  if (subscript == nullptr || subscript->index == nullptr) return {};
  if (const auto* tuple = subscript->index->as<Sequence>();
      tuple != nullptr && tuple->kind == Sequence::Kind::tuple) {
    return tuple->items;
  }
  return {subscript->index};
}

PythonType python_type(Ref annotation) {
  PythonType result;
  std::vector<Ref> members;
  add_members(annotation, members, 0);
  for (Ref member : members) {
    if (member == nullptr || is_none_type(member)) {
      result.optional = true;
    } else if (result.type == nullptr) {
      result.type = member;
    } else {
      result.is_union = true;
    }
  }
  return result;
}

MappedAnnotation mapped_annotation(Ref annotation) {
  const auto* subscript = annotation == nullptr ? nullptr : annotation->as<Subscript>();
  if (subscript == nullptr) return {};
  Construct container = construct_named(dotted_name(subscript->object));
  if (container != Construct::mapped_annotation && container != Construct::dynamic_annotation &&
      container != Construct::write_only_annotation) {
    return {};
  }
  return {container, subscript->index};
}

AnnotatedParts annotated_parts(Ref annotation) {
  for (int depth = 0; depth < max_depth; ++depth) {
    Ref value = annotation == nullptr ? nullptr : aliased(annotation);
    if (value == nullptr) break;
    annotation = value;
  }
  const auto* subscript = annotation == nullptr ? nullptr : annotation->as<Subscript>();
  if (subscript == nullptr || !is_typing(subscript->object, "Annotated")) return {};
  std::vector<Ref> arguments = type_arguments(annotation);
  if (arguments.empty()) return {};
  return {arguments.front(), {arguments.begin() + 1, arguments.end()}};
}

std::string type_key(Ref annotation) {
  if (annotation == nullptr) return {};
  if (const Class* cls = class_of(annotation)) return cls->qualified_name;
  if (const auto* external = annotation->as<External>()) {
    // `typing.Dict` and `dict`, `typing.List` and `list` are the same generic.
    if (first_part(external->name) == "typing") {
      std::string last(last_part(external->name));
      if (last == "Dict" || last == "List" || last == "Set" || last == "Tuple") {
        last[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(last[0])));
        return "builtins." + last;
      }
    }
    return external->name;
  }
  if (annotation->is_none()) return "None";
  if (const std::string* text = exact_string(annotation)) return "'" + *text + "'";
  if (const auto* number = annotation->as<int64_t>()) return fmt::format("{}", *number);
  if (const auto* list = annotation->as<Sequence>()) {
    std::string key;
    for (Ref item : list->items) key += (key.empty() ? "" : ",") + type_key(item);
    return "(" + key + ")";
  }
  if (const auto* subscript = annotation->as<Subscript>()) {
    std::string key = type_key(subscript->object);
    if (key.empty()) return {};
    std::string inner;
    for (Ref argument : type_arguments(annotation)) {
      std::string part = type_key(argument);
      if (part.empty()) return {};
      inner += (inner.empty() ? "" : ",") + part;
    }
    return key + "[" + inner + "]";
  }
  if (const auto* expression = annotation->as<Expression>()) {
    std::string key;
    for (Ref operand : expression->operands) {
      std::string part = type_key(operand);
      if (part.empty()) return {};
      key += (key.empty() ? "" : "|") + part;
    }
    return key;
  }
  // What is attached to a type (`Annotated[str, mapped_column(...)]`, NewType) is itself only.
  if (annotation->where.known() && call_of(annotation) != nullptr) {
    return fmt::format("@{}:{}", annotation->where.file, annotation->where.begin);
  }
  return {};
}

ColumnType type_of_annotation(Context& context, Ref annotation, const std::vector<Ref>& type_map,
                              Span where) {
  PythonType type = python_type(annotation);
  if (type.is_union) {
    ColumnType result;
    result.where = where;
    if (Ref mapped = mapped_type(type_map, type_key(annotation))) {
      result = read_type(context, mapped);
    } else {
      result.reason = "a union of several types";
    }
    return result;
  }
  return type_of_one(context, type.type, type_map, where, 0);
}

RelationshipAnnotation relationship_annotation(Context& context, Ref inner) {
  RelationshipAnnotation result;
  Ref type = python_type(inner).type;
  for (int depth = 0; type != nullptr && depth < max_depth; ++depth) {
    if (const Class* cls = class_of(type)) {
      result.target = cls->name;
      return result;
    }
    if (AnnotatedParts parts = annotated_parts(type); parts.type != nullptr) {
      type = python_type(parts.type).type;
      continue;
    }
    if (Ref value = aliased(type)) {
      type = python_type(value).type;
      continue;
    }
    const auto* subscript = type->as<Subscript>();
    std::string name = subscript == nullptr ? std::string() : dotted_name(subscript->object);
    if (subscript != nullptr && is_collection(name)) {
      result.collection = true;
      std::vector<Ref> arguments = type_arguments(type);
      if (arguments.empty()) return result;
      type = python_type(is_mapping(name) ? arguments.back() : arguments.front()).type;
      continue;
    }
    if (subscript != nullptr && mapped_annotation(type)) {
      type = python_type(subscript->index).type;
      continue;
    }
    const std::string* text = exact_string(type);
    RelationshipAnnotation words =
        read_words(text != nullptr ? *text : context.evaluator.source(type->where));
    result.collection = result.collection || words.collection;
    result.target = words.target;
    return result;
  }
  return result;
}

}  // namespace schemalint::models
