// Expressions: https://docs.python.org/3/reference/expressions.html

#include <charconv>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

Ref Interpreter::evaluate(PyIndex index) {
  if (index == PyTree::nothing) return unknown("nothing is written here");
  if (!spend()) return unknown("too long to evaluate", span(index));
  if (depth_ >= depth_limit) return unknown("nested too deeply", span(index));
  depth_++;
  const Ref value = evaluate_node(index);
  depth_--;
  return value;
}

Ref Interpreter::evaluate_node(PyIndex index) {
  const Span where = span(index);
  switch (node(index).kind) {
    case PyKind::identifier:
      return look_up(source(index), where);
    case PyKind::none:
      return make(None{}, where);
    case PyKind::true_:
      return make(true, where);
    case PyKind::false_:
      return make(false, where);
    case PyKind::ellipsis:
      return make(Ellipsis{}, where);
    case PyKind::integer:
    case PyKind::float_:
      return number(index);
    case PyKind::string:
      return read_string(index);
    case PyKind::concatenated_string: {
      Str all;
      for (const PyIndex part : tree().children(index))
        if (const Ref value = evaluate(part); const Text* text = text_of(value))
          all.text.append(*text);
      return make(std::move(all), where);
    }
    case PyKind::attribute:
      return attribute(evaluate(tree().child(index, PyField::object)),
                       mangled(source(tree().child(index, PyField::attribute))), where);
    case PyKind::call:
      return call_node(index);
    case PyKind::subscript:
      return subscript_node(index);
    case PyKind::list:
      return sequence(index, Sequence::Kind::list);
    case PyKind::tuple:
    case PyKind::expression_list:
    case PyKind::pattern_list:
      return sequence(index, Sequence::Kind::tuple);
    case PyKind::set:
      return sequence(index, Sequence::Kind::set);
    case PyKind::dictionary:
      return dictionary(index);
    case PyKind::list_comprehension:
    case PyKind::set_comprehension:
    case PyKind::generator_expression:
    case PyKind::dictionary_comprehension:
      return comprehension(index);
    case PyKind::parenthesized_expression:
    case PyKind::type:
      return evaluate(tree().first(index));
    case PyKind::binary_operator:
      return binary(node(index).op, evaluate(tree().child(index, PyField::left)),
                    evaluate(tree().child(index, PyField::right)), where);
    case PyKind::union_type: {
      Ref left = nullptr;
      for (const PyIndex part : tree().children(index)) {
        const Ref right = evaluate(part);
        left = left == nullptr ? right : make(Expression{PyOperator::bit_or, {left, right}}, where);
      }
      return left == nullptr ? unknown("an empty union", where) : left;
    }
    case PyKind::generic_type: {
      const Ref object = evaluate(tree().first(index));
      const PyIndex parameters = tree().child(index, PyKind::type_parameter);
      if (parameters == PyTree::nothing) return object;
      Sequence types{.kind = Sequence::Kind::tuple};
      for (const PyIndex part : tree().children(parameters))
        types.items.push_back(type_argument(object, part, types.items.size()));
      const Ref inner =
          types.items.size() == 1 ? types.items.front() : make(std::move(types), where);
      return subscript(object, inner, where);
    }
    case PyKind::member_type: {
      const PyIndex object = tree().first(index);
      return attribute(evaluate(object), source(node(object).next), where);
    }
    case PyKind::boolean_operator:
      return boolean_operator(index);
    case PyKind::not_operator: {
      const Ref operand = evaluate(tree().child(index, PyField::argument));
      const Truth holds = truth(operand);
      if (holds == Truth::unknown) return make(Expression{PyOperator::invert, {operand}}, where);
      return make(holds == Truth::no, where);
    }
    case PyKind::unary_operator: {
      const Ref operand = evaluate(tree().child(index, PyField::argument));
      if (const auto* i = operand->as<int64_t>(); i != nullptr && *i != INT64_MIN)
        return make(node(index).op == PyOperator::subtract ? -*i : *i, where);
      if (const auto* d = operand->as<double>())
        return make(node(index).op == PyOperator::subtract ? -*d : *d, where);
      return make(Expression{node(index).op, {operand}}, where);
    }
    case PyKind::comparison_operator:
      return comparison(index);
    case PyKind::conditional_expression:
      return conditional(index);
    case PyKind::named_expression: {
      const Ref value = evaluate(tree().child(index, PyField::value));
      assign(tree().child(index, PyField::name), value, where);
      return value;
    }
    case PyKind::lambda: {
      Function& function = functions_.emplace_back();
      function.name = "<lambda>";
      function.qualified_name = "<lambda>";
      function.module = frame_->scope->module;
      function.node = index;
      function.closure = frame_->scope;
      function.where = where;
      function_code_[&function] = frame_->code;
      return make(static_cast<const Function*>(&function), where);
    }
    case PyKind::await:
    case PyKind::list_splat:
      return evaluate(tree().first(index));
    case PyKind::yield: {
      frame_->is_generator = true;
      const PyIndex inner = tree().first(index);
      if (inner != PyTree::nothing) frame_->yielded.push_back(evaluate(inner));
      return unknown("what is sent to a generator", where);
    }
    case PyKind::assignment: {  // a = b = value: the inner one is the value of the outer
      const PyIndex right = tree().child(index, PyField::right);
      const Ref value = evaluate(right);
      assign(tree().child(index, PyField::left), value, where);
      return value;
    }
    case PyKind::as_pattern:
      return evaluate(tree().first(index));
    default:
      return unknown("syntax that declares no schema", where);
  }
}

Ref Interpreter::number(PyIndex index) {
  std::string digits;
  for (const char c : source(index))
    if (c != '_') digits += c;
  const Span where = span(index);
  if (node(index).kind == PyKind::float_) return make(std::strtod(digits.c_str(), nullptr), where);
  int base = 10;
  std::string_view rest = digits;
  if (digits.size() > 2 && digits[0] == '0') {
    const char c = static_cast<char>(digits[1] | 0x20);
    base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
    if (base != 10) rest.remove_prefix(2);
  }
  int64_t value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
  if (error != std::errc() || end != rest.data() + rest.size())
    return unknown("a number that is too large", where);
  return make(value, where);
}

Ref Interpreter::conditional(PyIndex index) {
  std::vector<PyIndex> parts;
  for (const PyIndex child : tree().children(index)) parts.push_back(child);
  if (parts.size() != 3) return unknown("an incomplete condition", span(index));
  const Truth holds = truth(evaluate(parts[1]));
  if (holds == Truth::yes) return evaluate(parts[0]);
  if (holds == Truth::no) return evaluate(parts[2]);
  frame_->uncertain++;
  evaluate(parts[0]);
  evaluate(parts[2]);
  frame_->uncertain--;
  return unknown("depends on a condition that is not known", span(index));
}
}  // namespace schemalint
