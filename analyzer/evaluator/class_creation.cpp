// How classes come to be beside the class statement, and what happens when one is made.
// https://docs.python.org/3/reference/datamodel.html#customizing-class-creation

#include <algorithm>
#include <cctype>
#include <utility>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

/// `type(name, bases, namespace)`: https://docs.python.org/3/library/functions.html#type
Ref Interpreter::made_class(const Call& call, Span where) {
  const Ref made = bare_class(call, where);
  if (made == nullptr) return nullptr;
  Class& cls = *class_of(made);
  if (cls.module != nullptr) cls.module->classes.push_back(&cls);
  class_was_made(cls, made);
  return made;
}

/// `type.__new__(type, name, bases, namespace)`: a class that nobody hears of, no metaclass either.
Ref Interpreter::bare_class(const Call& call, Span where) {
  const std::string* name = exact_string(call.positional(0));
  const auto bases = items(call.positional(1));
  const Dict* body = call.positional(2) == nullptr ? nullptr : call.positional(2)->as<Dict>();
  if (name == nullptr || !bases || body == nullptr) return nullptr;
  Class& cls = classes_.emplace_back();
  cls.name = *name;
  cls.module = frame_->scope->module;
  cls.qualified_name = (cls.module != nullptr ? cls.module->name + "." : std::string()) + cls.name;
  cls.where = cls.statement = where;
  cls.bases = *bases;
  for (size_t i = 3; i < call.arguments.size(); i++)
    if (!call.arguments[i].name.empty()) cls.keywords.push_back(call.arguments[i]);
  resolve_bases(cls);
  for (const auto& [key, value] : body->entries)
    if (const std::string* attribute = exact_string(key))
      cls.body.push_back({*attribute, value, nullptr, value->where, value->where});
  return make(&cls, where);
}

/// Runs what the project has hung on the making of classes, for what it does to the new class:
/// `__init_subclass__` of a base, `__init__` of a metaclass, and decorators. Short pieces of code,
/// as a rule; of registries that go through all that they know, the rest does not matter.
void Interpreter::class_was_made(Class& cls, Ref value) {
  const uint64_t share = std::exchange(step_share_, hook_step_limit);
  const auto run = [&](Ref hook, Ref self, const std::vector<Argument>& arguments) {
    const auto* function = hook == nullptr ? nullptr : hook->as<const Function*>();
    if (function != nullptr) call_function(**function, self, arguments, cls.where);
  };
  for (size_t i = 1; i < cls.mro.size(); i++) {
    if (const Binding* hook = cls.mro[i]->own("__init_subclass__")) {
      run(hook->value, value, cls.keywords);
      break;
    }
  }
  const Class* metaclass = metaclass_of(cls);
  const Binding* init = metaclass == nullptr ? nullptr : find_in_bases(*metaclass, "__init__");
  if (init != nullptr) {
    Dict body;
    for (const Binding& binding : cls.body)
      if (binding.value != nullptr)
        body.entries.push_back({string(binding.name, binding.where), binding.value});
    const Ref bases = make(Sequence{.kind = Sequence::Kind::tuple, .items = cls.bases}, cls.where);
    run(init->value, value,
        {{"", string(cls.name, cls.where), cls.where},
         {"", bases, cls.where},
         {"", make(std::move(body), cls.where), cls.where}});
  }
  for (const Ref decorator : cls.decorators) run(decorator, nullptr, {{"", value, cls.where}});
  step_share_ = share;
}

/// The project's metaclass that a class or one of its bases names; null where there is none.
Class* Interpreter::metaclass_of(const Class& cls) const {
  for (const Class* above : cls.mro)
    for (const Argument& keyword : above->keywords)
      if (keyword.name == "metaclass") return class_of(keyword.value);
  return nullptr;
}

