// Statements: https://docs.python.org/3/reference/compound_stmts.html

#include <fmt/core.h>

#include <utility>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

Flow Interpreter::run_block(PyIndex block) {
  for (const PyIndex statement : tree().children(block)) {
    const Flow flow = run_statement(statement);
    if (flow != Flow::next) return flow;
  }
  return Flow::next;
}

Flow Interpreter::run_statement(PyIndex statement) {
  if (!spend() || depth_ >= depth_limit) return Flow::raised;
  depth_++;
  const Flow flow = run_one(statement);
  depth_--;
  return flow;
}

Flow Interpreter::run_one(PyIndex statement) {
  switch (node(statement).kind) {
    case PyKind::expression_statement:
      for (const PyIndex child : tree().children(statement)) run_statement(child);
      return Flow::next;
    case PyKind::assignment:
      assignment(statement);
      return Flow::next;
    case PyKind::augmented_assignment:
      augmented_assignment(statement);
      return Flow::next;
    case PyKind::type_alias_statement:
      type_alias(statement);
      return Flow::next;
    case PyKind::import_statement:
      import_statement(statement);
      return Flow::next;
    case PyKind::import_from_statement:
      if (frame_->tries > 0 && is_missing_import(statement)) return Flow::raised;
      import_from_statement(statement);
      return Flow::next;
    case PyKind::class_definition:
      class_definition(statement, {});
      return Flow::next;
    case PyKind::function_definition:
      function_definition(statement, {});
      return Flow::next;
    case PyKind::decorated_definition: {
      std::vector<Ref> decorators;
      for (const PyIndex child : tree().children(statement)) {
        if (node(child).kind == PyKind::decorator)
          decorators.push_back(evaluate(tree().first(child)));
        else if (node(child).kind == PyKind::class_definition)
          class_definition(child, std::move(decorators));
        else if (node(child).kind == PyKind::function_definition)
          function_definition(child, std::move(decorators));
      }
      return Flow::next;
    }
    case PyKind::if_statement:
      return if_statement(statement);
    case PyKind::for_statement:
      return for_statement(statement);
    case PyKind::while_statement:
      return while_statement(statement);
    case PyKind::try_statement:
      return try_statement(statement);
    case PyKind::with_statement:
      return with_statement(statement);
    case PyKind::match_statement:
      return match_statement(statement);
    case PyKind::delete_statement:
      delete_statement(statement);
      return Flow::next;
    case PyKind::global_statement:
      for (const PyIndex child : tree().children(statement))
        frame_->scope->global_names.insert(std::string(source(child)));
      return Flow::next;
    case PyKind::return_statement: {
      const PyIndex value = tree().first(statement);
      frame_->returned.push_back(value == PyTree::nothing ? make(None{}) : evaluate(value));
      return Flow::returned;
    }
    case PyKind::raise_statement: {
      // A module that raises cannot be imported: what was taken for granted of its environment is
      // not so (`if not os.getenv("SCHEMA"): raise …`).
      const bool ends_module = frame_->function == nullptr && certain() && frame_->tries == 0;
      return ends_module ? Flow::next : Flow::raised;
    }
    case PyKind::break_statement:
      return Flow::leave_loop;
    case PyKind::continue_statement:
      return Flow::next_round;
    case PyKind::error:  // what the parser could still make out inside of it
    case PyKind::block:
      return run_block(statement);
    case PyKind::assert_statement:
    case PyKind::pass_statement:
    case PyKind::nonlocal_statement:
    case PyKind::future_import_statement:
      return Flow::next;
    default:
      evaluate(statement);
      return Flow::next;
  }
}

void Interpreter::assignment(PyIndex statement) {
  const PyIndex left = tree().child(statement, PyField::left);
  const PyIndex right = tree().child(statement, PyField::right);
  const PyIndex type = tree().child(statement, PyField::type);
  if (left == PyTree::nothing) return;
  const Ref value = right == PyTree::nothing ? nullptr : evaluate(right);
  const ScopePtr scope = frame_->scope;
  const bool in_class = scope->kind == Scope::Kind::class_body && type != PyTree::nothing;
  assign(left, value, span(statement),
         in_class ? unknown("an annotation that is not read yet", span(type)) : nullptr);
  if (in_class && node(left).kind == PyKind::identifier)
    pending_.push_back({.cls = scope->cls,
                        .index = scope->cls->body.size() - 1,
                        .code = frame_->code,
                        .node = type,
                        .scope = scope});
}

