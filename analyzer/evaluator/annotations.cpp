// Annotations: types in quotes are expressions of their own.

#include <utility>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

Ref Interpreter::annotation(PyIndex index) {
  const bool before = std::exchange(in_annotation_, true);
  const Ref value = quoted_annotation(evaluate(index));
  in_annotation_ = before;
  return value;
}

Ref Interpreter::return_annotation(const Function& function) {
  const auto code = function_code_.find(&function);
  if (code == function_code_.end()) return nullptr;
  const PyIndex type = code->second.tree->child(function.node, PyField::return_type);
  if (type == PyTree::nothing) return nullptr;
  Frame frame;
  frame.code = code->second;
  frame.scope = function.closure;
  const Enter enter(*this, frame);
  return annotation(type);
}

/// A part of `Object[part, …]` in an annotation: strings are types in quotes, but for those of
/// Literal and for what Annotated carries behind its type.
Ref Interpreter::type_argument(Ref object, PyIndex part, size_t position) {
  const std::string name = qualified_name(object);
  if (name.ends_with("Literal") || (name.ends_with("Annotated") && position > 0)) {
    const bool before = std::exchange(in_annotation_, false);
    const Ref value = evaluate(part);
    in_annotation_ = before;
    return value;
  }
  return annotation(part);
}

/// `Mapped["User"]`: the text in quotes is an expression of its own, read at its place in the file.
Ref Interpreter::quoted_annotation(Ref value) {
  const Text* text = text_of(value);
  if (text == nullptr || text->pieces().size() != 1 || !text->pieces()[0].verbatim) return value;
  const Span place = text->pieces()[0].where;
  if (place.file != frame_->code.file || depth_ >= depth_limit) return value;
  PyTree tree = parse_python(SourceFile("", text->value()), place.file);
  if (!tree.errors.empty() || tree.nodes.size() < 3) return value;
  for (PyNode& moved : tree.nodes) {
    moved.begin += place.begin;
    moved.end += place.begin;
  }
  quoted_trees_.push_back(std::move(tree));
  Frame inner = *frame_;
  inner.code.tree = &quoted_trees_.back();
  const Enter enter(*this, inner);
  const PyIndex statement = inner.code.tree->first(PyTree::root);
  const PyIndex expression = inner.code.tree->first(statement);
  if (expression == PyTree::nothing) return value;
  return evaluate(expression);
}

}  // namespace schemalint