namespace {

/// The name in `builtins` of the type of a value; empty where it has none or is not known.
std::string_view builtin_type(Ref value) {
  if (const auto* text = value->as<Str>()) return text->bytes ? "bytes" : "str";
  if (const auto* sequence = value->as<Sequence>()) {
    constexpr std::string_view names[] = {"list", "tuple", "set"};
    return names[static_cast<size_t>(sequence->kind)];
  }
  if (value->as<Dict>() != nullptr) return "dict";
  if (value->as<bool>() != nullptr) return "bool";
  if (value->as<int64_t>() != nullptr) return "int";
  if (value->as<double>() != nullptr) return "float";
  if (class_of(value) != nullptr) return "type";
  if (value->as<const Function*>() != nullptr) return "function";
  return {};
}

std::string_view last_part(std::string_view dotted) {
  const size_t dot = dotted.rfind('.');
  return dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
}

Truth is_subclass(const Class& cls, Ref type) {
  if (const Class* other = class_of(type))
    return std::ranges::find(cls.mro, other) != cls.mro.end() ? Truth::yes
           : cls.outside_bases.empty()                        ? Truth::no
                                                              : Truth::unknown;
  const std::string name = qualified_name(type);
  if (name.empty()) return Truth::unknown;
  const bool derives = std::ranges::any_of(cls.outside_bases,
                                           [&](Ref base) { return qualified_name(base) == name; });
  if (derives) return Truth::yes;
  // SQLAlchemy's bases of models do not derive from each other.
  const bool may_derive = std::ranges::any_of(cls.outside_bases, [&](Ref base) {
    return !name.starts_with("sqlalchemy.orm.") || !qualified_name(base).starts_with("sqlalchemy.");
  });
  return may_derive ? Truth::unknown : Truth::no;
}

Truth is_instance(Ref value, Ref type) {
  const std::string name = qualified_name(type);
  if (const std::string_view own = builtin_type(value); !own.empty() || value->is_none()) {
    if (name.starts_with("builtins."))
      return own == last_part(name) || (own == "bool" && last_part(name) == "int") ||
                     last_part(name) == "object"
                 ? Truth::yes
                 : Truth::no;
    const bool is_class = own == "type" && last_part(name) == "Enum";
    return class_of(type) != nullptr && own != "type" && !is_class ? Truth::no : Truth::unknown;
  }
  const Call* call = call_of(value);
  if (call == nullptr || value->read_from != nullptr) return Truth::unknown;
  if (const Class* cls = class_of(call->callee)) return is_subclass(*cls, type);
  const std::string made = qualified_name(call->callee);
  if (made.empty() || last_part(made).empty()) return Truth::unknown;
  if (last_part(made) == last_part(name)) return Truth::yes;
  // What a class of a library makes, by its name, is none of Python's own types.
  const bool of_class = std::isupper(static_cast<unsigned char>(last_part(made)[0])) != 0;
  return name.starts_with("builtins.") && of_class ? Truth::no : Truth::unknown;
}

Truth any_of_types(Interpreter& in, Ref types, Truth (*one)(Ref, Ref), Ref value) {
  const auto* several = types->as<Sequence>();
  if (several == nullptr) return one(value, types);
  Truth result = several->complete ? Truth::no : Truth::unknown;
  for (const Ref type : several->items) {
    const Truth is = any_of_types(in, type, one, value);
    if (is == Truth::yes) return is;
    if (is == Truth::unknown) result = is;
  }
  return result;
}

Truth is_subclass_value(Ref value, Ref type) {
  const Class* cls = class_of(value);
  return cls == nullptr ? Truth::unknown : is_subclass(*cls, type);
}

}  // namespace

Ref Interpreter::type_call(std::string_view name, const Call& call, Span where) {
  const Ref first = call.positional(0);
  const Ref second = call.positional(1);
  if (first == nullptr || !call.complete) return nullptr;
  if (name == "type.__new__") {
    Call rest = call;
    rest.arguments.erase(rest.arguments.begin());
    return bare_class(rest, where);
  }
  if (name == "type" && second != nullptr) return made_class(call, where);
  if (name == "type") {
    const Call* instance = call_of(first);
    return instance != nullptr && class_of(instance->callee) != nullptr ? instance->callee
                                                                        : nullptr;
  }
  if (second == nullptr) return nullptr;
  const Truth is =
      any_of_types(*this, second, name == "isinstance" ? is_instance : is_subclass_value, first);
  return is == Truth::unknown ? nullptr : make(is == Truth::yes, where);
}

}  // namespace schemalint