/// `type Name = str` is what `Name = TypeAliasType("Name", str)` is: a type of its own.
void Interpreter::type_alias(PyIndex statement) {
  const PyIndex left = tree().child(statement, PyField::left);
  const PyIndex right = tree().child(statement, PyField::right);
  if (left == PyTree::nothing || right == PyTree::nothing) return;
  Call alias{.callee = make(External{"typing.TypeAliasType"}, span(statement))};
  alias.arguments.push_back({"", string(std::string(source(left)), span(left)), span(left)});
  alias.arguments.push_back({"", annotation(right), span(right)});
  assign(left, make(std::move(alias), span(statement)), span(statement));
}

void Interpreter::augmented_assignment(PyIndex statement) {
  const PyIndex left = tree().child(statement, PyField::left);
  const PyIndex right = tree().child(statement, PyField::right);
  if (left == PyTree::nothing || right == PyTree::nothing) return;
  const Ref before = evaluate(left);
  Ref operand = evaluate(right);
  // `list += x` takes any iterable, `list + x` a list only.
  const auto* list = before->as<Sequence>();
  if (list != nullptr && list->kind == Sequence::Kind::list)
    if (auto more = items(operand))
      operand = make(Sequence{.items = std::move(*more)}, span(right));
  const Ref after = binary(node(statement).op, before, operand, span(statement));
  assign(left, after, span(statement));
}

void Interpreter::delete_statement(PyIndex statement) {
  for (const PyIndex child : tree().children(statement))
    if (node(child).kind == PyKind::identifier)
      frame_->scope->names.erase(std::string(source(child)));
}

std::vector<PyIndex> Interpreter::branch_blocks(PyIndex statement, PyKind kind) {
  std::vector<PyIndex> blocks;
  for (const PyIndex child : tree().children(statement)) {
    if (node(child).kind != kind) continue;
    const PyIndex block = tree().child(child, PyKind::block);
    if (block != PyTree::nothing) blocks.push_back(block);
  }
  return blocks;
}

Flow Interpreter::if_statement(PyIndex statement) {
  const Flow flow = run_branches(statement);
  // `if TYPE_CHECKING:` does not run, but annotations speak of what it imports.
  const PyIndex block = tree().child(statement, PyField::consequence);
  const PyIndex condition = tree().child(statement, PyField::condition);
  const bool is_for_types = block != PyTree::nothing && condition != PyTree::nothing &&
                            source(condition).ends_with("TYPE_CHECKING") &&
                            !source(condition).starts_with("not ");
  if (is_for_types && flow == Flow::next && frame_->scope->kind != Scope::Kind::class_body)
    bind_only_new(block);
  return flow;
}

Flow Interpreter::run_branches(PyIndex statement) {
  std::vector<PyIndex> open;  // branches that may be the one
  bool one_must_run = false;
  const Ref condition = evaluate(tree().child(statement, PyField::condition));
  if (const auto* external = condition->as<External>();
      external != nullptr && external->name.ends_with(".TYPE_CHECKING"))
    for_type_checkers(tree().child(statement, PyField::consequence));
  for (const PyIndex child : tree().children(statement)) {
    const PyNode& clause = node(child);
    PyIndex block = PyTree::nothing;
    Truth holds = Truth::yes;
    if (clause.field == PyField::consequence) {
      block = child;
      holds = truth(condition);
      if (holds == Truth::unknown) holds = switched_by_setting(statement, child);
    } else if (clause.kind == PyKind::elif_clause) {
      block = tree().child(child, PyKind::block);
      holds = truth(evaluate(tree().child(child, PyField::condition)));
    } else if (clause.kind == PyKind::else_clause) {
      block = tree().child(child, PyKind::block);
    } else {
      continue;
    }
    if (holds == Truth::no || block == PyTree::nothing) continue;
    if (holds == Truth::yes && open.empty()) return run_block(block);
    open.push_back(block);
    if (holds == Truth::yes) {
      one_must_run = true;
      break;
    }
  }
  return open.empty() ? Flow::next : maybe(open, one_must_run);
}

/// Runs blocks of which one, or none, would run, each from the same beginning, and keeps of the
/// names what all of them agree on. One that ends the loop, or this round of it, leaves its names
/// behind for what follows the loop.
Flow Interpreter::maybe(const std::vector<PyIndex>& branches, bool one_must_run) {
  const ScopePtr scope = frame_->scope;
  const Names before = scope->names;
  std::vector<Names> ends;
  size_t left = 0;
  size_t returned = 0;
  frame_->uncertain++;
  for (const PyIndex block : branches) {
    scope->names = before;
    const Flow flow = run_block(block);
    // A program that raises has no schema: the branch is not the one that runs.
    if (flow == Flow::raised) continue;
    if (flow != Flow::returned) ends.push_back(scope->names);
    if (flow != Flow::next) left++;
    if (flow == Flow::returned) returned++;
  }
  frame_->uncertain--;
  scope->names = before;
  if (ends.empty() && returned > 0 && one_must_run) return Flow::returned;
  if (ends.empty() && left == 0) return Flow::next;
  if (left > 0) frame_->uncertain++;  // for the rest of the frame, or of the loop
  if (left > 0 && returned == 0) frame_->breaks++;
  merge_branches(before, ends, one_must_run && left == 0);
  return Flow::next;
}

