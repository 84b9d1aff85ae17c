// Classes, functions as values, and attributes.

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

void Interpreter::class_definition(PyIndex index, std::vector<Ref> decorators) {
  const PyIndex name = tree().child(index, PyField::name);
  const PyIndex body = tree().child(index, PyField::body);
  if (name == PyTree::nothing) return;
  Class& cls = classes_.emplace_back();
  cls.name = source(name);
  cls.module = frame_->scope->module;
  const Class* outer = frame_->scope->cls;
  cls.qualified_name = (outer != nullptr ? outer->qualified_name
                        : cls.module     ? cls.module->name
                                         : "") +
                       "." + cls.name;
  cls.decorators = std::move(decorators);
  cls.where = span(name);
  cls.statement = span(index);
  if (const PyIndex bases = tree().child(index, PyField::superclasses); bases != PyTree::nothing) {
    Call call;
    add_arguments(bases, call);
    for (Argument& argument : call.arguments) {
      if (argument.name.empty())
        cls.bases.push_back(argument.value);
      else
        cls.keywords.push_back(std::move(argument));
    }
  }
  resolve_bases(cls);
  const ScopePtr outside = frame_->scope;
  frame_->scope = std::make_shared<Scope>();
  frame_->scope->kind = Scope::Kind::class_body;
  frame_->scope->parent = outside;
  frame_->scope->module = cls.module;
  frame_->scope->cls = &cls;
  if (body != PyTree::nothing) run_block(body);
  frame_->scope = outside;
  if (cls.module != nullptr) cls.module->classes.push_back(&cls);
  const Ref value = make(&cls, cls.where);
  bind(cls.name, value, cls.where, cls.statement);
  class_was_made(cls, value);
}

void Interpreter::function_definition(PyIndex index, std::vector<Ref> decorators) {
  const PyIndex name = tree().child(index, PyField::name);
  if (name == PyTree::nothing) return;
  Function& function = functions_.emplace_back();
  function.name = source(name);
  function.module = frame_->scope->module;
  function.node = index;
  function.decorators = std::move(decorators);
  function.owner = frame_->scope->cls;
  function.where = span(name);
  const std::string outer = function.owner    ? function.owner->qualified_name
                            : function.module ? function.module->name
                                              : std::string();
  function.qualified_name = outer + "." + function.name;
  // A method does not see the names of its class.
  function.closure = frame_->scope;
  while (function.closure->kind == Scope::Kind::class_body && function.closure->parent != nullptr)
    function.closure = function.closure->parent;
  function_code_[&function] = frame_->code;
  if (function.module != nullptr) function.module->functions.push_back(&function);
  bind(function.name, make(static_cast<const Function*>(&function), function.where), function.where,
       span(index));
}

namespace {

/// Python's method resolution order: https://docs.python.org/3/howto/mro.html. Empty where the
/// bases contradict each other.
std::vector<Class*> linearise(Class& cls, const std::vector<Class*>& bases) {
  std::vector<std::vector<Class*>> lists;
  for (const Class* base : bases) lists.push_back(base->mro);
  lists.push_back(bases);
  std::vector<Class*> order = {&cls};
  while (true) {
    std::erase_if(lists, [](const auto& list) { return list.empty(); });
    if (lists.empty()) return order;
    Class* next = nullptr;
    for (const auto& list : lists) {
      const bool in_a_tail = std::ranges::any_of(lists, [&](const auto& other) {
        return std::find(other.begin() + 1, other.end(), list.front()) != other.end();
      });
      if (!in_a_tail) {
        next = list.front();
        break;
      }
    }
    if (next == nullptr) return {};
    order.push_back(next);
    for (auto& list : lists)
      if (list.front() == next) list.erase(list.begin());
  }
}

}  // namespace

