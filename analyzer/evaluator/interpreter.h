#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/modules.h"
#include "analyzer/value.h"

namespace schemalint {

/// `from a.b import c as d`, not followed yet: modules that import each other in a circle are no
/// problem to a reader, and a module that no name leads to need not be evaluated at all.
struct Import {
  std::string module;  ///< absolute
  std::string name;    ///< empty: the module itself
  uint32_t from_file = 0;
};

struct Slot {
  Ref value = nullptr;
  std::optional<Import> import;  ///< where value is null
};

/// The names of a module, a class body or a function that runs.
struct Scope {
  enum class Kind : uint8_t { module, class_body, function } kind = Kind::module;
  std::unordered_map<std::string, Slot> names;
  std::unordered_set<std::string> global_names;  ///< `global x`
  std::vector<Import> stars;                     ///< `from x import *`, in order
  std::shared_ptr<Scope> parent;                 ///< where a name is looked for next
  Module* module = nullptr;
  Class* cls = nullptr;  ///< class bodies: the class
};
using ScopePtr = std::shared_ptr<Scope>;

/// How a statement ended.
enum class Flow : uint8_t { next, leave_loop, next_round, returned, raised };

/// The source a piece of code stands in. Annotations in quotes have a tree of their own over the
/// same file.
struct Code {
  const PyTree* tree = nullptr;
  const SourceFile* source = nullptr;
  uint32_t file = 0;
};

/// What runs: a module body or a call of a function.
struct Frame {
  Code code;
  ScopePtr scope;
  std::vector<Ref> returned;  ///< values that may be returned, in order
  std::vector<Ref> yielded;
  bool is_generator = false;
  const Function* function = nullptr;  ///< null: a module body
  Ref self = nullptr;                  ///< what a method is bound to
  unsigned uncertain = 0;              ///< depth of conditions that are not known
  unsigned tries = 0;                  ///< depth of `try` bodies that run
  unsigned breaks = 0;  ///< those of them that end with the loop: it may have been left
};

/// The partial evaluator. One idea a file: names and imports, statements, expressions, calls,
/// classes, builtins.
class Interpreter {
 public:
  explicit Interpreter(Modules& modules) : modules_(modules) {}

  // Values
  Ref make(Value::Content content, Span where = {});
  Ref unknown(std::string reason, Span where = {});
  Ref string(std::string text, Span where = {});
  Ref boolean(bool value, Span where) { return make(value, where); }
  Ref tuple(std::vector<Ref> items, Span where);

  // Modules and names (names.cpp)
  Module* module_of_file(uint32_t file);
  Module* module_named(std::string_view name, uint32_t from_file);
  Ref resolve(const Import& import);
  Ref resolve(Slot& slot);
  Ref module_attribute(Module& module, std::string_view name);
  Ref look_up(std::string_view name, Span where);
  std::string mangled(std::string_view name) const;
  void bind(const std::string& name, Ref value, Span where, Span statement = {},
            Ref annotation = nullptr);
  void import_statement(PyIndex node);
  void import_from_statement(PyIndex node);
  bool is_missing_import(PyIndex node);

  // Statements (statements.cpp)
  Flow run_block(PyIndex block);
  Flow run_statement(PyIndex node);

  // Expressions (expressions.cpp, strings.cpp)
  Ref evaluate(PyIndex node);
  Ref annotation(PyIndex node);
  Ref return_annotation(const Function& function);
  Ref read_string(PyIndex node);
  Ref binary(PyOperator op, Ref left, Ref right, Span where);
  Ref subscript(Ref object, Ref index, Span where);
  void assign(PyIndex target, Ref value, Span statement, Ref annotation = nullptr);

  // Calls (calls.cpp)
  Ref call(Ref callee, Call call, Span where);
  Ref call_function(const Function& function, Ref self, const std::vector<Argument>& arguments,
                    Span where);
  Ref outside_call(Call call, Span where);

  // Classes and attributes (classes.cpp)
  Ref attribute(Ref object, std::string_view name, Span where);
  Ref library_attribute(const std::string& package, std::string_view name, Span where);
  Ref inherited_attribute(std::string_view name, Span where);
  void class_definition(PyIndex node, std::vector<Ref> decorators);
  void function_definition(PyIndex node, std::vector<Ref> decorators);
  const Binding* find_in_bases(const Class& cls, std::string_view name) const;
  static bool may_have(Ref outside, std::string_view name);
  /// Whether a class may have an attribute from a base that is not read.
  bool may_inherit(const Class& cls, std::string_view name) const;
  bool has_outside_base(const Class& cls, std::string_view ending) const;

  // What is asked of types (type_questions.cpp)
  /// type(), isinstance(), issubclass(); null where the answer is not known.
  Ref type_call(std::string_view name, const Call& call, Span where);

