// Calls, and the names that they go by.

#include <algorithm>
#include <array>

#include "analyzer/code/reader.h"
#include "analyzer/words.h"

namespace schemalint::code {

using Kind = Known::Kind;

namespace {

/// What hands on the rows, or the values, that it is given.
constexpr std::array<std::string_view, 14> handing_on = {
    "list", "sorted", "tuple",   "set",    "iter",  "reversed", "enumerate",
    "tqdm", "array",  "asarray", "vstack", "stack", "deque",    "loads"};

/// Methods of sessions and connections that run a statement.
constexpr std::array<std::string_view, 9> executing = {
    "execute", "scalars",     "scalar", "stream",         "stream_scalars",
    "exec",    "executemany", "fetch",  "exec_driver_sql"};

}  // namespace

/// Whether a function or class around binds the name: it is not the module's then.
bool Reader::is_own(std::string_view name) const {
  return std::any_of(scopes_.begin() + (scopes_.empty() ? 0 : 1), scopes_.end(),
                     [&](const Scope& scope) { return scope.contains(name); });
}

Ref Reader::resolve(PyIndex node) {
  node = unwrapped(node);
  if (node == PyTree::nothing) return nullptr;
  if (kind(node) == PyKind::identifier) {
    const std::string_view name = text(node);
    // The class itself, in one of its class methods.
    if (const Local* one = local(name);
        one != nullptr && name == "cls" && one->kind == Local::Kind::parameter && !classes_.empty())
      return names_.find(text(child(classes_.back(), PyField::name)));
    if (is_own(name)) return nullptr;
    return names_.find(name);
  }
  if (kind(node) != PyKind::attribute) return nullptr;
  const Ref object = resolve(child(node, PyField::object));
  if (object == nullptr || object->is_unknown()) return nullptr;
  const Ref value = world_.evaluator.attribute(object, text(child(node, PyField::attribute)));
  return value->is_unknown() ? nullptr : value;
}

std::string Reader::callee_name(PyIndex node) {
  if (kind(node) == PyKind::identifier) {
    const std::string_view name = text(node);
    if (is_own(name)) return {};
    if (const std::string_view outside = names_.outside(name); !outside.empty())
      return std::string(outside);
    return qualified_name(names_.find(name));
  }
  if (kind(node) != PyKind::attribute) return {};
  const std::string_view attribute = text(child(node, PyField::attribute));
  const Ref object = resolve(child(node, PyField::object));
  if (object == nullptr) return {};
  if (const auto* external = object->as<External>())
    return external->name + "." + std::string(attribute);
  // db.select() of Flask-SQLAlchemy
  if (call_of(object) != nullptr && qualified_name(object).ends_with("SQLAlchemy"))
    return "sqlalchemy." + std::string(attribute);
  return qualified_name(world_.evaluator.attribute(object, attribute));
}

static bool is_sqlalchemy(std::string_view dotted) {
  return dotted.starts_with("sqlalchemy") || dotted.starts_with("sqlmodel") ||
         dotted.starts_with("flask_sqlalchemy");
}

std::vector<Known> Reader::read_arguments(PyIndex node) {
  std::vector<Known> given;
  const PyIndex list = child(node, PyField::arguments);
  if (list == PyTree::nothing) return given;
  if (kind(list) != PyKind::argument_list) return {visit(list)};
  for (const PyIndex argument : tree_.children(list)) {
    const PyIndex value =
        kind(argument) == PyKind::keyword_argument ? child(argument, PyField::value) : argument;
    if (value != PyTree::nothing) given.push_back(visit(value));
  }
  return given;
}

Known Reader::call(PyIndex node) {
  const PyIndex callee = child(node, PyField::function);
  if (callee == PyTree::nothing) return {};
  const Arguments given = arguments(node);
  if (kind(callee) == PyKind::attribute) return method_call(node, callee, given);
  if (kind(callee) == PyKind::identifier) return function_call(node, callee, given);
  if (kind(callee) == PyKind::subscript) {  // async_sessionmaker[AsyncSession](…)
    const PyIndex generic = child(callee, PyField::value);
    if (kind(generic) == PyKind::identifier || kind(generic) == PyKind::attribute)
      construct(node, generic, given);
  }
  visit(callee);
  read_arguments(node);
  return {};
}

/// What a call makes, whatever it is called on: `select(…)`, `sa.select(…)`, an engine, text().
std::optional<Known> Reader::construct(PyIndex node, PyIndex callee, const Arguments& given) {
  static constexpr std::array<std::string_view, 3> statements = {"select", "update", "delete"};
  std::string_view name = last_name(callee);
  if (kind(callee) == PyKind::identifier)
    if (const std::string_view outside = names_.outside(name); !outside.empty())
      name = last_part(outside);
  const bool is_statement = is_one_of(name, statements);
  if (!is_statement && name != "text" && !makes_engine(name)) return std::nullopt;
  const std::string dotted = callee_name(callee);
  if (is_statement && is_sqlalchemy(dotted)) {
    read_arguments(node);
    Known query = new_query(callee, given.positional, false);
    for (const size_t index : query.queries)
      world_.code.queries[index].statement = name == "select";
    return query;
  }
  if (name == "text" && is_sqlalchemy(dotted) && !given.positional.empty())
    sql_text(node, "text", given.positional.front());
  if (makes_engine(name) && !dotted.empty()) engine_call(node, callee, given);
  return std::nullopt;
}

Known Reader::function_call(PyIndex node, PyIndex callee, const Arguments& given) {
  if (std::optional<Known> made = construct(node, callee, given)) return *made;
  const std::vector<Known> values = read_arguments(node);
  const std::string_view name = text(callee);
  if (is_one_of(name, handing_on) && !values.empty()) {
    if (values.front().is(Kind::query)) return executed(values.front(), "all");
    if (values.front().is(Kind::rows) || values.front().is(Kind::field)) return values.front();
    return {};
  }
  note_similarity(node, callee, values);
  return returned(node, callee);
}

Known Reader::method_call(PyIndex node, PyIndex callee, const Arguments& given) {
  const PyIndex object_node = child(callee, PyField::object);
  const std::string_view name = text(child(callee, PyField::attribute));
  Known object = visit(object_node);
  if (object.is(Kind::query)) {
    const bool fresh = kind(unwrapped(object_node)) == PyKind::call ||
                       kind(unwrapped(object_node)) == PyKind::attribute ||
                       (!in_place_.empty() && root_name(object_node) == in_place_);
    if (!fresh && applies_to_query(name)) object = copied(object, span(object_node));
    read_arguments(node);
    return query_method(object, node, name, given);
  }
  if (object.is(Kind::object)) {  // session rows have relationships behind methods as well
    read_arguments(node);
    return {};
  }
  if (std::optional<Known> made = construct(node, callee, given)) return *made;
  const std::vector<Known> values = read_arguments(node);
  if (object.is(Kind::rows) || object.is(Kind::row)) return result_method(object, name);
  if (object.is(Kind::field)) return name == "tolist" ? object : Known{};
  if (is_one_of(name, executing) && !given.positional.empty()) {
    sql_text(node, name, given.positional.front());
    return values.empty() ? Known{} : executed(values.front(), name);
  }
  if (name == "query" && !given.positional.empty()) {
    Known query = new_query(callee, given.positional, true);
    if (!query.is(Kind::nothing)) return query;
  }
  if ((name == "append" || name == "extend" || name == "add" || name == "insert") &&
      kind(object_node) == PyKind::identifier && !given.positional.empty()) {
    if (Local* one = local(text(object_node))) one->nodes.push_back(given.positional.back());
    return {};
  }
  if (is_one_of(name, handing_on) && !values.empty() && values.front().is(Kind::field))
    return values.front();
  note_similarity(node, callee, values);
  return returned(node, callee);
}

}  // namespace schemalint::code
