// Lists, tuples, sets, dictionaries and comprehensions.

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

Ref Interpreter::sequence(PyIndex index, Sequence::Kind kind) {
  Sequence all{.kind = kind};
  for (const PyIndex child : tree().children(index)) {
    // The grammar puts the star of `[*f()]` around `f`, so the text tells.
    if (!source(child).starts_with('*')) {
      all.items.push_back(evaluate(child));
      continue;
    }
    if (const auto more = items(evaluate(child)))
      all.items.insert(all.items.end(), more->begin(), more->end());
    else
      all.complete = false;
  }
  return make(std::move(all), span(index));
}

Ref Interpreter::dictionary(PyIndex index) {
  Dict all;
  for (const PyIndex child : tree().children(index)) {
    if (node(child).kind == PyKind::pair) {
      const Ref key = evaluate(tree().child(child, PyField::key));
      all.entries.push_back({key, evaluate(tree().child(child, PyField::value))});
    } else if (node(child).kind == PyKind::dictionary_splat) {
      const auto* more = evaluate(tree().first(child))->as<Dict>();
      if (more != nullptr)
        all.entries.insert(all.entries.end(), more->entries.begin(), more->entries.end());
      all.complete = all.complete && more != nullptr && more->complete;
    }
  }
  return make(std::move(all), span(index));
}

Ref Interpreter::comprehension(PyIndex index) {
  const PyKind kind = node(index).kind;
  Sequence all;
  if (kind == PyKind::set_comprehension) all.kind = Sequence::Kind::set;
  Dict pairs;
  bool complete = true;
  // Its variables are its own.
  const ScopePtr outer = frame_->scope;
  frame_->scope = std::make_shared<Scope>();
  frame_->scope->kind = Scope::Kind::function;
  frame_->scope->parent = outer;
  frame_->scope->module = outer->module;
  const PyIndex body = tree().child(index, PyField::body);
  PyIndex clause = PyTree::nothing;
  if (body != PyTree::nothing) clause = node(body).next;
  if (clause != PyTree::nothing) comprehend(index, clause, all, pairs, complete);
  frame_->scope = outer;
  all.complete = pairs.complete = complete;
  if (kind == PyKind::dictionary_comprehension) return make(std::move(pairs), span(index));
  return make(std::move(all), span(index));
}

void Interpreter::comprehend(PyIndex index, PyIndex clause, Sequence& out, Dict& pairs,
                             bool& complete) {
  if (!spend() || out.items.size() > item_limit) {
    complete = false;
    return;
  }
  if (clause >= node(index).next) {
    const PyIndex body = tree().child(index, PyField::body);
    if (node(body).kind == PyKind::pair) {
      const Ref key = evaluate(tree().child(body, PyField::key));
      pairs.entries.push_back({key, evaluate(tree().child(body, PyField::value))});
    } else {
      out.items.push_back(evaluate(body));
    }
    return;
  }
  const PyIndex next = node(clause).next;
  if (node(clause).kind == PyKind::if_clause) {
    const Truth holds = truth(evaluate(tree().first(clause)));
    if (holds == Truth::unknown) complete = false;
    if (holds == Truth::yes) comprehend(index, next, out, pairs, complete);
    return;
  }
  const auto all = items(evaluate(tree().child(clause, PyField::right)));
  if (!all) {
    complete = false;
    return;
  }
  for (const Ref item : *all) {
    assign(tree().child(clause, PyField::left), item, span(clause));
    comprehend(index, next, out, pairs, complete);
  }
}
}  // namespace schemalint