  // What surrounds the program (environment.cpp)
  /// The value of a function that looks at the environment; null where it is none or not known.
  Ref environment_call(const std::string& name, const Call& call, Span where);
  Ref environment_constant(std::string_view name, Span where);
  /// Whether an `if` whose condition is not known takes its first block, by a setting that
  /// revisions need.
  Truth switched_by_setting(PyIndex statement, PyIndex block);
  /// `setting or "default"`: what a library has read somewhere, and what the source says without.
  static bool is_setting_with_default(Ref setting, Ref fallback);

  // What Python and its standard library do (builtins.cpp, methods.cpp)
  /// The value of a call of a known function of Python's; null where it is none.
  Ref builtin_call(const std::string& name, const Call& call, Span where);
  /// The value of a method of a string, list or dictionary; null where it is none.
  Ref value_method(Ref object, std::string_view name, const Call& call, Span where);
  /// The items of an iterable value; nothing where they are not all known.
  std::optional<std::vector<Ref>> items(Ref value);
  Text to_text(Ref value, Span where);  ///< str(value); a hole where it is not known
  Text to_repr(Ref value, Span where);  ///< repr(value)
  Ref format_text(const Text& pattern, const Call& call, Span where);    ///< pattern % …
  Ref format_braces(const Text& pattern, const Call& call, Span where);  ///< pattern.format(…)

  std::optional<std::vector<Ref>> outside_items(Ref value);

  // State
  Modules& modules_;
  Evaluator::Hook hook_;
  std::set<std::string> settings_read_as_set_;  ///< by revisions, as they are written
  std::vector<Effect>* effects_ = nullptr;      ///< set while Evaluator::run runs
  Module* calls_of_ = nullptr;  ///< the module whose body runs; null while a reader asks

  Frame& frame() { return *frame_; }
  const PyNode& node(PyIndex index) const { return (*frame_->code.tree)[index]; }
  const PyTree& tree() const { return *frame_->code.tree; }
  Span span(PyIndex index) const;
  std::string_view source(PyIndex index) const;
  bool certain() const;

  // Steps, depth and size are bounded, so that reading any program ends.
  static constexpr unsigned depth_limit = 400;
  static constexpr unsigned call_depth_limit = 40;
  static constexpr unsigned module_depth_limit = 1000;
  static constexpr uint64_t step_limit = 200'000;        ///< of one call that is executed
  static constexpr uint64_t run_step_limit = 1'000'000;  ///< of a function that is run for effects
  static constexpr uint64_t hook_step_limit = 5'000;     ///< of what runs when a class is made
  static constexpr size_t item_limit = 100'000;
  static constexpr size_t text_limit = 4'000'000;
  /// Takes one step; false where the call that runs has had its share.
  bool spend();

  /// Makes another frame the one that runs, and goes back at the end of the scope.
  class Enter {
   public:
    Enter(Interpreter& interpreter, Frame& frame)
        : interpreter_(interpreter), before_(interpreter.frame_) {
      interpreter.frame_ = &frame;
    }
    ~Enter() { interpreter_.frame_ = before_; }
    Enter(const Enter&) = delete;
    Enter& operator=(const Enter&) = delete;

   private:
    Interpreter& interpreter_;
    Frame* before_;
  };

 private:
  // statements.cpp
  using Names = std::unordered_map<std::string, Slot>;
  Flow run_one(PyIndex node);
  Flow if_statement(PyIndex node);
  void type_alias(PyIndex node);
  void for_type_checkers(PyIndex block);
  Flow run_branches(PyIndex node);
  Flow for_statement(PyIndex node);
  Flow while_statement(PyIndex node);
  Flow end_loop(unsigned breaks, Flow flow);
  Flow try_statement(PyIndex node);
  Flow with_statement(PyIndex node);
  Flow match_statement(PyIndex node);
  Flow maybe(const std::vector<PyIndex>& branches, bool one_must_run);
  void merge_branches(const Names& before, const std::vector<Names>& ends, bool one_must_run);
  void assignment(PyIndex node);
  void augmented_assignment(PyIndex node);
  void delete_statement(PyIndex node);
  void bind_only_new(PyIndex block);
  void take_back_binding(Class& cls, size_t index);
  std::vector<PyIndex> branch_blocks(PyIndex node, PyKind kind);

  // expressions.cpp
  Ref evaluate_node(PyIndex node);
  Ref set_operation(PyOperator op, Ref left, Ref right, Span where);
  Ref comparison(PyIndex node);
  Ref outside_contains(Ref item, Ref container, Span where);
  Ref compare(PyOperator op, Ref left, Ref right, Span where);
  Ref boolean_operator(PyIndex node);
  Ref conditional(PyIndex node);
  Ref sequence(PyIndex node, Sequence::Kind kind);
  Ref dictionary(PyIndex node);
  Ref comprehension(PyIndex node);
  void comprehend(PyIndex node, PyIndex clause, Sequence& out, Dict& pairs, bool& complete);
  Ref subscript_node(PyIndex node);
  Ref slice_of(Ref object, PyIndex node);
  Ref call_node(PyIndex node);
  void add_arguments(PyIndex list, Call& call);
  void assign_to_attribute(PyIndex target, Ref value, Span statement);
  void assign_to_item(PyIndex target, Ref value);
  Ref formatted_string(PyIndex node);
  bool is_plain(PyIndex specification) const;
  Ref number(PyIndex node);
  Ref quoted_annotation(Ref value);
  Ref type_argument(Ref object, PyIndex part, size_t position);

