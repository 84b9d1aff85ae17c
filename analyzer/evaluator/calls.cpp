// Calls: the project's own functions run, everything else is its own value.

#include <fmt/core.h>

#include <unordered_map>
#include <utility>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

bool Interpreter::spend() {
  if (call_depth_ == 0) return true;  // module bodies end by themselves
  return ++steps_ <= step_share_;
}

bool Interpreter::certain() const {
  return frame_->uncertain == 0;
}

Ref Interpreter::call_node(PyIndex index) {
  const Span where = span(index);
  const Ref callee = evaluate(tree().child(index, PyField::function));
  Call made{.callee = callee};
  const PyIndex list = tree().child(index, PyField::arguments);
  if (list != PyTree::nothing) {
    made.parentheses = span(list);
    if (node(list).kind == PyKind::generator_expression)
      made.arguments.push_back({"", evaluate(list), span(list)});
    else
      add_arguments(list, made);
  }
  return call(callee, std::move(made), where);
}

void Interpreter::add_arguments(PyIndex list, Call& call) {
  for (const PyIndex child : tree().children(list)) {
    switch (node(child).kind) {
      case PyKind::keyword_argument: {
        const std::string name(source(tree().child(child, PyField::name)));
        call.arguments.push_back(
            {name, evaluate(tree().child(child, PyField::value)), span(child)});
        break;
      }
      case PyKind::list_splat: {
        const auto more = items(evaluate(tree().first(child)));
        if (!more) call.complete = false;
        if (more)
          for (const Ref item : *more) call.arguments.push_back({"", item, span(child)});
        break;
      }
      case PyKind::dictionary_splat: {
        const Ref value = evaluate(tree().first(child));
        const auto* more = value->as<Dict>();
        if (more == nullptr || !more->complete) call.complete = false;
        if (more == nullptr) break;
        std::unordered_map<std::string_view, size_t> places;  // the last entry of a key counts
        for (const auto& [key, item] : more->entries) {
          const std::string* name = exact_string(key);
          if (name == nullptr) continue;
          const auto [place, is_new] = places.emplace(*name, call.arguments.size());
          if (is_new)
            call.arguments.push_back({*name, item, span(child)});
          else
            call.arguments[place->second].value = item;
        }
        break;
      }
      default:
        call.arguments.push_back({"", evaluate(child), span(child)});
    }
  }
}

Ref Interpreter::call(Ref callee, Call made, Span where) {
  if (const auto* function = callee->as<const Function*>())
    return made.complete || hook_ ? call_function(**function, nullptr, made.arguments, where)
                                  : outside_call(std::move(made), where);
  if (const auto* method = callee->as<BoundMethod>())
    return call_function(*method->function, method->self, made.arguments, where);
  // functools.partial(f, …)(…) is f(…, …).
  if (const Call* inner = call_of(callee); inner != nullptr &&
                                           qualified_name(inner->callee) == "functools.partial" &&
                                           inner->positional(0) != nullptr) {
    Call whole{.callee = inner->positional(0),
               .arguments = {inner->arguments.begin() + 1, inner->arguments.end()},
               .parentheses = made.parentheses,
               .complete = inner->complete && made.complete};
    for (Argument& argument : made.arguments) {
      if (!argument.name.empty())
        std::erase_if(whole.arguments, [&](const Argument& a) { return a.name == argument.name; });
      whole.arguments.push_back(std::move(argument));
    }
    const Ref target = whole.callee;
    return call(target, std::move(whole), where);
  }
  if (being_made_ != nullptr)
    if (const Ref value = class_being_made(made)) return value;
  if (const auto* method = callee->as<Attribute>())
    if (const Ref value = value_method(method->object, method->name, made, where)) return value;
  if (const auto* external = callee->as<External>())
    if (const Ref value = builtin_call(external->name, made, where)) return value;
  return outside_call(std::move(made), where);
}

/// A call that leads out of the project: the hook may know its result; otherwise it is a value.
Ref Interpreter::outside_call(Call made, Span where) {
  const Ref value = make(std::move(made), where);
  log(value);
  if (hook_)
    if (const Ref answer = hook_(value, certain())) return answer;
  return value;
}

void Interpreter::log(Ref call) {
  if (effects_ != nullptr)
    effects_->push_back({call, certain()});
  else if (calls_of_ != nullptr)
    calls_of_->calls.push_back(call);
}

