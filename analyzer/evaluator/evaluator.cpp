#include "analyzer/evaluator.h"

#include <algorithm>
#include <utility>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

struct Evaluator::Impl {
  explicit Impl(Modules& modules) : interpreter(modules) {}

  /// What a reader has run gets steps of its own, also where a hook of another run asks for it.
  class Share {
   public:
    Share(Interpreter& interpreter, uint64_t steps)
        : interpreter_(interpreter),
          steps_(std::exchange(interpreter.steps_, 0)),
          share_(std::exchange(interpreter.step_share_, steps)) {}
    ~Share() {
      interpreter_.steps_ = steps_;
      interpreter_.step_share_ = share_;
    }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    bool used_up() const { return interpreter_.steps_ > interpreter_.step_share_; }

   private:
    Interpreter& interpreter_;
    uint64_t steps_;
    uint64_t share_;
  };

  Interpreter interpreter;
  bool cut_short = false;
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
  const Impl::Share share(impl_->interpreter, Interpreter::step_limit);
  return impl_->interpreter.call_function(function, nullptr, arguments, where);
}

Ref Evaluator::call_method(const Function& function, Ref self,
                           const std::vector<Argument>& arguments, Span where, const Hook& hook) {
  Interpreter& interpreter = impl_->interpreter;
  const Impl::Share share(interpreter, Interpreter::step_limit);
  Hook before = std::exchange(interpreter.hook_, hook ? hook : interpreter.hook_);
  const Ref value = interpreter.call_function(function, self, arguments, where);
  interpreter.hook_ = std::move(before);
  return value;
}

Ref Evaluator::return_annotation(const Function& function) {
  const Impl::Share share(impl_->interpreter, Interpreter::step_limit);
  return impl_->interpreter.return_annotation(function);
}

std::vector<Effect> Evaluator::run(const Function& function, const Hook& hook,
                                   const std::vector<Argument>& arguments) {
  Interpreter& interpreter = impl_->interpreter;
  const Impl::Share share(interpreter, Interpreter::run_step_limit);
  std::vector<Effect> effects;
  // A hook may run functions itself, as the reader of a type that a revision names does.
  Hook outer_hook = std::exchange(interpreter.hook_, hook);
  std::vector<Effect>* const outer_effects = std::exchange(interpreter.effects_, &effects);
  interpreter.call_function(function, nullptr, arguments, function.where);
  interpreter.effects_ = outer_effects;
  interpreter.hook_ = std::move(outer_hook);
  impl_->cut_short = share.used_up();
  return effects;
}

std::vector<Module*> Evaluator::library_modules() const {
  std::vector<Module*> modules;
  for (const auto& [file, module] : impl_->interpreter.by_file_)
    if (module != nullptr && impl_->interpreter.modules_.is_library(file))
      modules.push_back(module);
  std::ranges::sort(modules, {}, &Module::file);
  return modules;
}

bool Evaluator::cut_short() const {
  return impl_->cut_short;
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

Ref Interpreter::tuple(std::vector<Ref> items, Span where) {
  return make(Sequence{.kind = Sequence::Kind::tuple, .items = std::move(items)}, where);
}

Span Interpreter::span(PyIndex index) const {
  return {frame_->code.file, node(index).begin, node(index).end};
}

std::string_view Interpreter::source(PyIndex index) const {
  return frame_->code.source->text(span(index));
}

}  // namespace schemalint
