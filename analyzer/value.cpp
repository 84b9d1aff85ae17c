#include "analyzer/value.h"

#include <algorithm>

namespace schemalint {

Ref Dict::find(std::string_view key) const {
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const std::string* text = exact_string(entry->first);
    if (text != nullptr && *text == key) return entry->second;
  }
  return nullptr;
}

Ref Call::positional(size_t index) const {
  for (const Argument& argument : arguments)
    if (argument.name.empty() && index-- == 0) return argument.value;
  return nullptr;
}

const Argument* Call::argument(std::string_view name) const {
  const auto found = std::ranges::find(arguments, name, &Argument::name);
  return found == arguments.end() ? nullptr : &*found;
}

Ref Call::keyword(std::string_view name) const {
  const Argument* found = argument(name);
  return found == nullptr ? nullptr : found->value;
}

Ref Call::get(size_t index, std::string_view name) const {
  const Ref given = keyword(name);
  return given != nullptr ? given : positional(index);
}

const Binding* Class::own(std::string_view name) const {
  for (auto binding = body.rbegin(); binding != body.rend(); ++binding)
    if (binding->name == name) return &*binding;
  return nullptr;
}

const Binding* Module::binding(std::string_view name) const {
  for (auto binding = names.rbegin(); binding != names.rend(); ++binding)
    if (binding->name == name) return &*binding;
  return nullptr;
}

bool Function::decorated_with(std::string_view ending) const {
  return std::ranges::any_of(decorators, [&](Ref decorator) {
    const std::string name = schemalint::qualified_name(decorator);
    if (!name.ends_with(ending)) return false;
    return name.size() == ending.size() || name[name.size() - ending.size() - 1] == '.';
  });
}

const std::string* exact_string(Ref value) {
  const Text* text = text_of(value);
  return text != nullptr && text->exact() ? &text->value() : nullptr;
}

const Text* text_of(Ref value) {
  const Str* string = value == nullptr ? nullptr : value->as<Str>();
  return string == nullptr ? nullptr : &string->text;
}

std::string qualified_name(Ref value) {
  if (value == nullptr) return {};
  if (const auto* external = value->as<External>()) return external->name;
  if (const auto* call = value->as<Call>()) return qualified_name(call->callee);
  if (const auto* subscript = value->as<Subscript>()) return qualified_name(subscript->object);
  if (const auto* cls = value->as<Class*>()) return (*cls)->qualified_name;
  if (const auto* function = value->as<const Function*>()) return (*function)->qualified_name;
  if (const auto* method = value->as<BoundMethod>()) return method->function->qualified_name;
  if (const auto* attribute = value->as<Attribute>()) {
    const std::string object = qualified_name(attribute->object);
    return object.empty() ? std::string() : object + "." + attribute->name;
  }
  return {};
}

std::string_view last_part(std::string_view dotted) {
  size_t dot = dotted.rfind('.');
  return dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
}

const Call* call_of(Ref value) {
  return value == nullptr ? nullptr : value->as<Call>();
}

Class* class_of(Ref value) {
  if (value == nullptr) return nullptr;
  const auto* cls = value->as<Class*>();
  return cls == nullptr ? nullptr : *cls;
}

/// `os.getenv("NAME")`: a program is read as if nothing were set. What a setting without a default
/// would be is not known all the same.
bool is_unset(Ref value) {
  const Call* call = call_of(value);
  const auto* function = call == nullptr ? nullptr : call->callee->as<External>();
  if (function == nullptr || call->arguments.size() != 1) return false;
  return function->name == "os.getenv" || function->name == "os.environ.get";
}

bool is_from_environment(Ref value) {
  const auto* subscript = value == nullptr ? nullptr : value->as<Subscript>();
  const auto* object = subscript == nullptr ? nullptr : subscript->object->as<External>();
  return is_unset(value) || (object != nullptr && object->name == "os.environ");
}

Truth truth(Ref value) {
  const auto known = [](bool yes) { return yes ? Truth::yes : Truth::no; };
  if (value == nullptr) return Truth::unknown;
  if (value->is_none() || is_unset(value)) return Truth::no;
  if (const auto* b = value->as<bool>()) return known(*b);
  if (const auto* i = value->as<int64_t>()) return known(*i != 0);
  if (const auto* d = value->as<double>()) return known(*d != 0);
  if (const auto* s = value->as<Str>()) return known(!s->text.empty());
  if (const auto* s = value->as<Sequence>())
    return s->items.empty() && !s->complete ? Truth::unknown : known(!s->items.empty());
  if (const auto* d = value->as<Dict>())
    return d->entries.empty() && !d->complete ? Truth::unknown : known(!d->entries.empty());
  if (const auto* external = value->as<External>(); external != nullptr)
    return external->name.ends_with(".TYPE_CHECKING") ? Truth::no : Truth::unknown;
  if (value->as<Class*>() != nullptr || value->as<const Function*>() != nullptr ||
      value->as<Module*>() != nullptr)
    return Truth::yes;
  return Truth::unknown;
}

}  // namespace schemalint
