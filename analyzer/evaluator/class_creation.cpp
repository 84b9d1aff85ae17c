// How classes come to be beside the class statement, and what happens when one is made.
// https://docs.python.org/3/reference/datamodel.html#customizing-class-creation

#include <algorithm>
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
  note_unknown_names(cls, *body, where);
  return make(&cls, where);
}

/// A namespace with names that are not known may have any attribute more.
void Interpreter::note_unknown_names(Class& cls, const Dict& body, Span where) {
  const bool known = std::ranges::all_of(
      body.entries, [](const auto& entry) { return exact_string(entry.first) != nullptr; });
  if (!known || !body.complete)
    cls.body.push_back({"?", unknown("its name is not known", where), nullptr, where, where});
}

/// `types.new_class(name, bases, keywords, exec_body)`: the last of them fills the namespace.
/// https://docs.python.org/3/library/types.html#types.new_class
Ref Interpreter::new_class(const Call& call, Span where) {
  const Ref bases = call.get(1, "bases");
  const Ref fill = call.get(3, "exec_body");
  const Ref body = make(Dict{}, where);
  if (fill != nullptr && !fill->is_none())
    this->call(fill, Call{.callee = fill, .arguments = {{"", body, where}}}, where);
  Call made{.callee = call.callee, .arguments = {{"", call.get(0, "name"), where}}};
  made.arguments.push_back({"", bases != nullptr ? bases : tuple({}, where), where});
  made.arguments.push_back({"", body, where});
  if (const Ref keywords = call.get(2, "kwds"); keywords != nullptr && keywords->as<Dict>())
    for (const auto& [key, value] : keywords->as<Dict>()->entries)
      if (const std::string* name = exact_string(key)) made.arguments.push_back({*name, value, {}});
  return made.arguments[0].value == nullptr ? nullptr : made_class(made, where);
}

/// Runs what the project has hung on the making of classes, for what it does to the new class:
/// `__new__` and `__init__` of a metaclass, `__init_subclass__` of a base, and decorators. Short
/// pieces of code, as a rule; of registries that go through all that they know, the rest does not
/// matter.
void Interpreter::class_was_made(Class& cls, Ref value) {
  const uint64_t share = std::exchange(step_share_, hook_step_limit);
  const auto run = [&](const Binding* hook, Ref self, const std::vector<Argument>& arguments) {
    const Ref code = hook == nullptr ? nullptr : hook->value;
    const auto* function = code == nullptr ? nullptr : code->as<const Function*>();
    if (function != nullptr) call_function(**function, self, arguments, cls.where);
  };
  std::vector<Argument> keywords = cls.keywords;
  std::erase_if(keywords, [](const Argument& keyword) { return keyword.name == "metaclass"; });
  Class* const metaclass = metaclass_of(cls);
  if (metaclass != nullptr) {
    const Ref before = std::exchange(being_made_, value);
    run(find_in_bases(*metaclass, "__new__"), make(metaclass, metaclass->where),
        parts_of(cls, keywords));
    being_made_ = before;
  }
  for (size_t i = 1; i < cls.mro.size(); i++) {
    if (const Binding* hook = cls.mro[i]->own("__init_subclass__")) {
      run(hook, value, keywords);
      break;
    }
  }
  if (metaclass != nullptr)
    run(find_in_bases(*metaclass, "__init__"), value, parts_of(cls, keywords));
  for (const Ref decorator : cls.decorators) {
    const auto* function = decorator->as<const Function*>();
    if (function != nullptr)
      call_function(**function, nullptr, {{"", value, cls.where}}, cls.where);
  }
  step_share_ = share;
}

/// What a metaclass is called with: name, bases, namespace and the keywords of the class.
std::vector<Argument> Interpreter::parts_of(const Class& cls,
                                            const std::vector<Argument>& keywords) {
  Dict body;
  for (const Binding& binding : cls.body)
    if (binding.value != nullptr)
      body.entries.push_back({string(binding.name, binding.where), binding.value});
  std::vector<Argument> parts = {{"", string(cls.name, cls.where), cls.where},
                                 {"", tuple(cls.bases, cls.where), cls.where},
                                 {"", make(std::move(body), cls.where), cls.where}};
  parts.insert(parts.end(), keywords.begin(), keywords.end());
  return parts;
}

/// `super().__new__(metaclass, name, bases, namespace)` in a metaclass: the class that is being
/// made, with what the metaclass has changed in its namespace. Null for every other call.
Ref Interpreter::class_being_made(const Call& call) {
  const auto* method = call.callee->as<Attribute>();
  const bool is_new = method != nullptr ? method->name == "__new__"
                                        : qualified_name(call.callee).ends_with(".__new__");
  const Ref given = call.positional(3);
  const Dict* body = given == nullptr ? nullptr : given->as<Dict>();
  if (being_made_ == nullptr || !is_new || body == nullptr) return nullptr;
  Class& cls = *class_of(being_made_);
  for (const auto& [key, value] : body->entries) {
    const std::string* name = exact_string(key);
    if (name == nullptr) continue;
    const Ref own = value;  // clang 14 captures no structured binding
    const bool is_old = std::ranges::any_of(cls.body, [&](const Binding& binding) {
      return binding.name == *name && binding.value == own;
    });
    if (is_old) continue;
    const Ref known =
        body->complete ? own : unknown("set under a condition that is not known", own->where);
    cls.body.push_back({*name, known, nullptr, own->where, own->where});
  }
  note_unknown_names(cls, *body, cls.where);
  return being_made_;
}

/// The project's metaclass that a class or one of its bases names, `declarative_base(metaclass=…)`
/// as well; null where there is none.
Class* Interpreter::metaclass_of(const Class& cls) const {
  for (const Class* above : cls.mro)
    for (const Argument& keyword : above->keywords)
      if (keyword.name == "metaclass") return class_of(keyword.value);
  for (const Ref base : cls.outside_bases) {
    const Call* made = call_of(base);
    const Ref metaclass = made == nullptr ? nullptr : made->keyword("metaclass");
    if (metaclass != nullptr) return class_of(metaclass);
  }
  return nullptr;
}

}  // namespace schemalint
