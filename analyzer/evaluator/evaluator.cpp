#include "analyzer/evaluator.h"

#include <utility>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

struct Evaluator::Impl {
  explicit Impl(Modules& modules) : interpreter(modules) {}
  Interpreter interpreter;
};

Evaluator::Evaluator(Modules& modules) : impl_(std::make_unique<Impl>(modules)) {}
Evaluator::~Evaluator() = default;

Module* Evaluator::module_of_file(uint32_t file) {
  return impl_->interpreter.module_of_file(file);
}

Module* Evaluator::module(std::string_view name, uint32_t from_file) {
  return impl_->interpreter.module_named(name, from_file);
}

Ref Evaluator::attribute(Ref object, std::string_view name, Span where) {
  return impl_->interpreter.attribute(object, name, where);
}

Ref Evaluator::call(const Function& function, const std::vector<Argument>& arguments, Span where) {
  return impl_->interpreter.call_function(function, nullptr, arguments, where);
}

Ref Evaluator::call_method(const Function& function, Ref self,
                           const std::vector<Argument>& arguments, Span where, const Hook& hook) {
  Interpreter& interpreter = impl_->interpreter;
  Hook before = std::exchange(interpreter.hook_, hook ? hook : interpreter.hook_);
  const Ref value = interpreter.call_function(function, self, arguments, where);
  interpreter.hook_ = std::move(before);
  return value;
}

std::vector<Effect> Evaluator::run(const Function& function, const Hook& hook,
                                   const std::vector<Argument>& arguments) {
  Interpreter& interpreter = impl_->interpreter;
  std::vector<Effect> effects;
  interpreter.hook_ = hook;
  interpreter.effects_ = &effects;
  interpreter.call_function(function, nullptr, arguments, function.where);
  interpreter.effects_ = nullptr;
  interpreter.hook_ = nullptr;
  return effects;
}

Ref Evaluator::make(Value::Content content, Span where) {
  return impl_->interpreter.make(std::move(content), where);
}
Ref Evaluator::unknown(std::string reason, Span where) {
  return impl_->interpreter.unknown(std::move(reason), where);
}
Ref Evaluator::string(std::string text, Span where) {
  return impl_->interpreter.string(std::move(text), where);
}

std::string_view Evaluator::source(Span where) const {
  return where.known() ? impl_->interpreter.modules_.source(where.file).text(where)
                       : std::string_view();
}

Modules& Evaluator::modules() {
  return impl_->interpreter.modules_;
}

Ref Interpreter::make(Value::Content content, Span where) {
  values_.push_back({.content = std::move(content), .where = where, .attribute = {}});
  return &values_.back();
}

Ref Interpreter::unknown(std::string reason, Span where) {
  return make(Unknown{std::move(reason)}, where);
}

Ref Interpreter::string(std::string text, Span where) {
  return make(Str{.text = Text::derived(std::move(text), where)}, where);
}

Span Interpreter::span(PyIndex index) const {
  return {frame_->code.file, node(index).begin, node(index).end};
}

std::string_view Interpreter::source(PyIndex index) const {
  return frame_->code.source->text(span(index));
}

}  // namespace schemalint
