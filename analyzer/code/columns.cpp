// What expressions say about columns: Model.x, table.c.x, Model.data["key"].astext, distances.

#include <algorithm>
#include <utility>

#include "analyzer/code/reader.h"

namespace schemalint::code {

static constexpr int deepest = 12;

/// The operator of a distance of pgvector: https://github.com/pgvector/pgvector-python
static std::string_view distance_operator(std::string_view method) {
  static constexpr std::pair<std::string_view, std::string_view> operators[] = {
      {"l2_distance", "<->"}, {"max_inner_product", "<#>"}, {"cosine_distance", "<=>"},
      {"l1_distance", "<+>"}, {"hamming_distance", "<~>"},  {"jaccard_distance", "<%>"}};
  for (const auto& [name, symbol] : operators)
    if (name == method) return symbol;
  return {};
}

std::optional<std::string> Reader::string_value(PyIndex node) {
  node = unwrapped(node);
  if (node == PyTree::nothing) return std::nullopt;
  if (kind(node) == PyKind::string) {
    std::string value;
    for (const PyIndex part : tree_.children(node)) {
      if (kind(part) == PyKind::interpolation) return std::nullopt;
      if (kind(part) == PyKind::string_content) value += text(part);
    }
    return value;
  }
  if (kind(node) == PyKind::concatenated_string) {
    std::string value;
    for (const PyIndex part : tree_.children(node)) {
      const std::optional<std::string> one = string_value(part);
      if (!one) return std::nullopt;
      value += *one;
    }
    return value;
  }
  if (kind(node) == PyKind::identifier || kind(node) == PyKind::attribute)
    if (const Ref value = resolve(node); value != nullptr)
      if (const std::string* text = exact_string(value)) return *text;
  return std::nullopt;
}

std::optional<Reader::ColumnPath> Reader::column_path(PyIndex node, int depth) {
  node = unwrapped(node);
  if (node == PyTree::nothing || depth > deepest) return std::nullopt;
  switch (kind(node)) {
    case PyKind::identifier: {  // distance = Model.embedding.cosine_distance(vector)
      const Local* one = local(text(node));
      if (one == nullptr || one->kind != Local::Kind::assigned || one->nodes.size() != 1)
        return std::nullopt;
      return column_path(one->nodes.front(), depth + 3);
    }
    case PyKind::attribute: {
      const PyIndex object = unwrapped(child(node, PyField::object));
      const std::string_view name = text(child(node, PyField::attribute));
      if (name == "astext") {
        std::optional<ColumnPath> path = column_path(object, depth + 1);
        if (path) path->as_text = true;
        return path;
      }
      Ref of = nullptr;
      if (kind(object) == PyKind::attribute &&
          (last_name(object) == "c" || last_name(object) == "columns")) {
        PyIndex table = unwrapped(child(object, PyField::object));
        if (last_name(table) == "__table__") table = child(table, PyField::object);
        of = resolve(table);
      } else if (kind(object) == PyKind::identifier || kind(object) == PyKind::attribute) {
        of = resolve(object);
        if (of == nullptr && kind(object) == PyKind::identifier) {
          const Entity alias = entity_of(object);
          std::optional<ColumnUse> column;
          if (alias.whole) column = world_.mapping.column(alias, name);
          if (!column) return std::nullopt;
          column->where = span(node);
          return ColumnPath{.column = *column};
        }
      }
      std::optional<ColumnUse> column = world_.mapping.column(of, name);
      if (!column) return std::nullopt;
      column->where = span(node);
      return ColumnPath{.column = *column};
    }
    case PyKind::subscript: {
      std::optional<ColumnPath> path = column_path(child(node, PyField::value), depth + 1);
      if (!path) return std::nullopt;
      const PyIndex key = child(node, PyField::subscript);
      const bool several = key != PyTree::nothing && kind(key) == PyKind::tuple;
      std::vector<PyIndex> keys;
      if (several)
        for (const PyIndex part : tree_.children(key)) keys.push_back(part);
      else
        keys.push_back(key);
      for (const PyIndex part : keys) {
        const std::optional<std::string> value = string_value(part);
        // A key that only the run knows: the same operator, another expression each time.
        path->path.push_back(value.value_or("?"));
      }
      return path;
    }
    case PyKind::call:
      return column_call(node, depth);
    case PyKind::binary_operator:
    case PyKind::unary_operator: {  // 1 - distance
      for (const PyIndex part : tree_.children(node))
        if (std::optional<ColumnPath> path = column_path(part, depth + 1)) {
          path->in_expression = true;
          return path;
        }
      return std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

/// A method of a column, or a function of one.
std::optional<Reader::ColumnPath> Reader::column_call(PyIndex node, int depth) {
  const PyIndex callee = child(node, PyField::function);
  if (callee == PyTree::nothing) return std::nullopt;
  const Arguments given = arguments(node);
  if (kind(callee) == PyKind::attribute) {
    const PyIndex object = child(callee, PyField::object);
    const std::string_view method = text(child(callee, PyField::attribute));
    if (std::optional<ColumnPath> path = column_path(object, depth + 1)) {
      const std::string_view distance = distance_operator(method);
      if (!distance.empty() && !given.positional.empty()) {
        path->distance = distance;
        path->operand = operand(given.positional.front(), depth + 1);
        return path;
      }
      if (method.starts_with("as_") && method != "as_scalar") {
        path->cast = method;
        return path;
      }
      if (method == "label" || method == "desc" || method == "asc" || method == "nulls_last" ||
          method == "nulls_first" || method == "nullslast" || method == "nullsfirst")
        return path;
      path->in_expression = true;
      return path;
    }
  }
  // Model.embedding.op("<=>")(vector)
  if (kind(callee) == PyKind::call) {
    const PyIndex method = child(callee, PyField::function);
    if (kind(method) == PyKind::attribute && last_name(method) == "op") {
      std::optional<ColumnPath> path = column_path(child(method, PyField::object), depth + 1);
      const Arguments operators = arguments(callee);
      if (!path || operators.positional.empty()) return std::nullopt;
      const std::string symbol = string_value(operators.positional.front()).value_or("");
      if (symbol == "->>") {
        path->as_text = true;
        path->path.push_back(
            given.positional.empty() ? "?" : string_value(given.positional.front()).value_or("?"));
        return path;
      }
      path->in_expression = true;
      for (const std::string_view distance : {"<->", "<#>", "<=>", "<+>", "<~>", "<%>"})
        if (symbol == distance) {
          path->distance = distance;
          path->in_expression = false;
        }
      return path;
    }
    return std::nullopt;
  }
  const std::string_view name = last_name(callee);
  if (name == "col" || name == "desc" || name == "asc" || name == "nullslast" ||
      name == "nulls_last" || name == "nullsfirst" || name == "nulls_first") {
    return given.positional.empty() ? std::nullopt
                                    : column_path(given.positional.front(), depth + 1);
  }
  for (const PyIndex argument : given.positional)
    if (std::optional<ColumnPath> path = column_path(argument, depth + 1)) {
      if (name == "cast" || name == "type_coerce") path->cast = name;
      path->in_expression = true;
      return path;
    }
  return std::nullopt;
}

Operand Reader::operand(PyIndex node, int depth) {
  node = unwrapped(node);
  Operand result{.kind = Operand::Kind::bound};
  if (node == PyTree::nothing || depth > deepest) return {};
  switch (kind(node)) {
    case PyKind::none:
      return {.kind = Operand::Kind::none};
    case PyKind::true_:
    case PyKind::false_:
      return {.kind = Operand::Kind::boolean,
              .text = kind(node) == PyKind::true_ ? "true" : "false"};
    case PyKind::integer:
    case PyKind::float_:
      return {.kind = Operand::Kind::constant, .text = std::string(text(node))};
    case PyKind::string:
    case PyKind::concatenated_string:
      if (std::optional<std::string> value = string_value(node))
        return {.kind = Operand::Kind::constant, .text = std::move(*value)};
      return result;
    case PyKind::list:
    case PyKind::tuple:
    case PyKind::set: {
      result.kind = Operand::Kind::constant;
      for (const PyIndex part : tree_.children(node)) {
        const Operand one = operand(part, depth + 1);
        if (one.kind != Operand::Kind::constant) return {.kind = Operand::Kind::bound};
        result.text += (result.text.empty() ? "" : ", ") + one.text;
      }
      return result;
    }
    case PyKind::call: {
      const std::string_view name = last_name(child(node, PyField::function));
      if (name == "null") return {.kind = Operand::Kind::none};
      if (name == "true" || name == "false")
        return {.kind = Operand::Kind::boolean, .text = std::string(name)};
      if (column_path(node, depth + 1)) return {.kind = Operand::Kind::column};
      return result;
    }
    case PyKind::identifier:
    case PyKind::attribute: {
      if (column_path(node, depth + 1)) return {.kind = Operand::Kind::column};
      if (kind(node) == PyKind::identifier && local(text(node)) != nullptr &&
          !scopes_.front().contains(text(node)))
        return result;
      PyIndex member = node;  // Status.ACTIVE.value
      if (kind(node) == PyKind::attribute && last_name(node) == "value")
        member = child(node, PyField::object);
      const Ref value = resolve(member);
      if (value == nullptr) return result;
      if (const std::string* text = exact_string(value))
        return {.kind = Operand::Kind::constant, .text = *text};
      if (const auto* number = value->as<int64_t>())
        return {.kind = Operand::Kind::constant, .text = std::to_string(*number)};
      if (const auto* flag = value->as<bool>())
        return {.kind = Operand::Kind::boolean, .text = *flag ? "true" : "false"};
      if (value->is_none()) return {.kind = Operand::Kind::none};
      if (value->as<Sequence>() != nullptr || value->as<Attribute>() != nullptr ||
          value->read_from != nullptr)
        return {.kind = Operand::Kind::constant, .text = std::string(text(node))};
      return result;
    }
    case PyKind::binary_operator:
    case PyKind::subscript:
      if (column_path(node, depth + 1)) return {.kind = Operand::Kind::column};
      return result;
    default:
      return result;
  }
}

void Reader::orderings(PyIndex node, Query& query, bool descending, int depth) {
  node = unwrapped(node);
  if (node == PyTree::nothing || depth > deepest) return;
  if (kind(node) == PyKind::list_splat || kind(node) == PyKind::list ||
      kind(node) == PyKind::tuple) {
    for (const PyIndex part : tree_.children(node)) orderings(part, query, descending, depth + 1);
    return;
  }
  if (kind(node) == PyKind::call) {
    const PyIndex callee = child(node, PyField::function);
    const std::string_view name = last_name(callee);
    if (name == "desc") descending = true;
  }
  if (kind(node) == PyKind::unary_operator && tree_[node].op == PyOperator::subtract) {
    const PyIndex inner = tree_.child(node, PyField::argument);
    if (inner != PyTree::nothing) orderings(inner, query, true, depth + 1);
    return;
  }
  const std::optional<ColumnPath> path = column_path(node);
  if (!path) return;
  // A variable may stand for `distance.desc()`.
  if (kind(node) == PyKind::identifier)
    if (const Local* one = local(text(node)); one != nullptr && one->nodes.size() == 1) {
      const PyIndex value = one->nodes.front();
      orderings(value, query, descending, depth + 4);
      return;
    }
  query.ordering.push_back({.column = path->column,
                            .distance = path->distance,
                            .descending = descending,
                            .in_expression = path->in_expression || !path->path.empty(),
                            .where = span(node)});
}

}  // namespace schemalint::code
