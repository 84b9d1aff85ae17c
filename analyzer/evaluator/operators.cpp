// Operators and subscripts on values.

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

Ref Interpreter::boolean_operator(PyIndex index) {
  const Ref left = evaluate(tree().child(index, PyField::left));
  const bool is_or = node(index).op == PyOperator::logical_or;
  const Truth holds = truth(left);
  if (holds == Truth::yes && is_or) return left;
  if (holds == Truth::no && !is_or) return left;
  const Ref right = evaluate(tree().child(index, PyField::right));
  if (holds != Truth::unknown) return right;
  if (is_or && is_setting_with_default(left, right)) return right;
  // False and Unknown is False, True or Unknown is True, whatever the order.
  if (truth(right) == (is_or ? Truth::yes : Truth::no) && right->as<bool>() != nullptr)
    return right;
  return make(Expression{node(index).op, {left, right}}, span(index));
}

/// Whether two members of an enumeration are the same; unknown where the values are none.
static Truth equal_members(Ref a, Ref b) {
  const auto* left = a->as<Attribute>();
  const auto* right = b->as<Attribute>();
  if (left == nullptr || right == nullptr) return Truth::unknown;
  const Class* cls = class_of(left->object);
  if (cls == nullptr || cls != class_of(right->object)) return Truth::unknown;
  if (left->name == right->name) return Truth::yes;
  const bool is_enumeration = std::ranges::any_of(
      cls->outside_bases, [](Ref base) { return qualified_name(base).ends_with("Enum"); });
  return is_enumeration && cls->own(left->name) != nullptr && cls->own(right->name) != nullptr
             ? Truth::no
             : Truth::unknown;
}

/// Whether two values are equal, as far as that is known.
static Truth equal(Ref a, Ref b) {
  const auto known = [](bool yes) { return yes ? Truth::yes : Truth::no; };
  if (a == b) return Truth::yes;
  const std::string* x = exact_string(a);
  const std::string* y = exact_string(b);
  if (x != nullptr && y != nullptr) return known(*x == *y);
  if ((x != nullptr && is_from_environment(b)) || (y != nullptr && is_from_environment(a)))
    return Truth::no;
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
    Truth all = Truth::yes;
    for (size_t i = 0; i < left->items.size() && all != Truth::no; i++)
      if (const Truth same = equal(left->items[i], right->items[i]); same != Truth::yes) all = same;
    return all;
  }
  return equal_members(a, b);
}

static Truth negated(Truth truth) {
  return truth == Truth::unknown ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}

/// Below, at or above zero as `a` is less than, equal to or greater than `b`: numbers, and tuples
/// of them (`sys.version_info >= (3, 11)`).
static std::optional<int64_t> order(Ref a, Ref b) {
  const auto* i = a->as<int64_t>();
  const auto* j = b->as<int64_t>();
  if (i != nullptr && j != nullptr) return *i < *j ? -1 : *i > *j ? 1 : 0;
  const auto* left = a->as<Sequence>();
  const auto* right = b->as<Sequence>();
  if (left == nullptr || right == nullptr || !left->complete || !right->complete)
    return std::nullopt;
  for (size_t at = 0; at < left->items.size() && at < right->items.size(); at++) {
    const auto difference = order(left->items[at], right->items[at]);
    if (!difference || *difference != 0) return difference;
  }
  return static_cast<int64_t>(left->items.size()) - static_cast<int64_t>(right->items.size());
}

/// What a class of SQLAlchemy makes, by its name: `sa.Column("x")`.
static bool is_instance_of_library(Ref value) {
  const Call* call = call_of(value);
  const auto* made = call == nullptr ? nullptr : call->callee->as<External>();
  if (made == nullptr || !made->name.starts_with("sqlalchemy.")) return false;
  return std::isupper(static_cast<unsigned char>(last_part(made->name)[0])) != 0;
}

/// `item in container`, where the hook knows it; null where it does not.
Ref Interpreter::outside_contains(Ref item, Ref container, Span where) {
  if (!container->as<Call>() && !container->as<Attribute>()) return nullptr;
  Call asked{.callee = make(Attribute{container, "__contains__"}, where)};
  asked.arguments.push_back({"", item, where});
  return hook_(make(std::move(asked), where), certain());
}