/// The classes that `declarative_base(cls=Mixin)` derives the base from which it makes.
static std::vector<Class*> parts_of_made_base(Ref base) {
  const Call* call = call_of(base);
  const Ref given = call == nullptr ? nullptr : call->keyword("cls");
  if (given == nullptr || !qualified_name(call->callee).ends_with("_base")) return {};
  if (Class* one = class_of(given)) return {one};
  std::vector<Class*> parts;
  if (const auto* several = given->as<Sequence>())
    for (const Ref item : several->items)
      if (Class* part = class_of(item)) parts.push_back(part);
  return parts;
}

void Interpreter::resolve_bases(Class& cls) {
  std::vector<Class*> bases;
  for (const Ref base : cls.bases) {
    if (Class* known = class_of(base)) {
      bases.push_back(known);
      continue;
    }
    cls.outside_bases.push_back(base);
    for (Class* part : parts_of_made_base(base)) bases.push_back(part);
  }
  cls.mro = linearise(cls, bases);
  if (cls.mro.empty()) {  // contradictory: Python refuses it, but its parts still tell something
    cls.mro = {&cls};
    for (const Class* base : bases)
      for (Class* above : base->mro)
        if (std::ranges::find(cls.mro, above) == cls.mro.end()) cls.mro.push_back(above);
  }
  for (const Class* base : bases)
    for (const Ref outside : base->outside_bases)
      if (std::ranges::find(cls.outside_bases, outside) == cls.outside_bases.end())
        cls.outside_bases.push_back(outside);
}

const Binding* Interpreter::find_in_bases(const Class& cls, std::string_view name) const {
  for (const Class* above : cls.mro)
    if (const Binding* binding = above->own(name)) return binding;
  return nullptr;
}

/// Whether something outside may have an attribute. The bases that SQLAlchemy and Python offer
/// leave it to the classes how they are mapped.
bool Interpreter::may_have(Ref outside, std::string_view name) {
  static constexpr std::string_view own[] = {
      "__annotations__", "__bases__",          "__class__", "__dict__",     "__doc__",
      "__eq__",          "__hash__",           "__init__",  "__mapper__",   "__module__",
      "__mro__",         "__name__",           "__new__",   "__qualname__", "__repr__",
      "__str__",         "__table__",          "metadata",  "query",        "query_class",
      "registry",        "type_annotation_map"};
  static constexpr std::string_view packages[] = {"abc",        "builtins", "flask_sqlalchemy",
                                                  "sqlalchemy", "typing",   "typing_extensions"};
  const std::string dotted = qualified_name(outside);
  const std::string_view package = std::string_view(dotted).substr(0, dotted.find('.'));
  const bool is_known = std::ranges::binary_search(packages, package) || dotted.ends_with(".Model");
  return !is_known || std::ranges::binary_search(own, name);
}

bool Interpreter::may_inherit(const Class& cls, std::string_view name) const {
  return std::ranges::any_of(cls.outside_bases, [&](Ref base) { return may_have(base, name); });
}

bool Interpreter::has_outside_base(const Class& cls, std::string_view ending) const {
  return std::ranges::any_of(cls.outside_bases,
                             [&](Ref base) { return qualified_name(base).ends_with(ending); });
}

