// The conditions of where() and filter().
// https://docs.sqlalchemy.org/en/20/core/operators.html

#include <algorithm>
#include <utility>

#include "analyzer/code/reader.h"

namespace schemalint::code {

static constexpr int deepest = 12;

static std::string_view symbol(PyOperator op) {
  switch (op) {
    case PyOperator::equal:
      return "=";
    case PyOperator::not_equal:
      return "<>";
    case PyOperator::less:
      return "<";
    case PyOperator::less_equal:
      return "<=";
    case PyOperator::greater:
      return ">";
    case PyOperator::greater_equal:
      return ">=";
    default:
      return {};
  }
}

static std::string_view mirrored(std::string_view op) {
  if (op == "<") return ">";
  if (op == "<=") return ">=";
  if (op == ">") return "<";
  if (op == ">=") return "<=";
  return op;
}

/// The operator that a method of a column stands for.
static std::string_view method_operator(std::string_view method) {
  static constexpr std::pair<std::string_view, std::string_view> operators[] = {
      {"in_", "IN"},
      {"not_in", "NOT IN"},
      {"notin_", "NOT IN"},
      {"is_", "IS"},
      {"is_not", "IS NOT"},
      {"isnot", "IS NOT"},
      {"like", "LIKE"},
      {"ilike", "ILIKE"},
      {"startswith", "LIKE"},
      {"endswith", "LIKE"},
      {"contains", "@>"},
      {"contained_by", "<@"},
      {"has_key", "?"},
      {"has_any", "?|"},
      {"has_all", "?&"},
      {"overlap", "&&"},
      {"overlaps", "&&"},
      {"path_exists", "@?"},
      {"path_match", "@@"},
      {"match", "@@"},
      {"bool_op", "bool_op"},
      {"between", "BETWEEN"},
      {"any", "ANY"},
      {"any_", "ANY"},
      {"not_like", "NOT LIKE"},
      {"notlike", "NOT LIKE"},
      {"not_ilike", "NOT ILIKE"},
      {"icontains", "ILIKE"},
      {"istartswith", "ILIKE"},
      {"regexp_match", "~"}};
  for (const auto& [name, op] : operators)
    if (name == method) return op;
  return {};
}

static std::string negation(std::string_view op) {
  if (op == "=") return "<>";
  if (op == "<>") return "=";
  if (op == "IN") return "NOT IN";
  if (op == "IS") return "IS NOT";
  if (op == "IS NOT") return "IS";
  if (op.empty()) return "NOT";
  return "NOT " + std::string(op);
}

void Reader::conditions(PyIndex node, bool alternative, bool negated, Conditions& out, int depth) {
  node = unwrapped(node);
  if (node == PyTree::nothing || depth > deepest) return;
  switch (kind(node)) {
    case PyKind::comparison_operator:
      comparison(node, alternative, negated, out, depth);
      return;
    case PyKind::binary_operator:
      if (tree_[node].op == PyOperator::bit_and || tree_[node].op == PyOperator::bit_or) {
        const bool either = (tree_[node].op == PyOperator::bit_or) != negated;
        for (const PyIndex part : tree_.children(node))
          conditions(part, alternative || either, negated, out, depth);
      } else {
        out.known = false;
      }
      return;
    case PyKind::unary_operator:
    case PyKind::not_operator: {
      const PyIndex inner = child(node, PyField::argument);
      if (inner != PyTree::nothing) conditions(inner, alternative, !negated, out, depth + 1);
      return;
    }
    case PyKind::list_splat:
      listed(tree_.first(node), alternative, out, depth + 1);
      return;
    case PyKind::identifier: {
      const Local* one = local(text(node));
      if (one == nullptr || one->kind != Local::Kind::assigned) break;
      const std::vector<PyIndex> nodes = one->nodes;
      for (const PyIndex value : nodes) conditions(value, alternative, negated, out, depth + 3);
      return;
    }
    case PyKind::call:
      if (method_condition(node, alternative, negated, out, depth)) return;
      out.known = false;
      return;
    case PyKind::true_:
      return;
    default:
      break;
  }
  // A column by itself is a condition.
  if (std::optional<ColumnPath> path = column_path(node);
      path && !path->in_expression && path->distance.empty()) {
    out.predicates.push_back({.column = path->column,
                              .op = negated ? "NOT" : "",
                              .path = path->path,
                              .as_text = path->as_text,
                              .cast = path->cast,
                              .compared = {},
                              .alternative = alternative,
                              .where = span(node)});
    return;
  }
  out.known = false;
}

/// The conditions in a list, and those appended to it.
void Reader::listed(PyIndex node, bool alternative, Conditions& out, int depth) {
  if (node == PyTree::nothing || depth > deepest) return;
  if (kind(node) == PyKind::list || kind(node) == PyKind::tuple) {
    for (const PyIndex part : tree_.children(node))
      conditions(part, alternative, false, out, depth);
    return;
  }
  const Local* one = kind(node) == PyKind::identifier ? local(text(node)) : nullptr;
  if (one == nullptr || one->kind != Local::Kind::assigned) {
    out.known = false;
    return;
  }
  const std::vector<PyIndex> nodes = one->nodes;
  for (const PyIndex value : nodes) {
    if (kind(value) == PyKind::list || kind(value) == PyKind::tuple)
      listed(value, alternative, out, depth + 1);
    else
      conditions(value, alternative, false, out, depth + 1);
  }
}

void Reader::comparison(PyIndex node, bool alternative, bool negated, Conditions& out, int depth) {
  std::vector<PyIndex> sides;
  for (const PyIndex part : tree_.children(node)) sides.push_back(part);
  const std::string_view op =
      sides.size() == 2 ? symbol(tree_[sides[1]].compared_by) : std::string_view();
  if (op.empty()) {
    out.known = false;
    return;
  }
  std::optional<ColumnPath> left = column_path(sides[0], depth);
  std::optional<ColumnPath> right = column_path(sides[1], depth);
  const bool swapped = !left && right;
  const std::optional<ColumnPath>& path = swapped ? right : left;
  if (!path) {
    out.known = false;
    return;
  }
  Predicate predicate{.column = path->column,
                      .path = path->path,
                      .as_text = path->as_text,
                      .cast = path->cast,
                      .alternative = alternative,
                      .where = span(node)};
  predicate.op = swapped ? mirrored(op) : op;
  predicate.compared = operand(swapped ? sides[0] : sides[1], depth);
  if (!path->distance.empty()) {
    predicate.op = path->distance;
  } else if (path->in_expression) {
    predicate.op = "expression";
  } else if (predicate.compared.kind == Operand::Kind::none) {
    predicate.op = op == "=" ? "IS" : "IS NOT";
  }
  if (negated) predicate.op = negation(predicate.op);
  out.predicates.push_back(std::move(predicate));
  // Of two columns each is compared with the other.
  if (left && right && !right->in_expression && !left->in_expression)
    out.predicates.push_back({.column = right->column,
                              .op = std::string(mirrored(op)),
                              .path = right->path,
                              .as_text = right->as_text,
                              .cast = right->cast,
                              .compared = {.kind = Operand::Kind::column},
                              .alternative = alternative,
                              .where = span(node)});
}

/// and_(…), or_(…), column.in_(…), column.op("@>")(…).
bool Reader::method_condition(PyIndex node, bool alternative, bool negated, Conditions& out,
                              int depth) {
  const PyIndex callee = child(node, PyField::function);
  if (callee == PyTree::nothing) return false;
  const Arguments given = arguments(node);
  const std::string_view name = last_name(callee);
  if (name == "and_" || name == "or_") {
    const bool either = (name == "or_") != negated;
    const bool choice = either && given.positional.size() > 1;
    for (const PyIndex argument : given.positional)
      conditions(argument, alternative || choice, negated, out, depth + 1);
    return true;
  }
  if (name == "not_" && !given.positional.empty()) {
    conditions(given.positional.front(), alternative, !negated, out, depth + 1);
    return true;
  }
  PyIndex object = PyTree::nothing;
  std::string op;
  if (kind(callee) == PyKind::attribute) {
    object = child(callee, PyField::object);
    op = method_operator(name);
  } else if (kind(callee) == PyKind::call && last_name(child(callee, PyField::function)) == "op") {
    const PyIndex method = child(callee, PyField::function);
    if (kind(method) != PyKind::attribute) return false;
    object = child(method, PyField::object);
    const Arguments operators = arguments(callee);
    if (!operators.positional.empty()) op = string_value(operators.positional.front()).value_or("");
  }
  if (op.empty() || object == PyTree::nothing) return false;
  const std::optional<ColumnPath> path = column_path(object, depth + 1);
  if (!path) return false;
  Predicate predicate{.column = path->column,
                      .op = path->in_expression ? "expression" : op,
                      .path = path->path,
                      .as_text = path->as_text,
                      .cast = path->cast,
                      .compared = given.positional.empty()
                                      ? Operand{}
                                      : operand(given.positional.front(), depth + 1),
                      .alternative = alternative,
                      .where = span(node)};
  if (negated) predicate.op = negation(predicate.op);
  out.predicates.push_back(std::move(predicate));
  return true;
}

}  // namespace schemalint::code
