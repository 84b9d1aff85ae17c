// Assignment to names, attributes, items and patterns.

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

void Interpreter::assign(PyIndex target, Ref value, Span statement, Ref annotation) {
  if (target == PyTree::nothing) return;
  switch (node(target).kind) {
    case PyKind::identifier:
      bind(std::string(source(target)), value, span(target), statement, annotation);
      return;
    case PyKind::type:  // the name of a type_alias_statement
    case PyKind::generic_type:
    case PyKind::parenthesized_expression:
      assign(tree().first(target), value, statement, annotation);
      return;
    case PyKind::attribute:
      assign_to_attribute(target, value, statement);
      return;
    case PyKind::subscript:
      assign_to_item(target, value);
      return;
    case PyKind::pattern_list:
    case PyKind::tuple_pattern:
    case PyKind::list_pattern:
    case PyKind::tuple:
    case PyKind::list:
    case PyKind::expression_list: {
      const auto all = value == nullptr ? std::nullopt : items(value);
      size_t i = 0;
      for (const PyIndex part : tree().children(target)) {
        const bool splat = node(part).kind == PyKind::list_splat_pattern;
        const bool known = all && i < all->size() && !splat;
        assign(splat ? tree().first(part) : part,
               known ? (*all)[i] : unknown("a part of what is not known", span(part)), statement);
        i++;
      }
      return;
    }
    default:
      return;
  }
}

void Interpreter::assign_to_attribute(PyIndex target, Ref value, Span statement) {
  const Ref object = evaluate(tree().child(target, PyField::object));
  const PyIndex name_node = tree().child(target, PyField::attribute);
  if (value == nullptr || name_node == PyTree::nothing) return;
  const std::string name = mangled(source(name_node));
  if (!certain() && call_depth_ > 0)
    value = unknown("set under a condition that is not known", span(name_node));
  if (Class* cls = class_of(object))
    cls->body.push_back({name, value, nullptr, span(name_node), statement});
  else if (call_of(object) != nullptr || object->as<Attribute>() != nullptr)
    instance_values_[object][name] = value;
  else if (const auto* external = object->as<External>())
    outside_values_[external->name + "." + name] = value;
  if (class_of(object) == nullptr && calls_of_ != nullptr && certain())
    calls_of_->assignments.push_back({object, name, value});
}

void Interpreter::assign_to_item(PyIndex target, Ref value) {
  const Ref object = evaluate(tree().child(target, PyField::value));
  if (call_of(object) != nullptr && qualified_name(object) == "builtins.locals" &&
      frame_->scope->kind == Scope::Kind::class_body) {
    // `locals()["name"] = Column(…)` in a class body is `name = Column(…)`.
    const Ref key = evaluate(tree().child(target, PyField::subscript));
    if (const std::string* name = exact_string(key)) bind(*name, value, key->where, span(target));
    return;
  }
  const auto* dict = object->as<Dict>();
  if (dict == nullptr || value == nullptr) return;
  // Dictionaries are shared and mutable, as Python's are; the values in the arena are ours.
  auto& shared = const_cast<Dict&>(*dict);
  shared.entries.push_back({evaluate(tree().child(target, PyField::subscript)), value});
  if (!certain()) shared.complete = false;
}
}  // namespace schemalint
