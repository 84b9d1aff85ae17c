// The walk through a file: functions, the names that they bind, loops.

#include <algorithm>

#include "analyzer/code/reader.h"

namespace schemalint::code {

Reader::Reader(World& world, uint32_t file, bool is_revision)
    : world_(world),
      file_(file),
      is_revision_(is_revision),
      tree_(world.evaluator.modules().tree(file)),
      names_(world.evaluator, file, tree_),
      module_(world.evaluator.modules().module_name(file)),
      place_(place_of(world.evaluator.modules().source(file).path())) {}

void Reader::read() {
  Code& code = world_.code;
  const size_t queries = code.queries.size();
  const size_t loops = code.loops.size();
  const size_t similarities = code.similarities.size();
  index_functions();
  scopes_.emplace_back();
  visit_children(PyTree::root);
  if (!is_revision_) return;
  // What a revision does to the rows it does once.
  code.queries.resize(queries);
  code.loops.resize(loops);
  code.similarities.resize(similarities);
}

std::string_view Reader::text(PyIndex node) const {
  if (node == PyTree::nothing) return {};
  return world_.evaluator.source(span(node));
}

/// The class that a statement stands in directly; nothing for what is nested in functions.
void Reader::index_functions() {
  for (PyIndex node = 0; node < tree_.nodes.size(); node++) {
    if (kind(node) != PyKind::function_definition) continue;
    PyIndex around = tree_[node].parent;
    if (kind(around) == PyKind::decorated_definition) around = tree_[around].parent;
    if (kind(around) == PyKind::block) around = tree_[around].parent;
    const bool in_class = kind(around) == PyKind::class_definition;
    if (!in_class && around != PyTree::root) continue;
    functions_by_name_[{in_class ? around : PyTree::nothing, text(child(node, PyField::name))}] =
        node;
  }
}

void Reader::visit_children(PyIndex node) {
  for (const PyIndex child : tree_.children(node)) visit(child);
}

Known Reader::visit(PyIndex node) {
  switch (kind(node)) {
    case PyKind::function_definition:
      if (returns_[node].state == Returns::State::not_read) function(node);
      return {};
    case PyKind::class_definition:
      class_body(node);
      return {};
    case PyKind::block: {
      const PyIndex before = std::exchange(block_, node);
      visit_children(node);
      block_ = before;
      return {};
    }
    case PyKind::assignment:
      assignment(node);
      return {};
    case PyKind::augmented_assignment:
      augmented_assignment(node);
      return {};
    case PyKind::for_statement:
      loop(node);
      return {};
    case PyKind::with_item:
      with_item(node);
      return {};
    case PyKind::return_statement:
      return_value(node);
      return {};
    case PyKind::import_statement:
    case PyKind::import_from_statement:
    case PyKind::type:
      return {};
    default:
      return expression(node);
  }
}

void Reader::class_body(PyIndex node) {
  classes_.push_back(node);
  scopes_.emplace_back();
  if (const PyIndex body = child(node, PyField::body); body != PyTree::nothing) visit(body);
  scopes_.pop_back();
  classes_.pop_back();
}

void Reader::function(PyIndex node) {
  returns_[node].state = Returns::State::reading;
  functions_.push_back(node);
  scopes_.emplace_back();
  parameters(node);
  if (const PyIndex body = child(node, PyField::body); body != PyTree::nothing) visit(body);
  scopes_.pop_back();
  functions_.pop_back();
  returns_[node].state = Returns::State::read;
}

void Reader::parameters(PyIndex node) {
  const PyIndex list = child(node, PyField::parameters);
  if (list == PyTree::nothing) return;
  size_t position = 0;
  for (const PyIndex parameter : tree_.children(list)) {
    PyIndex name =
        kind(parameter) == PyKind::identifier ? parameter : child(parameter, PyField::name);
    if (name == PyTree::nothing) name = tree_.first(parameter);
    if (name == PyTree::nothing) continue;
    Local local{.kind = Local::Kind::parameter, .function = node, .position = position++};
    local.annotation = child(parameter, PyField::type);
    if (kind(name) != PyKind::identifier) local.kind = Local::Kind::other;  // *args
    if (const PyIndex value = child(parameter, PyField::value); value != PyTree::nothing)
      visit(value);
    const std::string_view bound =
        kind(name) == PyKind::identifier ? text(name) : text(tree_.first(name));
    local.name = bound;
    scopes_.back()[bound] = std::move(local);
  }
}

// ---- names ----

Local* Reader::local(std::string_view name) {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
    if (const auto found = scope->find(name); found != scope->end()) return &found->second;
  return nullptr;
}

const Local* Reader::local(std::string_view name) const {
  return const_cast<Reader*>(this)->local(name);
}

/// Whether nothing comes of it: None, an empty list. A variable may begin so.
bool Reader::is_neutral(PyIndex node) const {
  if (node == PyTree::nothing) return false;
  const PyKind is = kind(node);
  return is == PyKind::none ||
         ((is == PyKind::list || is == PyKind::tuple) && tree_.first(node) == PyTree::nothing);
}

/// A variable that is assigned in a branch may still have its value from before.
void Reader::set_local(std::string_view name, Local fresh) {
  fresh.block = block_;
  const auto [at, is_new] = scopes_.back().try_emplace(name, fresh);
  if (is_new) return;
  Local& before = at->second;
  if (replaces(before)) {
    before = std::move(fresh);
    return;
  }
  const auto neutral = [&](const Local& local) {
    return !local.nodes.empty() &&
           std::ranges::all_of(local.nodes, [&](PyIndex node) { return is_neutral(node); });
  };
  if (neutral(before))
    before.value = std::move(fresh.value);
  else if (!neutral(fresh))
    before.value = merged(before.value, fresh.value);
  before.nodes.insert(before.nodes.end(), fresh.nodes.begin(), fresh.nodes.end());
  if (before.kind != fresh.kind && before.kind != Local::Kind::parameter)
    before.kind = Local::Kind::other;
}

/// Whether an assignment in this block is sure to take the place of what was before.
bool Reader::replaces(const Local& before) const {
  if (before.block == PyTree::nothing)
    return functions_.empty() || block_ == child(functions_.back(), PyField::body);
  const PyNode& inner = tree_[before.block];
  const PyNode& outer = tree_[block_];
  return outer.begin <= inner.begin && inner.end <= outer.end;
}

void Reader::bind(PyIndex target, const Known& value, PyIndex source, Local::Kind how) {
  switch (kind(target)) {
    case PyKind::identifier: {
      Local local{.kind = how, .value = value};
      if (source != PyTree::nothing) local.nodes.push_back(source);
      set_local(text(target), std::move(local));
      break;
    }
    case PyKind::attribute:
    case PyKind::subscript:
      // What is written is not read; what leads there is.
      if (const Known object = visit(tree_.first(target));
          object.is(Known::Kind::object) && object.loop && kind(target) == PyKind::attribute) {
        std::vector<std::string> path = object.path;
        path.emplace_back(text(child(target, PyField::attribute)));
        assigned_.emplace(*object.loop, std::move(path));
      }
      break;
    case PyKind::pattern_list:
    case PyKind::tuple_pattern:
    case PyKind::list_pattern:
    case PyKind::tuple:
    case PyKind::list:
    case PyKind::expression_list: {
      std::vector<PyIndex> sources;
      if (source != PyTree::nothing && how == Local::Kind::assigned &&
          (kind(source) == PyKind::expression_list || kind(source) == PyKind::tuple))
        for (const PyIndex part : tree_.children(source)) sources.push_back(part);
      size_t position = 0;
      for (const PyIndex part : tree_.children(target)) {
        const Known known = value.is(Known::Kind::row) ? part_of(value, position) : Known{};
        if (position < sources.size())
          bind(part, known, sources[position], Local::Kind::assigned);
        else
          bind(part, known, source, Local::Kind::element);
        position++;
      }
      break;
    }
    default:
      for (const PyIndex part : tree_.children(target))
        bind(part, {}, source, Local::Kind::element);
  }
}

/// The variable that a chain of calls begins with: `statement` of `statement.where(…).limit(1)`.
std::string_view Reader::root_name(PyIndex node) const {
  while (node != PyTree::nothing) {
    if (kind(node) == PyKind::identifier) return text(node);
    if (kind(node) == PyKind::call)
      node = child(node, PyField::function);
    else if (kind(node) == PyKind::attribute)
      node = child(node, PyField::object);
    else if (kind(node) == PyKind::parenthesized_expression)
      node = tree_.first(node);
    else
      return {};
  }
  return {};
}

void Reader::assignment(PyIndex node) {
  const PyIndex target = child(node, PyField::left);
  const PyIndex value = child(node, PyField::right);
  if (target == PyTree::nothing || value == PyTree::nothing) return;
  if (kind(value) == PyKind::assignment) {  // a = b = x
    assignment(value);
    PyIndex last = value;
    while (kind(last) == PyKind::assignment) last = child(last, PyField::right);
    bind(target, {}, last, Local::Kind::assigned);
    return;
  }
  const bool to_itself = kind(target) == PyKind::identifier && root_name(value) == text(target);
  const std::string_view before =
      std::exchange(in_place_, to_itself ? text(target) : std::string_view());
  const Known known = visit(value);
  in_place_ = before;
  if (to_itself && known.is(Known::Kind::query)) {
    // The query itself has been changed; what the variable was before still counts.
    if (Local* one = local(text(target))) {
      one->value = known;
      return;
    }
  }
  engine_options(target, value);
  bind(target, known, value, Local::Kind::assigned);
}

void Reader::augmented_assignment(PyIndex node) {
  const PyIndex target = child(node, PyField::left);
  const PyIndex value = child(node, PyField::right);
  if (target == PyTree::nothing || value == PyTree::nothing) return;
  visit(value);
  visit(target);
  if (kind(target) != PyKind::identifier) return;
  if (Local* one = local(text(target))) {
    one->nodes.push_back(value);
    one->value = {};
  }
}

void Reader::return_value(PyIndex node) {
  const PyIndex value = tree_.first(node);
  if (value == PyTree::nothing) return;
  const Known known = visit(value);
  if (functions_.empty() || is_neutral(value)) return;
  Returns& returns = returns_[functions_.back()];
  if (returns.mixed) return;
  if (known.is(Known::Kind::nothing)) {
    returns.mixed = true;
    returns.value = {};
  } else if (returns.value.is(Known::Kind::nothing)) {
    returns.value = known;
  } else {
    returns.value = merged(returns.value, known);
    returns.mixed = returns.value.is(Known::Kind::nothing);
  }
}

/// What a call of a function of this file returns, where all its returns agree.
Known Reader::returned(PyIndex call, PyIndex callee) {
  PyIndex owner = PyTree::nothing;
  std::string_view name = text(callee);
  if (kind(callee) == PyKind::attribute) {
    const std::string_view object = text(child(callee, PyField::object));
    if ((object != "self" && object != "cls") || classes_.empty()) return {};
    owner = classes_.back();
    name = last_name(callee);
  } else if (local(name) != nullptr) {
    return {};
  }
  const auto found = functions_by_name_.find({owner, name});
  if (found == functions_by_name_.end()) return {};
  Returns& returns = returns_[found->second];
  if (returns.state == Returns::State::reading) return {};
  if (returns.state == Returns::State::not_read) {
    std::vector<Scope> scopes = std::exchange(scopes_, {});
    scopes_.push_back(scopes.front());
    std::vector<PyIndex> functions = std::exchange(functions_, {});
    std::vector<PyIndex> classes = std::exchange(classes_, {});
    if (owner != PyTree::nothing) classes_.push_back(owner);
    const PyIndex block = std::exchange(block_, PyTree::root);
    const std::string_view in_place = std::exchange(in_place_, {});
    function(found->second);
    scopes_ = std::move(scopes);
    functions_ = std::move(functions);
    classes_ = std::move(classes);
    block_ = block;
    in_place_ = in_place;
  }
  const Known& value = returns_[found->second].value;
  if (value.is(Known::Kind::field)) return {};
  Known result = value.is(Known::Kind::query) ? copied(value, span(call)) : value;
  result.loop = std::nullopt;
  return result;
}

// ---- loops ----

void Reader::loop(PyIndex node) {
  const PyIndex target = child(node, PyField::left);
  const PyIndex iterable = child(node, PyField::right);
  const Known rows = iterable == PyTree::nothing ? Known{} : visit(iterable);
  const PyIndex body = child(node, PyField::body);
  PyIndex last = PyTree::nothing;
  if (body != PyTree::nothing)
    for (const PyIndex statement : tree_.children(body)) last = statement;
  const bool once = last != PyTree::nothing && (kind(last) == PyKind::return_statement ||
                                                kind(last) == PyKind::break_statement);
  const PyIndex before = std::exchange(block_, body);
  if (target != PyTree::nothing) bind_loop_target(target, iterable, once ? Known{} : rows);
  block_ = before;
  for (const PyIndex part : tree_.children(node))
    if (part != target && part != iterable) visit(part);
}

void Reader::bind_loop_target(PyIndex target, PyIndex iterable, const Known& rows) {
  const PyIndex bare = unwrapped(iterable);
  const bool counted = kind(bare) == PyKind::call &&
                       text(child(bare, PyField::function)) == "enumerate" &&
                       kind(target) == PyKind::pattern_list;
  const Known element = iterated(iterable, rows);
  if (!counted) {
    bind(target, element, iterable, Local::Kind::element);
    return;
  }
  size_t position = 0;
  for (const PyIndex part : tree_.children(target)) {
    if (position++ == 0)
      bind(part, {}, PyTree::nothing, Local::Kind::other);
    else
      bind(part, element, iterable, Local::Kind::element);
  }
}

void Reader::with_item(PyIndex node) {
  const PyIndex value = tree_.first(node);
  if (value == PyTree::nothing) return;
  if (kind(value) != PyKind::as_pattern) {
    visit(value);
    return;
  }
  const PyIndex made = tree_.first(value);
  if (made != PyTree::nothing) visit(made);
  const PyIndex alias = tree_.child(value, PyKind::as_pattern_target);
  if (alias != PyTree::nothing && tree_.first(alias) != PyTree::nothing)
    bind(tree_.first(alias), {}, made, Local::Kind::other);
}

}  // namespace schemalint::code