Ref Interpreter::compare(PyOperator op, Ref left, Ref right, Span where) {
  Truth result = Truth::unknown;
  switch (op) {
    case PyOperator::is:
    case PyOperator::is_not: {
      const bool none = left->is_none() || right->is_none();
      const auto settled = [](Ref v) {
        return v->is_none() || is_unset(v) || v->as<Str>() || v->as<Sequence>() || v->as<Dict>() ||
               v->as<Class*>() || v->as<bool>() || v->as<int64_t>() || is_instance_of_library(v);
      };
      if (none && settled(left) && settled(right))
        result = (left->is_none() || is_unset(left)) == (right->is_none() || is_unset(right))
                     ? Truth::yes
                     : Truth::no;
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
      } else if (qualified_name(right) == "os.environ") {
        result = Truth::no;
      } else if (const Ref answer = hook_ ? outside_contains(left, right, where) : nullptr) {
        result = truth(answer);
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
    default:
      if (const auto difference = order(left, right)) {
        const bool holds = op == PyOperator::less         ? *difference < 0
                           : op == PyOperator::less_equal ? *difference <= 0
                           : op == PyOperator::greater    ? *difference > 0
                                                          : *difference >= 0;
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
      result = compare(node(child).compared_by, left, right, span(index));
      if (truth(result) != Truth::yes) return result;
    }
    left = right;
  }
  return result == nullptr ? unknown("an incomplete comparison", span(index)) : result;
}

/// One operand of `+` is a string, the other is not known: what is known stays known.
static bool may_be_text(Ref value) {
  return value->is_unknown() || value->as<External>() || value->as<Call>() ||
         value->as<Attribute>() || value->as<Subscript>() || value->as<Expression>();
}

/// `a & b`, `a | b` and `a - b` of sets whose items are known; null where they are not.
Ref Interpreter::set_operation(PyOperator op, Ref left, Ref right, Span where) {
  const auto* a = left->as<Sequence>();
  const auto* b = right->as<Sequence>();
  const auto is_known_set = [](const Sequence* set) {
    return set != nullptr && set->kind == Sequence::Kind::set && set->complete;
  };
  if (!is_known_set(a) || !is_known_set(b)) return nullptr;
  Sequence made{.kind = Sequence::Kind::set};
  if (op == PyOperator::bit_or) made.items = b->items;
  for (const Ref item : a->items) {
    Truth found = Truth::no;
    for (const Ref other : b->items) {
      const Truth same = equal(item, other);
      if (same == Truth::yes || found == Truth::no) found = same;
      if (same == Truth::yes) break;
    }
    if (found == Truth::unknown) return nullptr;
    if ((found == Truth::yes) == (op == PyOperator::bit_and)) made.items.push_back(item);
  }
  return make(std::move(made), where);
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
  if (op == PyOperator::bit_and || op == PyOperator::bit_or || op == PyOperator::subtract)
    if (const Ref made = set_operation(op, left, right, where)) return made;
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
  // Of a row that a query gives, which is a tuple otherwise.
  if (const std::string* name = exact_string(index); name != nullptr && object->as<Sequence>())
    return attribute(object, *name, where);
  if (const Text* text = text_of(object); text != nullptr && text->exact() && number != nullptr) {
    const std::string& value = text->value();
    const bool ascii = std::ranges::all_of(value, [](char c) { return (c & 0x80) == 0; });
    const auto size = static_cast<int64_t>(value.size());
    const int64_t at = *number < 0 ? *number + size : *number;
    if (!ascii || at < 0 || at >= size) return unknown("a character that is not known", where);
    return make(Str{.text = text->slice(static_cast<size_t>(at), static_cast<size_t>(at) + 1)},
                where);
  }
  if (const auto* dict = object->as<Dict>()) {
    for (auto entry = dict->entries.rbegin(); entry != dict->entries.rend(); ++entry)
      if (equal(entry->first, index) == Truth::yes) return entry->second;
    if (dict->factory != nullptr && dict->complete) return call(dict->factory, Call{}, where);
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
}  // namespace schemalint