Ref Interpreter::attribute(Ref object, std::string_view name, Span where) {
  if (const auto* external = object->as<External>()) {
    const std::string inner = external->name + "." + std::string(name);
    if (const Ref value = environment_constant(inner, where)) return value;
    if (const auto added = outside_values_.find(inner);
        added != outside_values_.end() && !modules_.is_known_name(inner))
      return added->second;
    if (const Ref value = library_attribute(external->name, name, where)) return value;
    const Ref value = make(External{inner}, where);
    if (hook_)
      if (const Ref answer = hook_(make(Attribute{object, std::string(name)}, where), certain()))
        return answer;
    return value;
  }
  if (const auto* module = object->as<Module*>()) {
    if (const Ref value = module_attribute(**module, name)) return value;
    if ((*module)->file != Span::no_file && modules_.is_library((*module)->file))
      return make(External{(*module)->name + "." + std::string(name)}, where);
    return unknown(fmt::format("module {} has no name {}", (*module)->name, name), where);
  }
  if (const Call* call = call_of(object);
      call != nullptr && call->arguments.empty() && qualified_name(object) == "builtins.super") {
    if (const Ref value = inherited_attribute(name, where)) return value;
  }
  if (object->read_from == nullptr) {
    if (Class* cls = class_of(object)) return class_attribute(*cls, name, where);
    if (const Call* call = call_of(object)) {
      // `{column.name: column for column in columns}`
      if (const Ref given = call->positional(0); name == "name" && exact_string(given) != nullptr &&
                                                 qualified_name(object).ends_with(".Column"))
        return given;
      if (Class* cls = class_of(call->callee))
        return instance_attribute(object, *call, *cls, name, where);
      if (const Ref value = assigned_value(object, name)) return value;
    }
    if (const auto* member = object->as<Attribute>())
      if (const Ref value = member_attribute(object, *member, name, where)) return value;
  }
  // A member of `Enum("Size", "small large")`.
  if (const auto* member = object->as<Attribute>();
      member != nullptr && name == "name" && call_of(member->object) != nullptr &&
      qualified_name(member->object).ends_with("Enum"))
    return string(member->name, where);
  const Ref value = make(Attribute{object, std::string(name)}, where);
  if (hook_)
    if (const Ref answer = hook_(value, certain())) return answer;
  return value;
}

/// What was assigned to an attribute of an object that something outside made; null for nothing.
Ref Interpreter::assigned_value(Ref object, std::string_view name) const {
  const auto values = instance_values_.find(object);
  if (values == instance_values_.end()) return nullptr;
  const auto found = values->second.find(std::string(name));
  return found == values->second.end() ? nullptr : found->second;
}

/// What `advanced_alchemy.base` is: a module of a library whose package itself is not described.
Ref Interpreter::library_attribute(const std::string& package, std::string_view name, Span where) {
  const std::string inner = package + "." + std::string(name);
  const auto file = modules_.is_known_name(inner) ? std::nullopt : modules_.find_library(inner);
  return file ? make(module_of_file(*file), where) : nullptr;
}

/// `super().name` in a method: what the classes behind its own in the resolution order of `self`
/// bind; null where none of the project's does.
Ref Interpreter::inherited_attribute(std::string_view name, Span where) {
  const Ref self = frame_->self;
  const Class* owner = frame_->function != nullptr ? frame_->function->owner : nullptr;
  const Call* instance = call_of(self);
  const Class* cls = class_of(instance != nullptr ? instance->callee : self);
  if (owner == nullptr || cls == nullptr) return nullptr;
  auto above = std::ranges::find(cls->mro, owner);
  while (above != cls->mro.end() && ++above != cls->mro.end()) {
    const Binding* binding = (*above)->own(name);
    if (binding != nullptr && binding->value != nullptr) return bound(binding->value, self, where);
  }
  return nullptr;
}

/// What Python tells of a class: its own attributes, its bases and its resolution order.
Ref Interpreter::class_fact(Class& cls, std::string_view name, Span where) {
  if (name == "__dict__") {
    Dict own;
    for (const Binding& binding : cls.body)
      if (binding.value != nullptr && cls.own(binding.name) == &binding)
        own.entries.push_back({string(binding.name, binding.where), binding.value});
    return make(std::move(own), where);
  }
  if (name == "__bases__") return tuple(cls.bases, where);
  if (name == "__members__" && has_outside_base(cls, "Enum")) return members(cls, where);
  if (name != "__mro__") return nullptr;
  Sequence order{.kind = Sequence::Kind::tuple};
  for (Class* above : cls.mro) order.items.push_back(make(above, above->where));
  order.items.insert(order.items.end(), cls.outside_bases.begin(), cls.outside_bases.end());
  return make(std::move(order), where);
}

