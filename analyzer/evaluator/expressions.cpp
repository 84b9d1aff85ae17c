// Expressions: https://docs.python.org/3/reference/expressions.html

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <utility>

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
      return identifier(index);
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
                       source(tree().child(index, PyField::attribute)), where);
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

Ref Interpreter::identifier(PyIndex index) {
  const Ref value = look_up(source(index), span(index));
  // Small values are the same wherever they are; where they are read matters to nobody.
  return value;
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

Ref Interpreter::boolean_operator(PyIndex index) {
  const Ref left = evaluate(tree().child(index, PyField::left));
  const bool is_or = node(index).op == PyOperator::logical_or;
  const Truth holds = truth(left);
  if (holds == Truth::yes && is_or) return left;
  if (holds == Truth::no && !is_or) return left;
  const Ref right = evaluate(tree().child(index, PyField::right));
  if (holds != Truth::unknown) return right;
  // False and Unknown is False, True or Unknown is True, whatever the order.
  if (truth(right) == (is_or ? Truth::yes : Truth::no) && right->as<bool>() != nullptr)
    return right;
  return make(Expression{node(index).op, {left, right}}, span(index));
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

/// Whether two values are equal, as far as that is known.
static Truth equal(Ref a, Ref b) {
  const auto known = [](bool yes) { return yes ? Truth::yes : Truth::no; };
  if (a == b) return Truth::yes;
  const std::string* x = exact_string(a);
  const std::string* y = exact_string(b);
  if (x != nullptr && y != nullptr) return known(*x == *y);
  const auto number = [](Ref value) -> std::optional<double> {
    if (const auto* i = value->as<int64_t>()) return static_cast<double>(*i);
    if (const auto* d = value->as<double>()) return *d;
    if (const auto* flag = value->as<bool>()) return *flag ? 1 : 0;
    return std::nullopt;
  };
  const auto m = number(a);
  const auto n = number(b);
  if (m && n) return known(*m == *n);
  const auto literal = [&](Ref v, bool is_number) {
    return v->is_none() || is_number || v->as<Str>() != nullptr;
  };
  if (a->is_none() && b->is_none()) return Truth::yes;
  if ((a->is_none() || b->is_none() || exact_string(a) != nullptr || m) &&
      literal(a, m.has_value()) && literal(b, n.has_value()) &&
      (a->content.index() != b->content.index()))
    return Truth::no;
  const auto* cls_a = a->as<Class*>();
  const auto* cls_b = b->as<Class*>();
  if (cls_a != nullptr && cls_b != nullptr) return known(*cls_a == *cls_b);
  const auto* left = a->as<Sequence>();
  const auto* right = b->as<Sequence>();
  if (left != nullptr && right != nullptr && left->complete && right->complete) {
    if (left->items.size() != right->items.size()) return Truth::no;
    for (size_t i = 0; i < left->items.size(); i++)
      if (const Truth same = equal(left->items[i], right->items[i]); same != Truth::yes)
        return same;
    return Truth::yes;
  }
  return Truth::unknown;
}

static Truth negated(Truth truth) {
  return truth == Truth::unknown ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}

Ref Interpreter::compare(PyOperator op, Ref left, Ref right, Span where) {
  Truth result = Truth::unknown;
  switch (op) {
    case PyOperator::is:
    case PyOperator::is_not: {
      const bool none = left->is_none() || right->is_none();
      const auto settled = [](Ref v) {
        return v->is_none() || v->as<Str>() || v->as<Sequence>() || v->as<Dict>() ||
               v->as<Class*>() || v->as<bool>() || v->as<int64_t>();
      };
      if (none && settled(left) && settled(right))
        result = left->is_none() == right->is_none() ? Truth::yes : Truth::no;
      else if (left->as<bool>() || left->as<Class*>())
        result = equal(left, right);
      if (op == PyOperator::is_not) result = negated(result);
      break;
    }
    case PyOperator::equal:
      result = equal(left, right);
      break;
    case PyOperator::not_equal:
      result = negated(equal(left, right));
      break;
    case PyOperator::in:
    case PyOperator::not_in: {
      const std::string* needle = exact_string(left);
      const std::string* hay = exact_string(right);
      if (needle != nullptr && hay != nullptr) {
        result = hay->find(*needle) != std::string::npos ? Truth::yes : Truth::no;
      } else if (const auto all = items(right)) {
        result = Truth::no;
        for (const Ref item : *all) {
          const Truth same = equal(left, item);
          if (same == Truth::yes) {
            result = Truth::yes;
            break;
          }
          if (same == Truth::unknown) result = Truth::unknown;
        }
      }
      if (op == PyOperator::not_in) result = negated(result);
      break;
    }
    default: {
      const auto* a = left->as<int64_t>();
      const auto* b = right->as<int64_t>();
      if (a == nullptr || b == nullptr) break;
      const bool holds = op == PyOperator::less         ? *a < *b
                         : op == PyOperator::less_equal ? *a <= *b
                         : op == PyOperator::greater    ? *a > *b
                                                        : *a >= *b;
      result = holds ? Truth::yes : Truth::no;
    }
  }
  if (result == Truth::unknown) return make(Expression{op, {left, right}}, where);
  return make(result == Truth::yes, where);
}

Ref Interpreter::comparison(PyIndex index) {
  Ref left = nullptr;
  Ref result = nullptr;
  for (const PyIndex child : tree().children(index)) {
    const Ref right = evaluate(child);
    if (left != nullptr) {
      result = compare(node(child).op, left, right, span(index));
      if (truth(result) != Truth::yes) return result;
    }
    left = right;
  }
  return result == nullptr ? unknown("an incomplete comparison", span(index)) : result;
}

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

/// One operand of `+` is a string, the other is not known: what is known stays known.
static bool may_be_text(Ref value) {
  return value->is_unknown() || value->as<External>() || value->as<Call>() ||
         value->as<Attribute>() || value->as<Subscript>() || value->as<Expression>();
}

Ref Interpreter::binary(PyOperator op, Ref left, Ref right, Span where) {
  const Text* a = text_of(left);
  const Text* b = text_of(right);
  if (op == PyOperator::add && (a != nullptr || b != nullptr)) {
    if ((a != nullptr || may_be_text(left)) && (b != nullptr || may_be_text(right))) {
      Text sum = a != nullptr ? *a : Text::hole(left->where.known() ? left->where : where);
      sum.append(b != nullptr ? *b : Text::hole(right->where.known() ? right->where : where));
      if (sum.value().size() > text_limit) return unknown("a string that is too long", where);
      return make(Str{.text = std::move(sum)}, where);
    }
  }
  if (op == PyOperator::modulo && a != nullptr) {
    Call call;
    if (const auto* many = right->as<Sequence>();
        many != nullptr && many->kind == Sequence::Kind::tuple)
      for (const Ref item : many->items) call.arguments.push_back({"", item, {}});
    else if (const auto* named = right->as<Dict>())
      for (const auto& [key, value] : named->entries)
        call.arguments.push_back({exact_string(key) ? *exact_string(key) : "", value, {}});
    else
      call.arguments.push_back({"", right, {}});
    return format_text(*a, call, where);
  }
  const auto* list_a = left->as<Sequence>();
  const auto* list_b = right->as<Sequence>();
  if (op == PyOperator::add && (list_a != nullptr || list_b != nullptr)) {
    Sequence sum{.kind = list_a != nullptr ? list_a->kind : list_b->kind};
    for (const Sequence* part : {list_a, list_b}) {
      if (part == nullptr || !part->complete) sum.complete = false;
      if (part != nullptr)
        sum.items.insert(sum.items.end(), part->items.begin(), part->items.end());
    }
    return make(std::move(sum), where);
  }
  const auto* dict_a = left->as<Dict>();
  const auto* dict_b = right->as<Dict>();
  if (op == PyOperator::bit_or && dict_a != nullptr && dict_b != nullptr) {
    Dict merged = *dict_a;
    merged.entries.insert(merged.entries.end(), dict_b->entries.begin(), dict_b->entries.end());
    merged.complete = dict_a->complete && dict_b->complete;
    return make(std::move(merged), where);
  }
  const auto* i = left->as<int64_t>();
  const auto* j = right->as<int64_t>();
  if (i != nullptr && j != nullptr) {
    int64_t result = 0;
    bool overflow = false;
    switch (op) {
      case PyOperator::add:
        overflow = __builtin_add_overflow(*i, *j, &result);
        break;
      case PyOperator::subtract:
        overflow = __builtin_sub_overflow(*i, *j, &result);
        break;
      case PyOperator::multiply:
        overflow = __builtin_mul_overflow(*i, *j, &result);
        break;
      case PyOperator::floor_divide:
        overflow = *j <= 0 || *i < 0;
        if (!overflow) result = *i / *j;
        break;
      case PyOperator::power: {
        const double power = std::pow(static_cast<double>(*i), static_cast<double>(*j));
        overflow = *j < 0 || std::fabs(power) > 9e15;
        if (!overflow) result = static_cast<int64_t>(power);
        break;
      }
      default:
        overflow = true;
    }
    if (!overflow) return make(result, where);
  }
  return make(Expression{op, {left, right}}, where);
}

void Interpreter::assign(PyIndex target, Ref value, Span statement, Ref annotation) {
  if (target == PyTree::nothing) return;
  switch (node(target).kind) {
    case PyKind::identifier:
      bind(std::string(source(target)), value, span(target), statement, annotation);
      return;
    case PyKind::type:  // the name of a type_alias_statement
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
  const std::string name(source(name_node));
  if (Class* cls = class_of(object))
    cls->body.push_back({name, value, nullptr, span(name_node), statement});
  else if (const Call* call = call_of(object); call != nullptr && class_of(call->callee) != nullptr)
    instance_values_[object][name] = value;
}

void Interpreter::assign_to_item(PyIndex target, Ref value) {
  const Ref object = evaluate(tree().child(target, PyField::value));
  const auto* dict = object->as<Dict>();
  if (dict == nullptr || value == nullptr) return;
  // Dictionaries are shared and mutable, as Python's are; the values in the arena are ours.
  auto& shared = const_cast<Dict&>(*dict);
  shared.entries.push_back({evaluate(tree().child(target, PyField::subscript)), value});
  if (!certain()) shared.complete = false;
}

Ref Interpreter::subscript_node(PyIndex index) {
  const Ref object = evaluate(tree().child(index, PyField::value));
  Sequence keys{.kind = Sequence::Kind::tuple};
  for (const PyIndex child : tree().children(index)) {
    if (node(child).field != PyField::subscript) continue;
    if (node(child).kind == PyKind::slice) return slice_of(object, child);
    keys.items.push_back(in_annotation_ ? type_argument(object, child, keys.items.size())
                                        : evaluate(child));
  }
  if (keys.items.empty()) return unknown("an incomplete subscript", span(index));
  const Ref key = keys.items.size() == 1 ? keys.items[0] : make(std::move(keys), span(index));
  return subscript(object, key, span(index));
}

Ref Interpreter::slice_of(Ref object, PyIndex slice) {
  // The parts of a slice have no roles in the grammar: the colons in the text tell.
  const std::string_view written = source(slice);
  if (written.find(':') != written.rfind(':')) return unknown("a slice with a step", span(slice));
  const uint32_t colon = node(slice).begin + static_cast<uint32_t>(written.find(':'));
  std::optional<int64_t> begin, end;
  for (const PyIndex child : tree().children(slice)) {
    const auto* number = evaluate(child)->as<int64_t>();
    if (number == nullptr) return unknown("a slice that is not known", span(slice));
    (node(child).begin < colon ? begin : end) = *number;
  }
  const auto place = [](std::optional<int64_t> at, size_t size, size_t fallback) {
    if (!at) return fallback;
    const int64_t from = *at < 0 ? std::max<int64_t>(0, *at + static_cast<int64_t>(size)) : *at;
    return std::min(size, static_cast<size_t>(from));
  };
  if (const Text* text = text_of(object); text != nullptr && text->exact()) {
    const size_t size = text->value().size();
    return make(Str{.text = text->slice(place(begin, size, 0), place(end, size, size))},
                span(slice));
  }
  const auto* list = object->as<Sequence>();
  if (list == nullptr || !list->complete)
    return unknown("a part of what is not known", span(slice));
  const size_t from = place(begin, list->items.size(), 0);
  const size_t to = std::max(from, place(end, list->items.size(), list->items.size()));
  Sequence part{.kind = list->kind};
  part.items.assign(list->items.begin() + static_cast<ptrdiff_t>(from),
                    list->items.begin() + static_cast<ptrdiff_t>(to));
  return make(std::move(part), span(slice));
}

Ref Interpreter::subscript(Ref object, Ref index, Span where) {
  const auto* number = index->as<int64_t>();
  if (const auto* list = object->as<Sequence>(); list != nullptr && number != nullptr) {
    const auto size = static_cast<int64_t>(list->items.size());
    const int64_t at = *number < 0 ? *number + size : *number;
    if (list->complete && at >= 0 && at < size) return list->items[static_cast<size_t>(at)];
    return unknown("an item that is not known", where);
  }
  if (const auto* dict = object->as<Dict>()) {
    for (auto entry = dict->entries.rbegin(); entry != dict->entries.rend(); ++entry)
      if (equal(entry->first, index) == Truth::yes) return entry->second;
    return unknown("an item that is not known", where);
  }
  // `class X(Base[int])`: what is generic at run time is the class itself. Enum["NAME"] is a
  // member.
  if (Class* cls = class_of(object)) {
    const std::string* member = exact_string(index);
    if (member != nullptr && has_outside_base(*cls, "Enum"))
      return attribute(object, *member, where);
    return object;
  }
  return make(Subscript{object, index}, where);
}

Ref Interpreter::annotation(PyIndex index) {
  const bool before = std::exchange(in_annotation_, true);
  const Ref value = quoted_annotation(evaluate(index));
  in_annotation_ = before;
  return value;
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