  // methods.cpp
  Ref string_method(const Text& text, std::string_view name, const Call& call, Span where);
  Ref list_method(const Sequence& list, std::string_view name, const Call& call, Span where);
  Ref dict_method(const Dict& dict, std::string_view name, const Call& call, Span where);

  // regular_expressions.cpp
  Ref regular_expression_call(std::string_view name, const Call& call, Span where);
  Ref regular_expression_method(Ref object, std::string_view name, const Call& call, Span where);
  Ref substitute(const std::string* pattern, Ref replacement, Ref subject, Span where);
  Ref parts_of_matches(std::string_view name, const std::string* pattern, Ref subject, Span where);

  // names.cpp
  std::string absolute_name(PyIndex relative);
  void run_module(Module& module, uint32_t file);
  void read_annotations();
  Ref star_name(Scope& scope, std::string_view name, Span where);
  void note_external(const std::string& name);

  // calls.cpp
  void bind_parameters(const Function& function, Ref self, const std::vector<Argument>& arguments,
                       Scope& scope);
  Ref result_of(Frame& frame, Flow flow, Span where);
  void log(Ref call);

  // classes.cpp
  Ref class_attribute(Class& cls, std::string_view name, Span where);
  Ref class_fact(Class& cls, std::string_view name, Span where);
  Ref assigned_value(Ref object, std::string_view name) const;
  Ref instance_attribute(Ref instance, const Call& call, Class& cls, std::string_view name,
                         Span where);
  Ref bound(Ref value, Ref self, Span where);
  void resolve_bases(Class& cls);

  // enumerations.cpp
  static bool is_member(const Class& cls, const Binding& binding);
  std::vector<Ref> members_without_aliases(Class& cls);
  Ref members(Class& cls, Span where);
  Ref member_attribute(Ref self, const Attribute& member, std::string_view name, Span where);
  Ref made_member(Class& cls, const Binding& binding);
  Ref member_value(Class& cls, const Binding& binding, Span where);

  // class_creation.cpp
  Ref made_class(const Call& call, Span where);
  Ref new_class(const Call& call, Span where);
  Ref class_being_made(const Call& call);
  void note_unknown_names(Class& cls, const Dict& body, Span where);
  std::vector<Argument> parts_of(const Class& cls, const std::vector<Argument>& keywords);
  Ref bare_class(const Call& call, Span where);
  void class_was_made(Class& cls, Ref value);
  Class* metaclass_of(const Class& cls) const;

  /// An annotation of a class body. They are read when all modules are done, because they name
  /// what comes later, and what only a type checker imports.
  struct Pending {
    Class* cls = nullptr;
    size_t index = 0;  ///< of the binding in the class's body
    Code code;
    PyIndex node = 0;
    ScopePtr scope;  ///< the class body
  };

  std::deque<Value> values_;
  std::deque<Class> classes_;
  std::deque<Function> functions_;
  std::deque<Module> made_modules_;
  std::deque<PyTree> quoted_trees_;
  std::unordered_map<uint32_t, Module*> by_file_;
  std::unordered_map<std::string, Module*> namespaces_;
  std::unordered_map<const Module*, ScopePtr> module_scopes_;
  std::unordered_map<const Module*, uint32_t> namespace_from_;
  std::unordered_map<const Function*, Code> function_code_;
  std::unordered_map<const Function*, size_t> active_;  ///< how many calls of it run
  std::unordered_map<Ref, std::unordered_map<std::string, Ref>> instance_values_;
  /// The objects of members of enumerations, by the values that are written.
  std::unordered_map<Ref, Ref> made_members_;
  const Binding* member_being_made_ = nullptr;  ///< while its `__new__` and `__init__` run
  /// What the project has added to modules outside: `sqlalchemy.GUID = GUID`, by dotted name.
  std::unordered_map<std::string, Ref> outside_values_;
  std::vector<Pending> pending_;
  Ref being_made_ = nullptr;  ///< the class whose metaclass's `__new__` runs
  size_t circles_ = 0;        ///< how often a name of a module that still runs was not bound yet
  std::unordered_set<const Module*> running_;
  Frame* frame_ = nullptr;
  bool in_annotation_ = false;
  unsigned depth_ = 0;         ///< of expressions and statements
  unsigned call_depth_ = 0;    ///< of functions that run
  unsigned module_depth_ = 0;  ///< of modules that are being evaluated
  uint64_t steps_ = 0;         ///< since the outermost call began
  uint64_t step_share_ = step_limit;

  friend class Evaluator;
};

}  // namespace schemalint
