// Queries: select(), session.query(), Model.query, and what is chained to them.
// https://docs.sqlalchemy.org/en/20/orm/queryguide/query.html

#include <algorithm>
#include <array>

#include "analyzer/code/reader.h"
#include "analyzer/words.h"

namespace schemalint::code {

using Kind = Known::Kind;

namespace {

/// Methods that change nothing that is kept here.
constexpr std::array<std::string_view, 22> keeping = {"group_by",
                                                      "having",
                                                      "distinct",
                                                      "offset",
                                                      "execution_options",
                                                      "with_for_update",
                                                      "yield_per",
                                                      "params",
                                                      "autoflush",
                                                      "populate_existing",
                                                      "correlate",
                                                      "add_columns",
                                                      "add_column",
                                                      "select_from",
                                                      "with_hint",
                                                      "with_statement_hint",
                                                      "prefix_with",
                                                      "enable_eagerloads",
                                                      "returning",
                                                      "values",
                                                      "unique",
                                                      "execution_option"};

constexpr std::array<std::string_view, 5> joining = {"join", "outerjoin", "join_from",
                                                     "outerjoin_from", "full_join"};

/// Methods that end a chain with all rows, and with one.
constexpr std::array<std::string_view, 6> ending = {"all",       "fetchall", "unique",
                                                    "yield_per", "columns",  "fetchmany"};
constexpr std::array<std::string_view, 10> taking_one = {
    "first",  "one",        "one_or_none",        "get",      "get_or_404",
    "scalar", "scalar_one", "scalar_one_or_none", "fetchone", "first_or_404"};

}  // namespace

std::string Reader::function_name() const {
  std::string name = module_;
  for (const PyIndex cls : classes_) name += "." + std::string(text(child(cls, PyField::name)));
  for (const PyIndex function : functions_)
    name += "." + std::string(text(child(function, PyField::name)));
  return name;
}

/// What one of the arguments of select() stands for.
Entity Reader::entity_of(PyIndex node) {
  node = unwrapped(node);
  Entity none{.whole = false};
  if (node == PyTree::nothing) return none;
  if (kind(node) == PyKind::identifier) {
    // a = aliased(Model)
    if (const Local* one = local(text(node)); one != nullptr && one->nodes.size() == 1) {
      const PyIndex value = unwrapped(one->nodes.front());
      if (kind(value) == PyKind::call && last_name(child(value, PyField::function)) == "aliased") {
        const Arguments given = arguments(value);
        return given.positional.empty() ? none : entity_of(given.positional.front());
      }
    }
  }
  if (kind(node) == PyKind::identifier || kind(node) == PyKind::attribute)
    if (std::optional<Entity> entity = world_.mapping.entity(resolve(node))) return *entity;
  if (const std::optional<ColumnPath> column = column_path(node)) {
    none.table = column->column.table;
    return none;
  }
  return none;
}

void Reader::set_entities(Query& query, const std::vector<PyIndex>& nodes) {
  query.entities.clear();
  for (const PyIndex node : nodes) {
    // select([a, b]) of 1.x
    if (kind(node) == PyKind::list) {
      for (const PyIndex part : tree_.children(node)) query.entities.push_back(entity_of(part));
      continue;
    }
    query.entities.push_back(entity_of(node));
  }
}

Known Reader::new_query(PyIndex where, const std::vector<PyIndex>& entities, bool legacy) {
  Query query{.function = function_name()};
  query.application = place_ == EngineCall::Place::application;
  query.where = span(where);
  if (kind(where) == PyKind::attribute) query.where = span(child(where, PyField::attribute));
  set_entities(query, entities);
  const bool known = std::ranges::any_of(
      query.entities, [](const Entity& entity) { return !entity.table.name.empty(); });
  if (!known && legacy) return {};  // may be any method that is called so
  Known value{.kind = Kind::query};
  value.scalars = legacy && query.entities.size() == 1 && query.entities.front().whole;
  value.queries.push_back(world_.code.queries.size());
  world_.code.queries.push_back(std::move(query));
  return value;
}

/// A query that goes on from another one, which stays as it is.
Known Reader::copied(const Known& query, Span where) {
  Known copy = query;
  for (size_t& index : copy.queries) {
    Query same = world_.code.queries[index];
    same.where = where;
    same.function = function_name();
    index = world_.code.queries.size();
    world_.code.queries.push_back(std::move(same));
  }
  return copy;
}

/// What running it brings: by `session.scalars(query)`, `query.all()`.
Known Reader::executed(const Known& query, std::string_view name) {
  if (!query.is(Kind::query)) return {};
  Known result = query;
  result.kind = Kind::rows;
  const bool single_entity = std::ranges::all_of(
      query.queries, [&](size_t index) { return world_.code.queries[index].entities.size() == 1; });
  if (name == "scalars" || name == "stream_scalars") result.scalars = true;
  if (name == "exec" && single_entity) result.scalars = true;
  if (name == "scalar") {
    result.scalars = true;
    return result_method(result, "first");
  }
  return result;
}

Known Reader::result_method(const Known& result, std::string_view name) {
  if (result.is(Kind::row)) return {};
  Known next = result;
  if (is_one_of(name, ending)) return next;
  if (name == "scalars" || name == "scalars_all") {
    next.scalars = true;
    return next;
  }
  if (!is_one_of(name, taking_one)) return {};
  if (name.starts_with("scalar")) next.scalars = true;
  if (result.path.empty())
    for (const size_t index : result.queries) world_.code.queries[index].limited = true;
  Known one = single(next, std::nullopt);
  one.loop = std::nullopt;
  return one;
}

bool Reader::applies_to_query(std::string_view name) const {
  return is_one_of(name, joining) || name == "where" || name == "filter" || name == "filter_by" ||
         name == "order_by" || name == "options" || name == "limit" || name == "with_entities" ||
         name == "with_only_columns" || name == "slice" || is_one_of(name, taking_one);
}

Known Reader::query_method(const Known& object, PyIndex node, std::string_view name,
                           const Arguments& given) {
  std::vector<Query>& queries = world_.code.queries;
  const auto each = [&](auto&& change) {
    for (const size_t index : object.queries) change(queries[index]);
  };
  if (name == "where" || name == "filter") {
    Conditions found;
    for (const PyIndex argument : given.positional) conditions(argument, false, false, found);
    each([&](Query& query) {
      query.predicates.insert(query.predicates.end(), found.predicates.begin(),
                              found.predicates.end());
      query.conditions_known &= found.known;
    });
    return object;
  }
  if (name == "filter_by") {
    each([&](Query& query) { filter_by(query, given); });
    return object;
  }
  if (name == "order_by") {
    each([&](Query& query) {
      for (const PyIndex argument : given.positional) orderings(argument, query, false);
    });
    return object;
  }
  if (name == "options") {
    each([&](Query& query) {
      for (const PyIndex argument : given.positional) add_option(query, argument);
    });
    return object;
  }
  if (name == "limit" || name == "slice") {
    each([](Query& query) { query.limited = true; });
    return object;
  }
  if (name == "with_entities" || name == "with_only_columns") {
    each([&](Query& query) { set_entities(query, given.positional); });
    Known other = object;
    other.scalars = false;
    return other;
  }
  if (name == "update" || name == "delete") {
    each([](Query& query) { query.statement = false; });
    return {};
  }
  if (name == "add_columns" || name == "add_entity") {
    each([](Query& query) { query.entities.push_back({.whole = false}); });
    Known other = object;
    other.scalars = false;
    return other;
  }
  if (is_one_of(name, joining)) {
    each([](Query& query) { query.joins = true; });
    return object;
  }
  if (is_one_of(name, keeping)) return object;
  if (is_one_of(name, ending) || name == "scalars" || is_one_of(name, taking_one))
    return result_method(executed(object, "all"), name);
  (void)node;
  return {};
}

/// filter_by() speaks of the entity that was joined last.
void Reader::filter_by(Query& query, const Arguments& given) {
  if (query.joins || query.entities.empty() || given.splat) query.conditions_known = false;
  if (query.joins || query.entities.empty()) return;
  for (const auto& [name, value] : given.keywords) {
    std::optional<ColumnUse> column = world_.mapping.column(query.entities.front(), name);
    if (!column) continue;
    column->where = span(tree_[value].parent);
    Predicate predicate{.column = *column, .op = "=", .compared = operand(value)};
    if (predicate.compared.kind == Operand::Kind::none) predicate.op = "IS";
    predicate.where = column->where;
    query.predicates.push_back(std::move(predicate));
  }
}

// ---- loader options ----

void Reader::add_option(Query& query, PyIndex node) {
  node = unwrapped(node);
  if (kind(node) == PyKind::list_splat || kind(node) == PyKind::identifier) {
    const PyIndex name = kind(node) == PyKind::identifier ? node : tree_.first(node);
    const Local* one = kind(name) == PyKind::identifier ? local(text(name)) : nullptr;
    if (one == nullptr || one->kind != Local::Kind::assigned || one->nodes.empty()) {
      query.loaders_known = false;
      return;
    }
    const std::vector<PyIndex> nodes = one->nodes;
    for (const PyIndex value : nodes) {
      // An option in a variable may have been chained on.
      if (kind(value) == PyKind::call) query.loaders_known = false;
      if (kind(value) != PyKind::identifier) add_option(query, value);
    }
    return;
  }
  if (kind(node) == PyKind::list || kind(node) == PyKind::tuple) {
    for (const PyIndex part : tree_.children(node)) add_option(query, part);
    return;
  }
  if (std::optional<LoaderOption> option = loader(node))
    query.loaders.push_back(std::move(*option));
  else
    query.loaders_known = false;
}

/// `joinedload(A.b).selectinload(B.c)`, `Load(A).joinedload(A.b)`, `joinedload("b")`.
std::optional<LoaderOption> Reader::loader(PyIndex node) {
  node = unwrapped(node);
  if (node == PyTree::nothing || kind(node) != PyKind::call) return std::nullopt;
  const PyIndex callee = child(node, PyField::function);
  LoaderOption option{.eager = true};
  std::string_view name = last_name(callee);
  if (name == "Load") return option;
  if (kind(callee) == PyKind::attribute) {
    const PyIndex object = unwrapped(child(callee, PyField::object));
    if (kind(object) == PyKind::call) {
      std::optional<LoaderOption> before = loader(object);
      if (!before) return std::nullopt;
      option = std::move(*before);
    }
  } else if (const std::string_view outside = names_.outside(name); !outside.empty()) {
    name = last_part(outside);
  }
  static constexpr std::array<std::string_view, 6> without_path = {
      "load_only", "defer", "undefer", "undefer_group", "with_expression", "options"};
  static constexpr std::array<std::string_view, 12> with_path = {
      "joinedload",    "selectinload",   "subqueryload",     "contains_eager",
      "immediateload", "lazyload",       "raiseload",        "noload",
      "defaultload",   "joinedload_all", "subqueryload_all", "selectin_polymorphic"};
  if (is_one_of(name, without_path)) return option;
  if (!is_one_of(name, with_path)) return std::nullopt;
  option.name = name;
  if (name == "lazyload" || name == "defaultload")
    option.eager = option.eager && name == "defaultload";
  for (const PyIndex argument : arguments(node).positional) {
    const PyIndex path = unwrapped(argument);
    if (const std::optional<std::string> text = string_value(path)) {
      size_t begin = 0;
      while (begin <= text->size()) {
        const size_t dot = std::min(text->find('.', begin), text->size());
        option.path.push_back(text->substr(begin, dot - begin));
        begin = dot + 1;
      }
    } else if (kind(path) == PyKind::attribute) {
      option.path.emplace_back(this->text(child(path, PyField::attribute)));
    } else if (kind(path) == PyKind::call &&
               kind(child(path, PyField::function)) == PyKind::attribute) {
      // Order.lines.of_type(Special), Order.lines.and_(…)
      const PyIndex inner = child(child(path, PyField::function), PyField::object);
      if (kind(inner) != PyKind::attribute) return std::nullopt;
      option.path.emplace_back(this->text(child(inner, PyField::attribute)));
    } else {
      return std::nullopt;
    }
  }
  return option;
}

}  // namespace schemalint::code