void Interpreter::merge_branches(const Names& before, const std::vector<Names>& ends,
                                 bool one_must_run) {
  const auto same = [](const Slot& a, const Slot& b) {
    if (a.value != b.value) return false;
    if (a.import.has_value() != b.import.has_value()) return false;
    return !a.import || (a.import->module == b.import->module && a.import->name == b.import->name);
  };
  Scope& scope = *frame_->scope;
  std::unordered_map<std::string, std::vector<Slot>> results;
  for (const Names& end : ends)
    for (const auto& [name, slot] : end) results[name].push_back(slot);
  for (auto& [name, slots] : results) {
    const auto old = before.find(name);
    if (old != before.end() && (!one_must_run || slots.size() < ends.size()))
      slots.push_back(old->second);
    bool agreed = true;
    for (const Slot& slot : slots) agreed = agreed && same(slot, slots.front());
    if (agreed) {
      scope.names[name] = slots.front();
      continue;
    }
    const Ref first = slots.front().value;
    bind(name, unknown("depends on a condition that is not known", first ? first->where : Span{}),
         first ? first->where : Span{});
  }
}

/// `if TYPE_CHECKING:` does not run, but holds imports that a reader needs as much as a type
/// checker does. What runs instead binds the same names later. Nothing of it is part of a class.
void Interpreter::for_type_checkers(PyIndex block) {
  Class* const cls = frame_->scope->cls;
  const size_t bindings = cls != nullptr ? cls->body.size() : 0;
  run_block(block);
  if (frame_->scope->kind != Scope::Kind::class_body) return;
  std::erase_if(pending_, [&](const Pending& pending) {
    return pending.cls == cls && pending.index >= bindings;
  });
  cls->body.erase(cls->body.begin() + static_cast<ptrdiff_t>(bindings), cls->body.end());
}

Flow Interpreter::for_statement(PyIndex statement) {
  const PyIndex target = tree().child(statement, PyField::left);
  const PyIndex over = tree().child(statement, PyField::right);
  const PyIndex body = tree().child(statement, PyField::body);
  if (target == PyTree::nothing || over == PyTree::nothing || body == PyTree::nothing)
    return Flow::next;
  const Ref iterable = evaluate(over);
  const auto known = items(iterable);
  const unsigned breaks = frame_->breaks;
  if (!known) {
    assign(target, unknown("an item of what is not known", span(over)), span(target));
    return end_loop(breaks, maybe({body}, false));
  }
  for (const Ref item : *known) {
    if (!spend()) return Flow::raised;
    assign(target, item, span(target));
    const Flow flow = run_block(body);
    if (flow == Flow::leave_loop) return end_loop(breaks, Flow::next);
    if (flow == Flow::returned || flow == Flow::raised) return flow;
  }
  end_loop(breaks, Flow::next);
  for (const PyIndex block : branch_blocks(statement, PyKind::else_clause)) return run_block(block);
  return Flow::next;
}

/// Goes on as long as the condition is known to hold. A round that may have left the loop is the
/// last one that is looked at: the next would do the same again.
Flow Interpreter::while_statement(PyIndex statement) {
  constexpr unsigned most_rounds = 1000;
  const PyIndex body = tree().child(statement, PyField::body);
  const PyIndex condition = tree().child(statement, PyField::condition);
  if (body == PyTree::nothing || condition == PyTree::nothing) return Flow::next;
  const unsigned breaks = frame_->breaks;
  for (unsigned round = 0; frame_->breaks == breaks; round++) {
    const Truth holds = round < most_rounds ? truth(evaluate(condition)) : Truth::unknown;
    if (holds == Truth::no) break;
    if (holds == Truth::unknown) return end_loop(breaks, maybe({body}, false));
    if (!spend()) return Flow::raised;
    const Flow flow = run_block(body);
    if (flow == Flow::leave_loop) break;
    if (flow == Flow::returned || flow == Flow::raised) return flow;
  }
  return end_loop(breaks, Flow::next);
}

/// Behind a loop it is certain again what a `break` or `continue` in it made uncertain.
Flow Interpreter::end_loop(unsigned breaks, Flow flow) {
  frame_->uncertain -= frame_->breaks - breaks;
  frame_->breaks = breaks;
  return flow;
}