Ref Interpreter::call_function(const Function& function, Ref self,
                               const std::vector<Argument>& arguments, Span where) {
  const auto code = function_code_.find(&function);
  if (code == function_code_.end()) return unknown("a function without source", where);
  if (call_depth_ >= call_depth_limit) return unknown("calls nested too deeply", where);
  const PyIndex body = code->second.tree->child(function.node, PyField::body);
  if (body == PyTree::nothing) return unknown("a function without a body", where);
  // A revision awaits what it calls.
  if ((*code->second.tree)[function.node].is_async && !hook_) return unknown("a coroutine", where);

  // Of a recursion behind conditions that are not known nobody knows the end.
  size_t& active = active_[&function];
  if (active >= 2 && frame_ != nullptr && frame_->uncertain > 0)
    return unknown("a recursion whose end is not known", where);
  active++;

  Frame frame;
  frame.code = code->second;
  frame.scope = std::make_shared<Scope>();
  frame.scope->kind = Scope::Kind::function;
  frame.scope->parent = function.closure;
  frame.scope->module = function.module;
  frame.function = &function;
  frame.self = self;
  if (frame_ != nullptr) frame.uncertain = frame_->uncertain > 0 ? 1 : 0;
  const Enter enter(*this, frame);
  if (call_depth_ == 0) steps_ = 0;
  call_depth_++;
  bind_parameters(function, self, arguments, *frame.scope);
  Ref result = nullptr;
  if ((*frame.code.tree)[function.node].kind == PyKind::lambda) {
    result = evaluate(body);
  } else {
    const Flow flow = run_block(body);
    result = result_of(frame, flow, where);
  }
  call_depth_--;
  active_[&function]--;
  return result;
}

Ref Interpreter::result_of(Frame& frame, Flow flow, Span where) {
  if (steps_ > step_share_) return unknown("too long to evaluate", where);
  if (frame.is_generator) {
    Sequence all{.items = std::move(frame.yielded), .complete = frame.uncertain == 0};
    return make(std::move(all), where);
  }
  if (flow == Flow::raised && frame.returned.empty()) return unknown("raises", where);
  if (flow == Flow::next) frame.returned.push_back(make(None{}, where));
  const Ref first = frame.returned.front();
  for (const Ref other : frame.returned) {
    const std::string* a = exact_string(first);
    const std::string* b = exact_string(other);
    const bool same = other == first || (a != nullptr && b != nullptr && *a == *b) ||
                      (first->is_none() && other->is_none());
    if (!same) return unknown("depends on a condition that is not known", where);
  }
  return first;
}

/// https://docs.python.org/3/reference/expressions.html#calls
void Interpreter::bind_parameters(const Function& function, Ref self,
                                  const std::vector<Argument>& arguments, Scope& scope) {
  const PyIndex parameters = tree().child(function.node, PyField::parameters);
  if (parameters == PyTree::nothing) return;
  std::vector<Ref> positional;
  if (self != nullptr) positional.push_back(self);
  std::vector<const Argument*> named;
  for (const Argument& argument : arguments) {
    if (argument.name.empty())
      positional.push_back(argument.value);
    else
      named.push_back(&argument);
  }
  size_t next = 0;
  bool keyword_only = false;
  for (const PyIndex parameter : tree().children(parameters)) {
    PyIndex name_node = parameter;
    PyIndex fallback = PyTree::nothing;
    switch (node(parameter).kind) {
      case PyKind::default_parameter:
      case PyKind::typed_default_parameter:
        name_node = tree().child(parameter, PyField::name);
        fallback = tree().child(parameter, PyField::value);
        break;
      case PyKind::typed_parameter:
        name_node = tree().first(parameter);
        break;
      case PyKind::keyword_separator:
        keyword_only = true;
        continue;
      case PyKind::positional_separator:
        continue;
      default:
        break;
    }
    if (name_node == PyTree::nothing) continue;
    const Span where = span(name_node);
    if (node(name_node).kind == PyKind::list_splat_pattern) {
      Sequence rest{.kind = Sequence::Kind::tuple};
      for (; next < positional.size(); next++) rest.items.push_back(positional[next]);
      scope.names[std::string(source(tree().first(name_node)))] = {
          .value = make(std::move(rest), where), .import = std::nullopt};
      keyword_only = true;
      continue;
    }
    if (node(name_node).kind == PyKind::dictionary_splat_pattern) {
      Dict rest;
      for (const Argument* argument : named)
        if (argument != nullptr)
          rest.entries.push_back({string(argument->name, argument->where), argument->value});
      scope.names[std::string(source(tree().first(name_node)))] = {
          .value = make(std::move(rest), where), .import = std::nullopt};
      continue;
    }
    const std::string name(source(name_node));
    Ref value = nullptr;
    for (const Argument*& argument : named) {
      if (argument == nullptr || argument->name != name) continue;
      value = argument->value;
      argument = nullptr;
    }
    if (value == nullptr && !keyword_only && next < positional.size()) value = positional[next++];
    if (value == nullptr && fallback != PyTree::nothing) {
      // Defaults belong to the place where the function is defined.
      Frame outside = *frame_;
      outside.scope = function.closure;
      const Enter enter(*this, outside);
      value = evaluate(fallback);
    }
    if (value == nullptr)
      value = unknown(fmt::format("parameter {} of {}", name, function.name), where);
    scope.names[name] = {.value = value, .import = std::nullopt};
  }
}

}  // namespace schemalint
