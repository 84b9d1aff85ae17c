// Functions of Python and its standard library that schema declarations use.
// https://docs.python.org/3/library/functions.html

#include <algorithm>
#include <set>
#include <unordered_map>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

std::optional<std::vector<Ref>> Interpreter::items(Ref value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* list = value->as<Sequence>())
    return list->complete ? std::optional(list->items) : std::nullopt;
  if (const auto* dict = value->as<Dict>()) {
    if (!dict->complete) return std::nullopt;
    std::vector<Ref> keys;
    for (const auto& [key, item] : dict->entries) keys.push_back(key);
    return keys;
  }
  if (Class* cls = class_of(value); cls != nullptr && has_outside_base(*cls, "Enum"))
    return members_without_aliases(*cls);
  return hook_ ? outside_items(value) : std::nullopt;
}

/// The items of something outside, where the hook knows them.
std::optional<std::vector<Ref>> Interpreter::outside_items(Ref value) {
  if (!value->as<Call>() && !value->as<Attribute>()) return std::nullopt;
  const Ref method = make(Attribute{value, "__iter__"}, value->where);
  const Ref answer = hook_(make(Call{.callee = method}, value->where), certain());
  const auto* list = answer == nullptr ? nullptr : answer->as<Sequence>();
  return list != nullptr && list->complete ? std::optional(list->items) : std::nullopt;
}

