// Enumerations and their members: https://docs.python.org/3/library/enum.html

#include <algorithm>
#include <cctype>
#include <utility>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

/// Whether a name of an enumeration's body is a member of it: no method, nothing private, nothing
/// that is set behind the class.
bool Interpreter::is_member(const Class& cls, const Binding& binding) {
  return binding.value != nullptr && !binding.name.starts_with("_") &&
         binding.value->as<const Function*>() == nullptr && cls.statement.contains(binding.where);
}

/// The members that an iteration meets: a second name of a value is an alias.
std::vector<Ref> Interpreter::members_without_aliases(Class& cls) {
  std::vector<Ref> members;
  std::vector<Ref> values;
  for (const Binding& binding : cls.body) {
    if (!is_member(cls, binding)) continue;
    const bool alias = std::ranges::any_of(values, [&](Ref other) {
      const Truth same = truth(compare(PyOperator::equal, binding.value, other, binding.where));
      return same == Truth::yes;
    });
    if (alias) continue;
    values.push_back(binding.value);
    members.push_back(attribute(make(&cls, cls.where), binding.name, binding.where));
  }
  return members;
}

/// `__members__`: all names, aliases included; those made so far while a `__new__` runs.
Ref Interpreter::members(Class& cls, Span where) {
  Dict all;
  for (const Binding& binding : cls.body) {
    if (&binding == member_being_made_) break;
    if (is_member(cls, binding))
      all.entries.push_back({string(binding.name, binding.where),
                             attribute(make(&cls, cls.where), binding.name, binding.where)});
  }
  return make(std::move(all), where);
}

/// What an attribute of a member is: `value`, `name`, what the enumeration's `__new__` and
/// `__init__` set, its methods and properties. Null for what is no member, or not known.
Ref Interpreter::member_attribute(Ref self, const Attribute& member, std::string_view name,
                                  Span where) {
  Class* cls = class_of(member.object);
  if (cls == nullptr || !has_outside_base(*cls, "Enum")) return nullptr;
  if (name == "name") return string(member.name, where);
  const Binding* binding = find_in_bases(*cls, member.name);
  if (binding == nullptr || !is_member(*cls, *binding)) return nullptr;
  if (name == "value") return member_value(*cls, *binding, where);
  if (const Ref value = assigned_value(made_member(*cls, *binding), name)) return value;
  const Binding* own = find_in_bases(*cls, name);
  return own == nullptr || own->value == nullptr || own->value->as<const Function*>() == nullptr
             ? nullptr
             : bound(own->value, self, where);
}

/// The object behind a member: what the enumeration's own `__new__` makes, with what `__init__`
/// sets. Both are called with the parts of what is written.
Ref Interpreter::made_member(Class& cls, const Binding& binding) {
  const Binding member = binding;  // what runs may add to the body
  if (const auto made = made_members_.find(member.value); made != made_members_.end())
    return made->second;
  const Ref self = make(&cls, cls.where);
  Ref made = made_members_[member.value] = make(Attribute{self, member.name}, member.where);
  std::vector<Argument> arguments;
  const auto* parts = member.value->as<Sequence>();
  if (parts == nullptr) arguments.push_back({"", member.value, member.where});
  if (parts != nullptr)
    for (const Ref part : parts->items) arguments.push_back({"", part, member.where});
  const auto run = [&](std::string_view method, Ref receiver) -> Ref {
    const Binding* own = find_in_bases(cls, method);
    const auto* function =
        own == nullptr || own->value == nullptr ? nullptr : own->value->as<const Function*>();
    if (function == nullptr) return nullptr;
    return call_function(**function, receiver, arguments, member.where);
  };
  const Binding* const before = std::exchange(member_being_made_, &binding);
  if (const Ref object = run("__new__", self)) made = made_members_[member.value] = object;
  run("__init__", made);
  member_being_made_ = before;
  return made;
}

/// The value of a member: what is written, what auto() makes of it, or what `__new__` sets.
/// https://docs.python.org/3/library/enum.html#enum.auto
Ref Interpreter::member_value(Class& cls, const Binding& binding, Span where) {
  const Binding member = binding;
  const auto is_auto = [](Ref value) {
    return call_of(value) != nullptr && qualified_name(value) == "enum.auto";
  };
  if (const Ref value = assigned_value(made_member(cls, binding), "_value_")) return value;
  if (find_in_bases(cls, "__new__") != nullptr)
    return unknown("what __new__ makes of it is not known", where);
  if (!is_auto(member.value)) return member.value;
  if (const Binding* next = find_in_bases(cls, "_generate_next_value_")) {
    const auto* function = next->value == nullptr ? nullptr : next->value->as<const Function*>();
    const auto before = std::ranges::find(cls.body, member.where, &Binding::where);
    const int64_t count = std::ranges::count_if(
        cls.body.begin(), before, [&](const Binding& other) { return is_member(cls, other); });
    if (function == nullptr) return unknown("what auto() makes is not known", where);
    return call_function(**function, nullptr,
                         {{"", string(member.name, where), where},
                          {"", make(int64_t{1}, where), where},
                          {"", make(count, where), where},
                          {"", unknown("the values before", where), where}},
                         where);
  }
  if (has_outside_base(cls, "StrEnum")) {
    std::string text = member.name;
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return string(text, where);
  }
  int64_t last = 0;
  for (const Binding& other : cls.body) {
    if (other.value == nullptr || other.name.starts_with("_")) continue;
    const auto* number = other.value->as<int64_t>();
    if (number != nullptr) last = *number;
    if (is_auto(other.value)) last++;
    if (other.name == member.name) break;
  }
  return make(last, where);
}

}  // namespace schemalint
