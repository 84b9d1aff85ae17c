// What expressions stand for: queries, their rows, objects and fields of these.

#include <algorithm>
#include <charconv>

#include "analyzer/code/reader.h"

namespace schemalint::code {

using Kind = Known::Kind;

PyIndex Reader::unwrapped(PyIndex node) const {
  while (node != PyTree::nothing &&
         (kind(node) == PyKind::parenthesized_expression || kind(node) == PyKind::await))
    node = tree_.first(node);
  return node;
}

std::string_view Reader::last_name(PyIndex node) const {
  if (node == PyTree::nothing) return {};
  if (kind(node) == PyKind::identifier) return text(node);
  if (kind(node) == PyKind::attribute) return text(child(node, PyField::attribute));
  return {};
}

PyIndex Arguments::keyword(std::string_view name) const {
  for (const auto& [key, value] : keywords)
    if (key == name) return value;
  return PyTree::nothing;
}

Arguments Reader::arguments(PyIndex call) const {
  Arguments given;
  const PyIndex list = child(call, PyField::arguments);
  if (list == PyTree::nothing) return given;
  if (kind(list) != PyKind::argument_list) {  // f(x for x in y)
    given.positional.push_back(list);
    return given;
  }
  for (const PyIndex argument : tree_.children(list)) {
    switch (kind(argument)) {
      case PyKind::keyword_argument:
        given.keywords.emplace_back(text(child(argument, PyField::name)),
                                    child(argument, PyField::value));
        break;
      case PyKind::dictionary_splat:
        given.splat = true;
        break;
      case PyKind::list_splat:
        given.star = true;
        given.positional.push_back(argument);
        break;
      default:
        given.positional.push_back(argument);
    }
  }
  return given;
}

Known Reader::expression(PyIndex node) {
  switch (kind(node)) {
    case PyKind::identifier:
      if (const Local* one = local(text(node))) return one->value;
      return {};
    case PyKind::attribute:
      return attribute(node);
    case PyKind::call:
      return call(node);
    case PyKind::await:
    case PyKind::parenthesized_expression: {
      Known last;
      for (const PyIndex part : tree_.children(node)) last = visit(part);
      return last;
    }
    case PyKind::subscript:
      return subscript(node);
    case PyKind::list_comprehension:
    case PyKind::set_comprehension:
    case PyKind::generator_expression:
    case PyKind::dictionary_comprehension:
      return comprehension(node);
    case PyKind::named_expression: {
      const PyIndex value = child(node, PyField::value);
      const Known known = visit(value);
      bind(child(node, PyField::name), known, value, Local::Kind::assigned);
      return known;
    }
    case PyKind::lambda: {
      scopes_.emplace_back();
      parameters(node);
      if (const PyIndex body = child(node, PyField::body); body != PyTree::nothing) visit(body);
      scopes_.pop_back();
      return {};
    }
    case PyKind::boolean_operator: {  // rows or []
      Known first;
      for (const PyIndex part : tree_.children(node)) {
        const Known known = visit(part);
        if (first.is(Kind::nothing)) first = known;
      }
      return tree_[node].op == PyOperator::logical_or ? first : Known{};
    }
    case PyKind::conditional_expression: {  // a if condition else b
      std::vector<std::pair<PyIndex, Known>> parts;
      for (const PyIndex part : tree_.children(node)) parts.emplace_back(part, visit(part));
      if (parts.size() != 3) return {};
      if (is_neutral(parts[0].first)) return parts[2].second;
      if (is_neutral(parts[2].first)) return parts[0].second;
      return merged(parts[0].second, parts[2].second);
    }
    case PyKind::comparison_operator: {
      // A value that is compared with a set of others has been looked at.
      PyIndex left = PyTree::nothing;
      for (const PyIndex part : tree_.children(node)) {
        visit(part);
        const PyOperator by = tree_[part].compared_by;
        if ((by == PyOperator::in || by == PyOperator::not_in) && left != PyTree::nothing)
          if (Local* one = kind(left) == PyKind::identifier ? local(text(left)) : nullptr)
            one->checked = true;
        left = part;
      }
      return {};
    }
    case PyKind::string:
    case PyKind::concatenated_string:
    default:
      visit_children(node);
      return {};
  }
}

/// Either of two values, where they are of one kind.
Known Reader::merged(const Known& a, const Known& b) const {
  if (a.kind != b.kind || a.scalars != b.scalars || a.entity != b.entity || a.path != b.path ||
      a.is(Kind::field))
    return {};
  Known both = a;
  for (const size_t query : b.queries)
    if (std::ranges::find(both.queries, query) == both.queries.end()) both.queries.push_back(query);
  if (a.loop != b.loop) both.loop = std::nullopt;
  return both;
}

/// The entity whose objects all the queries return at this position.
std::optional<Entity> Reader::entity_at(const Known& rows, size_t position) const {
  std::optional<Entity> common;
  for (const size_t index : rows.queries) {
    const Query& query = world_.code.queries[index];
    if (position >= query.entities.size() || !query.entities[position].whole) return std::nullopt;
    if (common && *common != query.entities[position]) return std::nullopt;
    common = query.entities[position];
  }
  return common;
}

/// One of the rows: an object, or a tuple of them.
Known Reader::single(const Known& rows, std::optional<size_t> position) const {
  Known one = rows;
  one.kind = Kind::row;
  if (!rows.scalars && !position) return one;
  one.kind = Kind::object;
  if (!rows.path.empty()) return one;  // of a collection: what it leads to is known already
  if (rows.scalars && !rows.entity.table.name.empty()) {
    one.at = one.entity;
    return one;
  }
  const std::optional<Entity> entity = entity_at(rows, position.value_or(0));
  if (!entity) return {};
  one.entity = one.at = *entity;
  return one;
}

/// What a loop over the rows binds.
Known Reader::iterated(PyIndex iterable, const Known& rows) {
  Known all = rows;
  if (rows.is(Kind::query)) all = executed(rows, "all");
  if (rows.is(Kind::field)) return rows;
  if (!all.is(Kind::rows) || all.queries.empty()) return {};
  Known element = single(all, std::nullopt);
  if (element.is(Kind::nothing)) return {};
  element.loop = world_.code.loops.size();
  world_.code.loops.push_back({.where = span(iterable),
                               .queries = element.queries,
                               .entity = element.is(Kind::object) ? element.entity : Entity{},
                               .prefix = element.path,
                               .reads = {}});
  return element;
}

/// What stands at a position of a tuple; in a loop over tuples it has reads of its own.
Known Reader::part_of(const Known& row, size_t position) {
  Known object = single(row, position);
  if (!object.is(Kind::object) || !object.loop) return object;
  const RowLoop& tuples = world_.code.loops[*object.loop];
  if (tuples.entity == object.entity) return object;
  RowLoop own{.where = tuples.where, .queries = object.queries, .entity = object.entity};
  object.loop = world_.code.loops.size();
  world_.code.loops.push_back(std::move(own));
  return object;
}

Known Reader::attribute(PyIndex node) {
  const PyIndex object_node = child(node, PyField::object);
  if (object_node == PyTree::nothing) return {};
  const Known object = visit(object_node);
  const std::string_view name = text(child(node, PyField::attribute));
  if (object.is(Kind::object)) return attribute_of(object, name, span(node));
  if (object.is(Kind::row)) {  // row.Order
    for (const size_t index : object.queries) {
      const std::vector<Entity>& entities = world_.code.queries[index].entities;
      for (size_t i = 0; i < entities.size(); i++)
        if (entities[i].whole && entities[i].model_class == name) return part_of(object, i);
    }
    return {};
  }
  if (object.is(Kind::nothing) && name == "query" && kind(object_node) != PyKind::call) {
    const PyIndex parent = tree_[node].parent;
    const bool called = kind(parent) == PyKind::call && child(parent, PyField::function) == node;
    if (!called && entity_of(object_node).model_class.size() > 0)  // Model.query
      return new_query(node, {object_node}, true);
  }
  return {};
}

Known Reader::attribute_of(const Known& object, std::string_view name, Span where) {
  if (const Relationship* relationship = world_.mapping.relationship(object.at, name)) {
    Known next = object;
    next.path.emplace_back(name);
    if (object.loop && !assigned_.contains({*object.loop, next.path}))
      world_.code.loops[*object.loop].reads.push_back({next.path, where});
    const std::optional<Entity> target = world_.mapping.target(*relationship);
    next.at = target.value_or(Entity{});
    const bool many = relationship->uselist_known && relationship->uselist;
    next.kind = many ? Kind::rows : Kind::object;
    next.scalars = many;
    return next;
  }
  if (name == "awaitable_attrs") return object;
  const std::optional<ColumnUse> column = world_.mapping.column(object.at, name);
  if (!column) return {};
  Known field = object;
  field.kind = Kind::field;
  field.column = *column;
  field.column.where = where;
  return field;
}

Known Reader::subscript(PyIndex node) {
  const PyIndex object_node = child(node, PyField::value);
  Known object;
  PyIndex index = PyTree::nothing;
  for (const PyIndex part : tree_.children(node)) {
    const Known known = visit(part);
    if (part == object_node)
      object = known;
    else
      index = part;
  }
  if (index == PyTree::nothing) return {};
  if (object.is(Kind::query)) object = executed(object, "all");
  if (object.is(Kind::rows)) {
    if (kind(index) == PyKind::slice) return object;
    Known one = single(object, std::nullopt);
    one.loop = std::nullopt;
    return kind(index) == PyKind::integer ? one : Known{};
  }
  if (!object.is(Kind::row) || kind(index) != PyKind::integer) return {};
  size_t position = 0;
  const std::string_view digits = text(index);
  std::from_chars(digits.data(), digits.data() + digits.size(), position);
  return part_of(object, position);
}

Known Reader::comprehension(PyIndex node) {
  scopes_.emplace_back();
  const PyIndex body = child(node, PyField::body);
  Known rows;
  for (const PyIndex clause : tree_.children(node)) {
    if (clause == body) continue;
    if (kind(clause) != PyKind::for_in_clause) {
      visit(clause);
      continue;
    }
    const PyIndex iterable = child(clause, PyField::right);
    rows = iterable == PyTree::nothing ? Known{} : visit(iterable);
    if (const PyIndex target = child(clause, PyField::left); target != PyTree::nothing)
      bind_loop_target(target, iterable, rows);
  }
  Known element = body == PyTree::nothing ? Known{} : visit(body);
  scopes_.pop_back();
  if (kind(node) == PyKind::dictionary_comprehension) return {};
  if (element.is(Kind::field)) return element;
  // [row for row in rows], [row[0] for row in rows]
  if (!element.is(Kind::object) || element.queries.empty()) return {};
  element.kind = Kind::rows;
  element.scalars = true;
  element.loop = std::nullopt;
  return element.path.empty() ? element : Known{};
}

}  // namespace schemalint::code
