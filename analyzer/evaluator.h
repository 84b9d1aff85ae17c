#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/modules.h"
#include "analyzer/value.h"

namespace schemalint {

/// A call that a function made while it ran, in order.
struct Effect {
  Ref call = nullptr;   ///< a Value that holds a Call
  bool certain = true;  ///< false: behind a condition that is not known, or in such a loop
};

/// A partial evaluator for the part of Python that declares schemas. It executes module bodies,
/// class bodies and the project's own functions as far as their values are known; a call that it
/// does not execute is its own value; what it cannot know is Unknown, with the reason. It never
/// guesses, never runs code, and ends: steps, depth and the size of values are bounded.
class Evaluator {
 public:
  explicit Evaluator(Modules& modules);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  /// The evaluated module of a file; evaluates it (and what it imports) the first time. Null where
  /// the file is no Python file.
  Module* module_of_file(uint32_t file);
  /// The modules of libraries that a name has led to so far.
  std::vector<Module*> library_modules() const;
  /// By dotted name, as `from_file` would import it; null where it is not the project's.
  Module* module(std::string_view name, uint32_t from_file);

  /// What `object.name` is: attributes of modules, classes (through their bases), enum members,
  /// strings and of everything else an Attribute.
  Ref attribute(Ref object, std::string_view name, Span where = {});

  /// The value a call of a function of the project returns.
  Ref call(const Function& function, const std::vector<Argument>& arguments, Span where = {});
  /// Asked for everything that leads out of the project before it becomes its own value, in the
  /// order in which it runs; that is how a revision is replayed while it runs. `value` holds
  /// - a Call: may answer with its result (of `inspector.has_table("x")`). Around the body of
  ///   `with X as name:` these are the calls of the Attributes `X.__enter__`, whose answer `name`
  ///   gets (X itself where there is none), and `X.__exit__`, however the body ends; where X is
  ///   iterated over, the call of `X.__iter__`, whose answer is a Sequence, and for `y in X` that
  ///   of `X.__contains__`, for `str(X)` that of `X.__str__`;
  /// - an Attribute of something outside (`bind.dialect.name`): may answer with its value.
  /// Null means no answer. `certain` is false behind a condition that is not known, in a loop over
  /// what is not known, and behind a `return` or `raise` that may have happened.
  using Hook = std::function<Ref(Ref value, bool certain)>;

  /// A function as a class attribute: bound to `self` (a class for declared_attr).
  Ref call_method(const Function& function, Ref self, const std::vector<Argument>& arguments = {},
                  Span where = {}, const Hook& hook = {});

  /// What stands behind `->`; null where nothing does.
  Ref return_annotation(const Function& function);

  /// Runs a function for its effects: `upgrade()` of a revision. Returns every call made, those
  /// of the project's own helper functions included. `arguments` are for the parameters of their
  /// names; those that the function does not have are left out.
  std::vector<Effect> run(const Function& function, const Hook& hook = {},
                          const std::vector<Argument>& arguments = {});
  /// Whether the last run() ended before the function did, for the number of its steps.
  bool cut_short() const;

  /// New values, for readers and hooks.
  Ref make(Value::Content content, Span where = {});
  Ref unknown(std::string reason, Span where = {});
  Ref string(std::string text, Span where = {});

  /// The source text of a value, as written.
  std::string_view source(Span where) const;
  Modules& modules();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace schemalint
