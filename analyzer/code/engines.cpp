// Engines and session factories, and what is said of them.
// https://docs.sqlalchemy.org/en/20/core/engines.html

#include <algorithm>
#include <array>

#include "analyzer/code/reader.h"
#include "analyzer/words.h"

namespace schemalint::code {

EngineCall::Place place_of(std::string_view path) {
  static constexpr std::array<std::string_view, 18> scripts = {
      "scripts", "script", "tools",   "bin",     "examples",  "example",
      "docs",    "doc",    "demo",    "samples", "benchmark", "benchmarks",
      "tests",   "test",   "testing", "fixtures"};
  static constexpr std::array<std::string_view, 4> environments = {"alembic", "migrations",
                                                                   "migration", "versions"};
  const std::string_view file = path.substr(path.rfind('/') + 1);
  if (file == "env.py") return EngineCall::Place::environment;
  if (file.starts_with("test_") || file == "conftest.py" || file.ends_with("_test.py"))
    return EngineCall::Place::script;
  EngineCall::Place place = EngineCall::Place::application;
  while (path.find('/') != std::string_view::npos) {
    const std::string_view folder = path.substr(0, path.find('/'));
    path.remove_prefix(folder.size() + 1);
    if (std::ranges::find(scripts, folder) != scripts.end() || folder.starts_with("example") ||
        folder.starts_with("test"))
      return EngineCall::Place::script;
    if (std::ranges::find(environments, folder) != environments.end())
      place = EngineCall::Place::environment;
  }
  return place;
}

/// Whether what a call makes outlives the function that it stands in.
bool Reader::is_lasting(PyIndex call) const {
  if (functions_.empty()) return true;
  PyIndex around = tree_[call].parent;
  while (kind(around) == PyKind::await || kind(around) == PyKind::parenthesized_expression)
    around = tree_[around].parent;
  // Connectors make engines of other people's databases, for a moment.
  if (!names_a_database()) return false;
  if (kind(around) == PyKind::return_statement || kind(around) == PyKind::yield) return true;
  if (kind(around) != PyKind::assignment) return false;
  const PyIndex target = child(around, PyField::left);
  if (target == PyTree::nothing) return false;
  if (kind(target) == PyKind::attribute) return true;
  if (kind(target) != PyKind::identifier) return false;
  const std::string_view name = text(target);
  for (PyIndex at = functions_.back(); at < tree_[functions_.back()].next; at++) {
    const bool hands_out = kind(at) == PyKind::return_statement || kind(at) == PyKind::yield ||
                           kind(at) == PyKind::global_statement;
    if (!hands_out) continue;
    for (const PyIndex part : tree_.children(at))
      if (kind(part) == PyKind::identifier && text(part) == name) return true;
  }
  return false;
}

/// Whether the class, the file or its folder is there for the application's database.
bool Reader::names_a_database() const {
  const std::string path = lower(world_.evaluator.modules().source(file_).path());
  const std::string_view file = std::string_view(path).substr(path.rfind('/') + 1);
  std::string all(file);
  for (const PyIndex cls : classes_) all += " " + lower(text(child(cls, PyField::name)));
  for (const std::string_view word : {"database", "engine", "session", "connection"})
    if (all.find(word) != std::string::npos) return true;
  return file.starts_with("db") || path.find("db/" + std::string(file)) != std::string::npos ||
         path.find("database/" + std::string(file)) != std::string::npos;
}

/// A module that does its work when it is run: with loops or connections at module level.
bool Reader::is_program() const {
  for (const PyIndex statement : tree_.children(PyTree::root))
    if (kind(statement) == PyKind::while_statement || kind(statement) == PyKind::with_statement)
      return true;
  return false;
}

bool Reader::makes_engine(std::string_view name) {
  static constexpr std::array<std::string_view, 7> makers = {
      "create_engine", "create_async_engine", "engine_from_config", "async_engine_from_config",
      "sessionmaker",  "async_sessionmaker",  "AsyncSession"};
  return std::ranges::find(makers, name) != makers.end();
}

void Reader::engine_call(PyIndex node, PyIndex callee, const Arguments& given) {
  const std::string dotted = callee_name(callee);
  if (!dotted.starts_with("sqlalchemy") && !dotted.starts_with("sqlmodel")) return;
  EngineCall made{.callee = std::string(last_part(dotted)),
                  .keywords_known = !given.splat && !given.star,
                  .place = place_,
                  .module = module_,
                  .where = span(callee)};
  if (is_revision_) made.place = EngineCall::Place::environment;
  if (is_program()) made.place = EngineCall::Place::script;
  made.lasting = is_lasting(node);
  if (made.callee.find("engine") == std::string::npos) made.kind = EngineCall::Kind::session;
  if (made.callee.ends_with("_from_config")) made.keywords_known = false;
  made.asynchronous = made.callee.find("sync_") == 1 ||
                      made.callee.find("async_") != std::string::npos ||
                      made.callee == "AsyncSession";
  for (const auto& [name, value] : given.keywords) {
    made.keywords[std::string(name)] = {std::string(text(value)), span(tree_[value].parent)};
    if (name == "class_" && text(value).ends_with("AsyncSession")) made.asynchronous = true;
    const std::string_view pool = last_name(value);
    if (name == "strategy") made.one_connection = true;  // a mock
    if (name == "poolclass" &&
        (pool == "NullPool" || pool == "StaticPool" || pool == "AssertionPool" || pool.empty()))
      made.one_connection = true;
  }
  const PyIndex list = child(node, PyField::arguments);
  if (list != PyTree::nothing) made.arguments = span(list);
  PyIndex url = given.keyword("url");
  if (url == PyTree::nothing && !given.positional.empty()) url = given.positional.front();
  if (url != PyTree::nothing && made.kind == EngineCall::Kind::engine)
    made.dialect = dialect_of(url);
  world_.code.engines.push_back(std::move(made));
}

/// `SQLALCHEMY_ENGINE_OPTIONS = {…}` of Flask-SQLAlchemy.
void Reader::engine_options(PyIndex target, PyIndex value) {
  PyIndex name = target;
  if (kind(target) == PyKind::subscript) name = child(target, PyField::subscript);
  std::string_view written = name == PyTree::nothing ? std::string_view() : text(name);
  while (!written.empty() && (written.front() == '"' || written.front() == '\''))
    written.remove_prefix(1);
  while (!written.empty() && (written.back() == '"' || written.back() == '\''))
    written.remove_suffix(1);
  if (written != "SQLALCHEMY_ENGINE_OPTIONS" && !written.ends_with(".SQLALCHEMY_ENGINE_OPTIONS"))
    return;
  EngineCall made{.callee = "SQLALCHEMY_ENGINE_OPTIONS",
                  .place = place_,
                  .module = module_,
                  .where = span(name)};
  if (kind(value) != PyKind::dictionary) {
    made.keywords_known = false;
  } else {
    for (const PyIndex entry : tree_.children(value)) {
      const PyIndex key = child(entry, PyField::key);
      const std::optional<std::string> option =
          key == PyTree::nothing ? std::nullopt : string_value(key);
      if (option)
        made.keywords[*option] = {std::string(text(child(entry, PyField::value))), span(entry)};
      else
        made.keywords_known = false;
    }
  }
  world_.code.engines.push_back(std::move(made));
}

/// The dialect that a URL begins with; empty where that is not known.
std::string Reader::dialect_of(PyIndex url, int depth) {
  url = unwrapped(url);
  if (url == PyTree::nothing || depth > 6) return {};
  const auto of_text = [](std::string_view text) -> std::string {
    const size_t end = text.find_first_of("+:");
    if (end == std::string_view::npos || text.find("://") == std::string_view::npos) return {};
    const std::string dialect = lower(text.substr(0, end));
    return dialect == "postgres" ? "postgresql" : dialect;
  };
  switch (kind(url)) {
    case PyKind::string: {
      const PyIndex first = tree_.child(url, PyKind::string_content);
      if (first == PyTree::nothing || tree_[first].begin > tree_[url].begin + 5) return {};
      return of_text(text(first));
    }
    case PyKind::concatenated_string:
      return dialect_of(tree_.first(url), depth + 1);
    case PyKind::identifier:
      if (const Local* one = local(text(url)); one != nullptr && !one->nodes.empty()) {
        const std::vector<PyIndex> nodes = one->nodes;
        std::string dialect = dialect_of(nodes.front(), depth + 1);
        for (const PyIndex node : nodes)
          if (dialect_of(node, depth + 1) != dialect) return {};
        return dialect;
      }
      [[fallthrough]];
    case PyKind::attribute:
      if (const std::optional<std::string> value = string_value(url)) return of_text(*value);
      return {};
    case PyKind::boolean_operator: {  // os.environ.get("URL") or "sqlite://"
      std::string dialect;
      for (const PyIndex part : tree_.children(url)) dialect = dialect_of(part, depth + 1);
      return dialect;
    }
    case PyKind::call: {
      const Arguments given = arguments(url);
      const std::string_view name = last_name(child(url, PyField::function));
      const PyIndex driver = given.keyword("drivername");
      if (driver != PyTree::nothing || (name == "create" && !given.positional.empty())) {
        const std::optional<std::string> value =
            string_value(driver != PyTree::nothing ? driver : given.positional.front());
        return value ? of_text(*value + "://") : std::string();
      }
      if ((name == "get" || name == "getenv") && given.positional.size() == 2)
        return dialect_of(given.positional[1], depth + 1);
      if (name == "make_url" && !given.positional.empty())
        return dialect_of(given.positional.front(), depth + 1);
      return {};
    }
    default:
      return {};
  }
}

}  // namespace schemalint::code