namespace {

using Builtin = Ref (*)(Interpreter&, const Call&, Span);

Ref first_of(const Call& call) {
  return call.positional(0);
}

Ref to_sequence(Interpreter& in, const Call& call, Span where, Sequence::Kind kind) {
  Sequence made{.kind = kind};
  if (const Ref first = first_of(call)) {
    const auto all = in.items(first);
    made.complete = all.has_value();
    if (all) made.items = *all;
    if (kind == Sequence::Kind::set) {
      std::vector<Ref> unique;
      for (const Ref item : made.items) {
        const std::string* text = exact_string(item);
        const bool seen = text != nullptr && std::ranges::any_of(unique, [&](Ref other) {
                            return exact_string(other) != nullptr && *exact_string(other) == *text;
                          });
        if (!seen) unique.push_back(item);
      }
      made.items = std::move(unique);
    }
  }
  return in.make(std::move(made), where);
}

Ref make_list(Interpreter& in, const Call& call, Span where) {
  return to_sequence(in, call, where, Sequence::Kind::list);
}
Ref make_tuple(Interpreter& in, const Call& call, Span where) {
  return to_sequence(in, call, where, Sequence::Kind::tuple);
}
Ref make_set(Interpreter& in, const Call& call, Span where) {
  return to_sequence(in, call, where, Sequence::Kind::set);
}

Ref make_dict(Interpreter& in, const Call& call, Span where) {
  Dict made;
  made.complete = call.complete;
  if (const Ref first = first_of(call)) {
    if (const auto* other = first->as<Dict>()) {
      made = *other;
    } else if (const auto pairs = in.items(first)) {
      for (const Ref pair : *pairs) {
        const auto parts = in.items(pair);
        if (parts && parts->size() == 2)
          made.entries.push_back({(*parts)[0], (*parts)[1]});
        else
          made.complete = false;
      }
    } else {
      made.complete = false;
    }
  }
  for (const Argument& argument : call.arguments)
    if (!argument.name.empty())
      made.entries.push_back({in.string(argument.name, argument.where), argument.value});
  return in.make(std::move(made), where);
}

Ref make_str(Interpreter& in, const Call& call, Span where) {
  const Ref first = first_of(call);
  if (first == nullptr) return in.string("", where);
  return in.make(Str{.text = in.to_text(first, where)}, where);
}

Ref make_repr(Interpreter& in, const Call& call, Span where) {
  const Ref first = first_of(call);
  if (first == nullptr) return nullptr;
  return in.make(Str{.text = in.to_repr(first, where)}, where);
}

Ref make_int(Interpreter& in, const Call& call, Span where) {
  const Ref first = first_of(call);
  if (first == nullptr) return in.make(int64_t{0}, where);
  if (first->as<int64_t>() != nullptr) return first;
  if (const auto* flag = first->as<bool>()) return in.make(int64_t{*flag ? 1 : 0}, where);
  const std::string* text = exact_string(first);
  if (text == nullptr || text->empty() || text->size() > 18 ||
      text->find_first_not_of("0123456789") != std::string::npos)
    return nullptr;
  return in.make(static_cast<int64_t>(std::stoll(*text)), where);
}

Ref make_bool(Interpreter& in, const Call& call, Span where) {
  const Truth holds = first_of(call) ? truth(first_of(call)) : Truth::no;
  return holds == Truth::unknown ? nullptr : in.make(holds == Truth::yes, where);
}

Ref length(Interpreter& in, const Call& call, Span where) {
  const Ref first = first_of(call);
  if (first == nullptr) return nullptr;
  if (const std::string* text = exact_string(first)) {
    const auto letters = std::ranges::count_if(
        *text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return in.make(static_cast<int64_t>(letters), where);
  }
  const auto all = in.items(first);
  return all ? in.make(static_cast<int64_t>(all->size()), where) : nullptr;
}

Ref range(Interpreter& in, const Call& call, Span where) {
  int64_t bounds[3] = {0, 0, 1};
  const size_t count = call.arguments.size();
  for (size_t i = 0; i < count && i < 3; i++) {
    const auto* number = call.arguments[i].value->as<int64_t>();
    if (number == nullptr) return nullptr;
    bounds[count == 1 ? 1 : i] = *number;
  }
  if (bounds[2] == 0) return nullptr;
  Sequence made;
  for (int64_t i = bounds[0]; bounds[2] > 0 ? i < bounds[1] : i > bounds[1];) {
    if (made.items.size() >= 10'000) return nullptr;
    made.items.push_back(in.make(i, where));
    if (__builtin_add_overflow(i, bounds[2], &i)) break;
  }
  return in.make(std::move(made), where);
}

Ref tuple_of(Interpreter& in, std::vector<Ref> parts, Span where) {
  return in.make(Sequence{.kind = Sequence::Kind::tuple, .items = std::move(parts)}, where);
}

Ref enumerate(Interpreter& in, const Call& call, Span where) {
  const auto all = in.items(first_of(call));
  if (!all) return nullptr;
  const Ref start = call.get(1, "start");
  const auto* from = start ? start->as<int64_t>() : nullptr;
  if (start != nullptr && from == nullptr) return nullptr;
  Sequence made;
  int64_t number = from ? *from : 0;
  for (const Ref item : *all) {
    made.items.push_back(tuple_of(in, {in.make(number, where), item}, where));
    number++;
  }
  return in.make(std::move(made), where);
}

Ref zip(Interpreter& in, const Call& call, Span where) {
  std::vector<std::vector<Ref>> columns;
  size_t shortest = SIZE_MAX;
  for (const Argument& argument : call.arguments) {
    if (!argument.name.empty()) continue;
    const auto all = in.items(argument.value);
    if (!all) return nullptr;
    shortest = std::min(shortest, all->size());
    columns.push_back(*all);
  }
  Sequence made;
  for (size_t row = 0; row < shortest && !columns.empty(); row++) {
    std::vector<Ref> parts;
    for (const auto& column : columns) parts.push_back(column[row]);
    made.items.push_back(tuple_of(in, std::move(parts), where));
  }
  return in.make(std::move(made), where);
}

Ref reversed(Interpreter& in, const Call& call, Span where) {
  auto all = in.items(first_of(call));
  if (!all) return nullptr;
  std::ranges::reverse(*all);
  return in.make(Sequence{.items = std::move(*all)}, where);
}

Ref sorted(Interpreter& in, const Call& call, Span where) {
  auto all = in.items(first_of(call));
  if (!all || call.arguments.size() != 1) return nullptr;
  for (const Ref item : *all)
    if (exact_string(item) == nullptr) return nullptr;
  std::ranges::sort(*all, {}, [](Ref item) -> const std::string& { return *exact_string(item); });
  return in.make(Sequence{.items = std::move(*all)}, where);
}

Ref get_attribute(Interpreter& in, const Call& call, Span where) {
  const Ref name = call.positional(1);
  const std::string* text = name ? exact_string(name) : nullptr;
  if (text == nullptr) return nullptr;
  const Ref fallback = call.positional(2);
  const Ref object = call.positional(0);
  if (fallback != nullptr) {
    const Class* cls = class_of(object);
    if (cls == nullptr && !Interpreter::may_have(object, *text)) return fallback;
    if (cls != nullptr && in.find_in_bases(*cls, *text) == nullptr && !in.may_inherit(*cls, *text))
      return fallback;
  }
  return in.attribute(object, *text, where);
}

Ref set_attribute(Interpreter& in, const Call& call, Span where) {
  Class* cls = first_of(call) ? class_of(first_of(call)) : nullptr;
  const Ref name = call.positional(1);
  const Ref value = call.positional(2);
  const std::string* text = name ? exact_string(name) : nullptr;
  if (cls == nullptr || text == nullptr || value == nullptr) return nullptr;
  cls->body.push_back({*text, value, nullptr, name->where, where});
  return in.make(None{}, where);
}

/// max() or min() of whole numbers, given one by one or as one iterable.
Ref extreme(Interpreter& in, const Call& call, Span where, bool greatest) {
  std::optional<std::vector<Ref>> all;
  if (call.arguments.size() == 1) {
    all = in.items(first_of(call));
  } else {
    all.emplace();
    for (const Argument& argument : call.arguments)
      if (argument.name.empty()) all->push_back(argument.value);
    if (all->size() != call.arguments.size()) return nullptr;
  }
  std::optional<int64_t> found;
  if (!all || !call.complete) return nullptr;
  for (const Ref item : *all) {
    const auto* number = item->as<int64_t>();
    if (number == nullptr) return nullptr;
    if (!found || (greatest ? *number > *found : *number < *found)) found = *number;
  }
  return found ? in.make(*found, where) : nullptr;
}

Ref greatest(Interpreter& in, const Call& call, Span where) {
  return extreme(in, call, where, true);
}
Ref least(Interpreter& in, const Call& call, Span where) {
  return extreme(in, call, where, false);
}

/// dir(Class): the names that it and its bases bind, sorted.
Ref names_of(Interpreter& in, const Call& call, Span where) {
  const Class* cls = first_of(call) == nullptr ? nullptr : class_of(first_of(call));
  if (cls == nullptr) return nullptr;
  std::set<std::string> names;
  for (const Class* above : cls->mro)
    for (const Binding& binding : above->body)
      if (binding.value != nullptr) names.insert(binding.name);
  Sequence made;
  for (const std::string& name : names) made.items.push_back(in.string(name, where));
  return in.make(std::move(made), where);
}

Ref has_attribute(Interpreter& in, const Call& call, Span where) {
  const Class* cls = first_of(call) ? class_of(first_of(call)) : nullptr;
  const Ref name = call.positional(1);
  const std::string* text = name ? exact_string(name) : nullptr;
  if (cls == nullptr || text == nullptr) return nullptr;
  if (in.find_in_bases(*cls, *text) != nullptr) return in.make(true, where);
  return in.may_inherit(*cls, *text) ? nullptr : in.make(false, where);
}

Ref any_or_all(Interpreter& in, const Call& call, Span where, bool any) {
  const auto all = in.items(first_of(call));
  if (!all) return nullptr;
  bool known = true;
  for (const Ref item : *all) {
    const Truth holds = truth(item);
    if (holds == (any ? Truth::yes : Truth::no)) return in.make(any, where);
    known = known && holds != Truth::unknown;
  }
  return known ? in.make(!any, where) : nullptr;
}

Ref any(Interpreter& in, const Call& call, Span where) {
  return any_or_all(in, call, where, true);
}
Ref all(Interpreter& in, const Call& call, Span where) {
  return any_or_all(in, call, where, false);
}

/// collections.defaultdict(factory, …)
Ref default_dict(Interpreter& in, const Call& call, Span where) {
  Call rest = call;
  if (!rest.arguments.empty()) rest.arguments.erase(rest.arguments.begin());
  Dict made = *make_dict(in, rest, where)->as<Dict>();
  made.factory = first_of(call);
  return in.make(std::move(made), where);
}

Ref map(Interpreter& in, const Call& call, Span where) {
  const auto all = in.items(call.positional(1));
  if (!all || call.arguments.size() != 2) return nullptr;
  Sequence made;
  for (const Ref item : *all)
    made.items.push_back(in.call(first_of(call), Call{first_of(call), {{"", item, where}}}, where));
  return in.make(std::move(made), where);
}

Ref next_of(Interpreter& in, const Call& call, Span) {
  const auto all = in.items(first_of(call));
  if (!all) return nullptr;
  return all->empty() ? call.positional(1) : all->front();
}

/// typing.get_args(Literal["a", "b"])
Ref type_arguments(Interpreter& in, const Call& call, Span where) {
  const auto* subscript = first_of(call) == nullptr ? nullptr : first_of(call)->as<Subscript>();
  if (subscript == nullptr) return nullptr;
  const auto* several = subscript->index->as<Sequence>();
  return in.make(
      Sequence{.kind = Sequence::Kind::tuple,
               .items = several != nullptr ? several->items : std::vector<Ref>{subscript->index}},
      where);
}

Ref dedent(Interpreter& in, const Call& call, Span where) {
  const Text* text = text_of(call.get(0, "text"));
  return text ? in.make(Str{.text = text->dedent()}, where) : nullptr;
}

Ref same(Interpreter&, const Call& call, Span) {
  return first_of(call);
}
Ref second(Interpreter&, const Call& call, Span) {
  return call.positional(1);
}

const std::unordered_map<std::string_view, Builtin> builtins = {
    {"builtins.list", make_list},
    {"builtins.tuple", make_tuple},
    {"builtins.set", make_set},
    {"builtins.frozenset", make_set},
    {"builtins.dict", make_dict},
    {"builtins.dir", names_of},
    {"builtins.map", map},
    {"builtins.next", next_of},
    {"collections.OrderedDict", make_dict},
    {"collections.defaultdict", default_dict},
    {"builtins.str", make_str},
    {"builtins.repr", make_repr},
    {"builtins.int", make_int},
    {"builtins.bool", make_bool},
    {"builtins.len", length},
    {"builtins.range", range},
    {"builtins.enumerate", enumerate},
    {"builtins.zip", zip},
    {"builtins.reversed", reversed},
    {"builtins.sorted", sorted},
    {"builtins.getattr", get_attribute},
    {"builtins.hasattr", has_attribute},
    {"builtins.setattr", set_attribute},
    {"builtins.max", greatest},
    {"builtins.min", least},
    {"builtins.any", any},
    {"builtins.all", all},
    {"builtins.iter", same},
    {"copy.copy", same},
    {"copy.deepcopy", same},
    {"textwrap.dedent", dedent},
    {"inspect.cleandoc", dedent},
    {"typing.cast", second},
    {"typing.get_args", type_arguments},
    {"typing_extensions.get_args", type_arguments},
    {"sys.intern", same}};

}  // namespace

Ref Interpreter::builtin_call(const std::string& name, const Call& call, Span where) {
  const auto found = builtins.find(name);
  if (found != builtins.end()) return found->second(*this, call, where);
  if (name == "builtins.type" || name == "builtins.type.__new__" || name == "builtins.isinstance" ||
      name == "builtins.issubclass")
    return type_call(std::string_view(name).substr(9), call, where);
  if (name == "types.new_class") return type_call(name, call, where);
  if (const Ref value = environment_call(name, call, where)) return value;
  return name.starts_with("re.") ? regular_expression_call(name, call, where) : nullptr;
}

}  // namespace schemalint
