#include "analyzer/models/enums.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "analyzer/models/constructs.h"
#include "analyzer/models/types.h"
#include "analyzer/words.h"

namespace schemalint::models {

namespace {

bool is_enum_name(std::string_view dotted) {
  std::string_view last = last_part(dotted);
  return first_part(dotted) == "enum" && (last == "Enum" || last == "StrEnum" ||
                                          last == "IntEnum" || last == "Flag" || last == "IntFlag");
}

// Python's len(): code points.
size_t length_of(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// What makes two members aliases of each other; empty where the value says nothing.
std::string identity_of(Ref value) {
  if (const std::string* text = exact_string(value)) return "s" + *text;
  if (const auto* number = value->as<int64_t>()) return fmt::format("i{}", *number);
  if (const auto* sequence = value->as<Sequence>()) {
    std::string all = "t";
    for (Ref item : sequence->items) {
      std::string one = identity_of(item);
      if (one.empty()) return {};
      all += one + "\x1f";
    }
    return all;
  }
  return {};
}

EnumMembers members_of_class(const Class& cls) {
  EnumMembers result{cls.name, {}, true};
  std::set<std::string> seen_values;
  std::set<std::string> seen_names;
  for (const Binding& binding : cls.body) {
    if (binding.value == nullptr || binding.name.starts_with("_")) continue;
    if (binding.value->as<const Function*>() != nullptr || class_of(binding.value) != nullptr ||
        binding.value->as<BoundMethod>() != nullptr) {
      continue;
    }
    // What is assigned after the class statement is no member.
    if (cls.statement.known() && !cls.statement.contains(binding.where)) continue;
    std::string identity = identity_of(binding.value);
    if (!identity.empty() && !seen_values.insert(identity).second) continue;
    if (seen_names.insert(binding.name).second) result.names.push_back(binding.name);
  }
  return result;
}

void add_words(const std::string& text, EnumMembers& result) {
  std::string word;
  for (char c : text + " ") {
    if (c == ' ' || c == ',' || c == '\n' || c == '\t') {
      if (!word.empty()) result.names.push_back(word);
      word.clear();
    } else {
      word += c;
    }
  }
}

// enum.Enum("Color", "RED GREEN"), ["RED", …], [("RED", 1), …] or {"RED": 1, …}.
std::optional<EnumMembers> members_of_call(const Invocation& made) {
  const std::string* name = exact_string(made.get(0, "value"));
  Ref names = made.get(1, "names");
  if (name == nullptr || names == nullptr) return std::nullopt;
  EnumMembers result{*name, {}, made.call.complete};
  if (const std::string* words = exact_string(names)) {
    add_words(*words, result);
  } else if (const auto* list = names->as<Sequence>()) {
    result.complete = result.complete && list->complete;
    for (Ref item : list->items) {
      const auto* pair = item->as<Sequence>();
      Ref member = pair != nullptr && !pair->items.empty() ? pair->items[0] : item;
      const std::string* text = exact_string(member);
      if (text == nullptr) result.complete = false;
      if (text != nullptr) result.names.push_back(*text);
    }
  } else if (const auto* dict = names->as<Dict>()) {
    result.complete = result.complete && dict->complete;
    for (const auto& [key, value] : dict->entries) {
      const std::string* text = exact_string(key);
      if (text == nullptr) result.complete = false;
      if (text != nullptr) result.names.push_back(*text);
    }
  } else {
    result.complete = false;
  }
  return result;
}

struct Values {
  std::vector<std::string> texts;
  std::string class_name;  ///< of the Python enumeration, where there is one
  bool known = true;
};

std::optional<std::vector<std::string>> exact_strings(Ref value) {
  const auto* list = value == nullptr ? nullptr : value->as<Sequence>();
  if (list == nullptr || !list->complete) return std::nullopt;
  std::vector<std::string> result;
  for (Ref item : list->items) {
    const std::string* text = exact_string(item);
    if (text == nullptr) return std::nullopt;
    result.push_back(*text);
  }
  return result;
}

std::optional<std::vector<std::string>> called_values(Context& context, Ref function, Ref members) {
  Ref result = nullptr;
  const std::vector<Argument> arguments = {{"", members, members->where}};
  if (const auto* plain = function->as<const Function*>()) {
    result = context.evaluator.call(**plain, arguments);
  } else if (const auto* bound = function->as<BoundMethod>()) {
    result = context.evaluator.call_method(*bound->function, bound->self, arguments);
  }
  return exact_strings(result);
}

Values values_of(Context& context, const Call& call, Ref members) {
  Values result;
  Ref first = members != nullptr ? members : call.positional(0);
  if (first == nullptr) {
    result.known = false;
    return result;
  }
  if (auto found = enum_members(context, first)) {
    result.class_name = found->class_name;
    result.texts = std::move(found->names);
    result.known = found->complete;
    Ref callable = call.keyword("values_callable");
    if (callable != nullptr && !callable->is_none()) {
      auto called = called_values(context, callable, first);
      result.known = called.has_value();
      result.texts = called ? *called : std::vector<std::string>();
    }
    return result;
  }
  result.known = call.complete;
  for (const Argument& argument : call.arguments) {
    if (!argument.name.empty()) continue;
    const std::string* text = exact_string(argument.value);
    if (text == nullptr) result.known = false;
    if (text != nullptr) result.texts.push_back(*text);
  }
  return result;
}

size_t longest(const std::vector<std::string>& texts) {
  size_t length = 0;
  for (const std::string& text : texts) length = std::max(length, length_of(text));
  return length;
}

ColumnType character_enum(const Call& call, const Values& values, const std::string& name) {
  ColumnType result;
  Ref length = call.keyword("length");
  if (length != nullptr && length->is_none()) {
    result.ddl = "VARCHAR";
  } else if (length != nullptr && length->as<int64_t>() != nullptr) {
    result.ddl = fmt::format("VARCHAR({})", *length->as<int64_t>());
  } else if (length == nullptr && values.known) {
    result.ddl = fmt::format("VARCHAR({})", longest(values.texts));
  } else {
    result.reason = "the values of the enumeration are not known";
  }
  Ref create = call.keyword("create_constraint");
  if (truth(create) == Truth::yes) result.check = TypeCheck{name, values.texts};
  result.unconstrained = create == nullptr || truth(create) == Truth::no;
  return result;
}

}  // namespace

bool is_enum_class(const Class& cls) {
  return std::any_of(cls.outside_bases.begin(), cls.outside_bases.end(),
                     [](Ref base) { return is_enum_name(dotted_name(base)); });
}

std::optional<EnumMembers> enum_members(Context&, Ref value) {
  if (const Class* cls = class_of(value)) {
    if (!is_enum_class(*cls)) return std::nullopt;
    return members_of_class(*cls);
  }
  auto made = invocation(value);
  if (!made) return std::nullopt;
  if (is_enum_name(made->name)) return members_of_call(*made);
  const Class* cls = project_class(made->call.callee);
  if (cls != nullptr && is_enum_class(*cls) && made->positional(1) != nullptr) {
    return members_of_call(*made);
  }
  return std::nullopt;
}

ColumnType read_enum(Context& context, const Call& call, bool always_native, Ref members,
                     Span where) {
  Values values = values_of(context, call, members);
  std::string name = lower(values.class_name);
  bool name_known = true;
  if (Ref given = call.keyword("name"); given != nullptr && !given->is_none()) {
    const std::string* text = exact_string(given);
    name_known = text != nullptr;
    if (text != nullptr) name = *text;
  }
  Ref native = call.keyword("native_enum");
  ColumnType result;
  if (!always_native && native != nullptr && truth(native) == Truth::no) {
    result = character_enum(call, values, name);
  } else if (!always_native && native != nullptr && truth(native) == Truth::unknown) {
    result.reason = "native_enum= is not known";
  } else if (!name_known || name.empty()) {
    result.reason = "the name of the enumeration type is not known";
  } else {
    NativeEnum type;
    type.name = name;
    type.values = std::move(values.texts);
    type.values_known = values.known;
    type.where = where;
    if (const std::string* schema = exact_string(call.keyword("schema"))) type.schema = *schema;
    type.inherits_schema = truth(call.keyword("inherit_schema")) == Truth::yes;
    type.metadata = call.keyword("metadata");
    type.create_type = truth(call.keyword("create_type")) != Truth::no;
    result.native_enum = std::move(type);
  }
  result.where = where;
  return result;
}

ColumnType enum_of_literals(const std::vector<std::string>& values, Span where) {
  ColumnType result;
  result.ddl = fmt::format("VARCHAR({})", longest(values));
  result.unconstrained = true;
  result.where = where;
  return result;
}

}  // namespace schemalint::models