Ref Interpreter::class_attribute(Class& cls, std::string_view name, Span where) {
  if (name == "__name__" || name == "__qualname__") return string(cls.name, where);
  if (name == "__module__") return string(cls.module ? cls.module->name : "", where);
  if (const Ref value = class_fact(cls, name, where)) return value;
  const Binding* binding = find_in_bases(cls, name);
  if (binding == nullptr) {
    const Ref value = make(Attribute{make(&cls, cls.where), std::string(name)}, where);
    const Ref answer = hook_ ? hook_(value, certain()) : nullptr;
    return answer != nullptr ? answer : value;
  }
  const Ref self = make(&cls, cls.where);
  if (has_outside_base(cls, "Enum") && is_member(cls, *binding))
    return make(Attribute{self, std::string(name)}, where);
  const auto read = [&](Value::Content content, Span place) {
    values_.push_back({.content = std::move(content),
                       .where = place,
                       .read_from = &cls,
                       .attribute = std::string(name)});
    return &values_.back();
  };
  const Ref value = binding->value;
  if (value == nullptr) return read(Unknown{"only annotated"}, binding->where);
  // What a declared_attr makes is a column of the class as much as one that is written out.
  const Ref result = bound(value, self, where);
  const Call* call = call_of(result);
  if (call == nullptr || class_of(call->callee) != nullptr) return result;
  return read(result->content, result->where);
}

/// A property of the class itself: `@classproperty`, which projects write for themselves.
static bool is_class_property(const Function& function) {
  return std::ranges::any_of(function.decorators, [](Ref decorator) {
    const std::string name = qualified_name(decorator);
    return name.ends_with("classproperty") || name.ends_with("class_property");
  });
}

/// The class of an instance; of a class, the class.
static Ref class_behind(Ref self) {
  const Call* instance = call_of(self);
  return instance == nullptr ? self : instance->callee;
}

/// A function read from a class or an instance, by its decorators.
Ref Interpreter::bound(Ref value, Ref self, Span where) {
  const auto* function = value->as<const Function*>();
  if (function == nullptr) return value;
  const bool on_class = class_of(self) != nullptr;
  if (is_class_property(**function))
    return call_function(**function, class_behind(self), {}, where);
  if ((*function)->decorated_with("staticmethod")) return value;
  if ((*function)->decorated_with("declared_attr") ||
      (*function)->decorated_with("declared_attr.directive") ||
      (!on_class &&
       ((*function)->decorated_with("property") || (*function)->decorated_with("cached_property"))))
    return call_function(**function, self, {}, where);
  if ((*function)->decorated_with("classmethod") || (*function)->name == "__init_subclass__") {
    const Call* instance = call_of(self);
    return make(BoundMethod{*function, on_class || instance == nullptr ? self : instance->callee},
                where);
  }
  return on_class ? value : make(BoundMethod{*function, self}, where);
}

Ref Interpreter::instance_attribute(Ref instance, const Call& call, Class& cls,
                                    std::string_view name, Span where) {
  const std::string key(name);
  // What a constructor sets hides what the class has.
  const Binding* init = find_in_bases(cls, "__init__");
  if (init != nullptr && init->value != nullptr &&
      instance_values_[instance].emplace("__init__", init->value).second)
    if (const auto* function = init->value->as<const Function*>())
      call_function(**function, instance, call.arguments, where);
  const auto& own = instance_values_[instance];
  if (const auto found = own.find(key); found != own.end()) return found->second;
  const Binding* binding = find_in_bases(cls, name);
  if (binding != nullptr && binding->annotation != nullptr)
    if (const Ref given = call.keyword(name)) return given;
  if (binding != nullptr && binding->value != nullptr)
    return bound(binding->value, instance, where);
  return make(Attribute{instance, key}, where);
}

}  // namespace schemalint