/// Runs a handler for the names that only it binds: `try: from a import X` … `except: X = None`.
/// It does not happen, so that nobody is told what it calls.
void Interpreter::bind_only_new(PyIndex block) {
  const ScopePtr scope = frame_->scope;
  const Names before = scope->names;
  const size_t bindings = scope->cls != nullptr ? scope->cls->body.size() : 0;
  frame_->uncertain++;
  const size_t returned = frame_->returned.size();
  Evaluator::Hook hook = std::exchange(hook_, nullptr);
  run_block(block);
  hook_ = std::move(hook);
  frame_->returned.resize(returned);
  frame_->uncertain--;
  for (const auto& [name, slot] : before) scope->names[name] = slot;
  if (scope->kind == Scope::Kind::class_body)
    for (size_t i = scope->cls->body.size(); i-- > bindings;)
      if (before.contains(scope->cls->body[i].name)) take_back_binding(*scope->cls, i);
}

/// Removes a binding from a class's body, and with it its annotation that is still to be read.
void Interpreter::take_back_binding(Class& cls, size_t index) {
  cls.body.erase(cls.body.begin() + static_cast<ptrdiff_t>(index));
  std::erase_if(pending_, [&](const Pending& pending) {
    return pending.cls == &cls && pending.index == index;
  });
  for (Pending& pending : pending_)
    if (pending.cls == &cls && pending.index > index) pending.index--;
}

Flow Interpreter::try_statement(PyIndex statement) {
  const PyIndex body = tree().child(statement, PyField::body);
  frame_->tries++;
  Flow flow = body == PyTree::nothing ? Flow::next : run_block(body);
  frame_->tries--;
  const std::vector<PyIndex> handlers = branch_blocks(statement, PyKind::except_clause);
  if (flow == Flow::raised && handlers.size() == 1) {
    flow = run_block(handlers.front());
  } else if (flow == Flow::raised && !handlers.empty()) {
    flow = maybe(handlers, true);
  } else if (flow == Flow::next) {
    for (const PyIndex block : handlers) bind_only_new(block);
    for (const PyIndex block : branch_blocks(statement, PyKind::else_clause))
      if (flow == Flow::next) flow = run_block(block);
  }
  for (const PyIndex block : branch_blocks(statement, PyKind::finally_clause)) {
    const Flow last = run_block(block);
    if (last != Flow::next) flow = last;
  }
  return flow;
}

Flow Interpreter::with_statement(PyIndex statement) {
  std::vector<std::pair<Ref, Span>> managers;
  const PyIndex clause = tree().child(statement, PyKind::with_clause);
  if (clause != PyTree::nothing) {
    for (const PyIndex item : tree().children(clause)) {
      PyIndex value = tree().child(item, PyField::value);
      if (value == PyTree::nothing) value = tree().first(item);
      if (value == PyTree::nothing) continue;
      PyIndex target = PyTree::nothing;
      PyIndex expression = value;
      if (node(value).kind == PyKind::as_pattern) {
        expression = tree().first(value);
        target = tree().child(value, PyField::alias);
      }
      const Ref manager = evaluate(expression);
      const Span where = span(expression);
      const Ref entered =
          outside_call({.callee = make(Attribute{manager, "__enter__"}, where)}, where);
      const Call* same = call_of(entered);
      const bool answered = same == nullptr ||
                            call_of(entered)->callee->as<Attribute>() == nullptr ||
                            same->callee->as<Attribute>()->name != "__enter__";
      if (target != PyTree::nothing && tree().first(target) != PyTree::nothing)
        assign(tree().first(target), answered ? entered : manager, span(item));
      managers.push_back({manager, where});
    }
  }
  const PyIndex body = tree().child(statement, PyField::body);
  const Flow flow = body == PyTree::nothing ? Flow::next : run_block(body);
  for (auto manager = managers.rbegin(); manager != managers.rend(); ++manager)
    outside_call({.callee = make(Attribute{manager->first, "__exit__"}, manager->second)},
                 manager->second);
  return flow;
}

Flow Interpreter::match_statement(PyIndex statement) {
  std::vector<PyIndex> blocks;
  const PyIndex body = tree().child(statement, PyField::body);
  if (body == PyTree::nothing) return Flow::next;
  for (const PyIndex child : tree().children(body)) {
    const PyIndex block = tree().child(child, PyKind::block);
    if (block != PyTree::nothing) blocks.push_back(block);
  }
  return blocks.empty() ? Flow::next : maybe(blocks, false);
}

}  // namespace schemalint
