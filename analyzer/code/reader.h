#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/code/facts.h"
#include "analyzer/code/mapping.h"
#include "analyzer/code/names.h"
#include "analyzer/evaluator.h"
#include "parsers/python.h"

namespace schemalint::code {

/// What is known of the value of an expression.
struct Known {
  enum class Kind : uint8_t {
    nothing,
    query,   ///< a SELECT that is being built
    rows,    ///< what it returned, or a relationship's collection
    row,     ///< one tuple of it
    object,  ///< an object of `entity`
    field,   ///< the values of a column of rows, one or many
  } kind = Kind::nothing;
  bool scalars = false;           ///< rows: objects rather than tuples
  std::vector<size_t> queries{};  ///< any of them
  Entity entity{};                ///< what the query returns, before `path` leads on
  std::vector<std::string> path{};
  Entity at{};                   ///< what `path` leads to
  std::optional<size_t> loop{};  ///< object: the loop whose variable it is
  ColumnUse column{};            ///< field

  bool is(Kind one) const { return kind == one; }
};

/// A name that a function binds.
struct Local {
  enum class Kind : uint8_t { parameter, assigned, element, other } kind = Kind::other;
  Known value{};
  std::vector<PyIndex> nodes{};          ///< expressions it may stand for; element: the iterable
  PyIndex annotation = PyTree::nothing;  ///< of a parameter
  PyIndex function = PyTree::nothing;    ///< of a parameter: whose
  size_t position = 0;                   ///< of a parameter
  std::string name{};                    ///< of a parameter
  PyIndex block = PyTree::nothing;       ///< where it was assigned first
  bool checked = false;                  ///< it was compared with a set of allowed values
};

/// The arguments of a call.
struct Arguments {
  std::vector<PyIndex> positional{};
  std::vector<std::pair<std::string_view, PyIndex>> keywords{};
  bool splat = false;  ///< `**kwargs`
  bool star = false;   ///< `*args`

  PyIndex keyword(std::string_view name) const;
};

/// A parameter of a function, as calls give it.
struct Parameter {
  std::string function{};
  std::string name{};
  size_t position = 0;

  auto operator<=>(const Parameter&) const = default;
};

/// A dynamic part that is made of parameters alone: constant after all where the callers of the
/// function all pass constants. Looked at when all is read.
struct PendingPart {
  size_t sql_text = 0;
  size_t part = 0;
  std::set<Parameter> parameters{};
};

/// Where a file's code runs, by its path.
EngineCall::Place place_of(std::string_view path);

/// What is read of all files.
struct World {
  Evaluator& evaluator;
  const Project& project;
  Mapping mapping;
  Code code{};
  std::vector<PendingPart> pending{};
};

/// How much a reader knows of a part of SQL text.
enum class Certainty : uint8_t { constant, safe, unknown, dynamic };

/// Reads one file: walks each function once, in order, and follows its local variables.
class Reader {
 public:
  Reader(World& world, uint32_t file, bool is_revision);
  void read();
  /// Whether an argument of a call anywhere in this file is a constant of the project, or made of
  /// parameters of the function around, which are added to `of`.
  bool is_constant_argument(PyIndex node, std::set<Parameter>& of);
  const PyTree& tree() const { return tree_; }
  std::string_view text(PyIndex node) const;
  Arguments arguments(PyIndex call) const;

 private:
  using Scope = std::unordered_map<std::string_view, Local>;

  // statements.cpp
  Known visit(PyIndex node);  ///< any node: every one exactly once
  void visit_children(PyIndex node);
  void function(PyIndex node);
  void index_functions();
  void class_body(PyIndex node);
  void parameters(PyIndex node);
  void assignment(PyIndex node);
  void augmented_assignment(PyIndex node);
  void return_value(PyIndex node);
  void loop(PyIndex node);
  void with_item(PyIndex node);
  void bind_loop_target(PyIndex target, PyIndex iterable, const Known& rows);
  std::string_view root_name(PyIndex node) const;
  bool is_neutral(PyIndex node) const;
  void bind(PyIndex target, const Known& value, PyIndex source, Local::Kind kind);
  void bind_element(PyIndex target, const Known& rows, PyIndex iterable);
  void set_local(std::string_view name, Local fresh);
  bool replaces(const Local& before) const;
  Local* local(std::string_view name);
  const Local* local(std::string_view name) const;
  Known returned(PyIndex call, PyIndex callee);

  // expressions.cpp
  Known expression(PyIndex node);
  Known attribute(PyIndex node);
  Known subscript(PyIndex node);
  Known comprehension(PyIndex node);
  Known call(PyIndex node);
  std::optional<Known> construct(PyIndex node, PyIndex callee, const Arguments& given);
  Known method_call(PyIndex node, PyIndex callee, const Arguments& given);
  Known function_call(PyIndex node, PyIndex callee, const Arguments& given);
  std::vector<Known> read_arguments(PyIndex node);
  Known part_of(const Known& row, size_t position);
  Known merged(const Known& a, const Known& b) const;
  Known attribute_of(const Known& object, std::string_view name, Span where);
  Known iterated(PyIndex iterable, const Known& rows);
  Known single(const Known& rows, std::optional<size_t> position) const;
  std::optional<Entity> entity_at(const Known& rows, size_t position) const;

  // queries.cpp
  Known new_query(PyIndex where, const std::vector<PyIndex>& entities, bool legacy);
  Known query_method(const Known& query, PyIndex node, std::string_view name,
                     const Arguments& given);
  Known result_method(const Known& result, std::string_view name);
  Known executed(const Known& query, std::string_view name);
  Known copied(const Known& query, Span where);
  Entity entity_of(PyIndex node);
  void set_entities(Query& query, const std::vector<PyIndex>& nodes);
  void filter_by(Query& query, const Arguments& given);
  std::optional<LoaderOption> loader(PyIndex node);
  void add_option(Query& query, PyIndex node);
  bool applies_to_query(std::string_view name) const;

  // conditions.cpp
  struct ColumnPath {
    ColumnUse column{};
    std::vector<std::string> path{};
    bool as_text = false;
    std::string cast{};
    std::string distance{};
    bool in_expression = false;
    Operand operand{};  ///< of a distance
  };
  struct Conditions {
    std::vector<Predicate> predicates{};
    bool known = true;
  };
  std::optional<ColumnPath> column_path(PyIndex node, int depth = 0);
  std::optional<ColumnPath> column_call(PyIndex node, int depth);
  void conditions(PyIndex node, bool alternative, bool negated, Conditions& out, int depth = 0);
  void comparison(PyIndex node, bool alternative, bool negated, Conditions& out, int depth);
  bool method_condition(PyIndex node, bool alternative, bool negated, Conditions& out, int depth);
  void listed(PyIndex node, bool alternative, Conditions& out, int depth);
  Operand operand(PyIndex node, int depth = 0);
  void orderings(PyIndex node, Query& query, bool descending, int depth = 0);

  // engines.cpp
  bool is_lasting(PyIndex call) const;
  bool names_a_database() const;
  bool is_program() const;
  static bool makes_engine(std::string_view name);
  void engine_call(PyIndex node, PyIndex callee, const Arguments& given);
  void engine_options(PyIndex target, PyIndex value);
  std::string dialect_of(PyIndex url, int depth = 0);

  // sql_text.cpp, certainty.cpp
  struct Composed {
    std::string text{};
    std::vector<DynamicPart> parts{};
    std::vector<PendingPart> pending{};
  };
  void sql_text(PyIndex node, std::string_view callee, PyIndex argument);
  void compose(PyIndex node, Composed& out, int depth = 0);
  void compose_string(PyIndex node, Composed& out, int depth);
  void compose_filled(PyIndex pattern, const std::vector<PyIndex>& given, Composed& out, int depth);
  void add_part(PyIndex node, Composed& out, int depth);
  bool is_text(PyIndex node) const;
  Certainty certainty(PyIndex node, int depth = 0);
  Certainty certainty_of_local(const Local& local, int depth);
  Certainty certainty_of_call(PyIndex node, int depth);
  Certainty certainty_of_keys(PyIndex object, int depth);
  Certainty certainty_of_attribute(PyIndex node, int depth);
  Certainty worst(PyIndex node, int depth);
  bool is_plain_type(PyIndex annotation) const;
  bool is_vector_type(PyIndex annotation) const;
  const Local* parameter_behind(PyIndex node) const;
  std::optional<bool> is_constant_in(PyIndex function, std::string_view name,
                                     std::set<Parameter>& of, int depth = 0);
  bool is_constant_value(PyIndex function, PyIndex value, std::string_view bound_to,
                         std::set<Parameter>& of, int depth);
  Parameter parameter(PyIndex function, std::string_view name, size_t position) const;

  // similarity.cpp
  bool measures_similarity(PyIndex callee);
  void note_similarity(PyIndex node, PyIndex callee, const std::vector<Known>& given);

  // names
  bool is_own(std::string_view name) const;
  Ref resolve(PyIndex node);
  /// The dotted name of what a call calls, where it leads out of the project: "sqlalchemy.select".
  std::string callee_name(PyIndex node);
  std::string_view last_name(PyIndex node) const;
  Span span(PyIndex node) const { return {file_, tree_[node].begin, tree_[node].end}; }
  PyIndex child(PyIndex node, PyField field) const { return tree_.child(node, field); }
  PyKind kind(PyIndex node) const { return tree_[node].kind; }
  PyIndex unwrapped(PyIndex node) const;  ///< without parentheses and await
  std::optional<std::string> string_value(PyIndex node);
  std::string function_name() const;

  struct Returns {
    enum class State : uint8_t { not_read, reading, read } state = State::not_read;
    Known value{};
    bool mixed = false;
  };

  World& world_;
  uint32_t file_;
  bool is_revision_;
  const PyTree& tree_;
  Names names_;
  std::string module_{};
  EngineCall::Place place_;
  std::vector<Scope> scopes_{};
  std::vector<PyIndex> functions_{};  ///< that are being read, outermost first
  std::vector<PyIndex> classes_{};
  PyIndex block_ = 0;
  size_t steps_ = 0;              ///< of one question of certainty
  std::set<Parameter> blamed_{};  ///< the parameters that made its answer `dynamic`
  bool only_parameters_ = true;   ///< nothing else did
  /// Attributes that loops have assigned to their rows: reading them loads nothing.
  std::set<std::pair<size_t, std::vector<std::string>>> assigned_{};
  std::string_view in_place_;  ///< the variable that a statement assigns to itself
  std::unordered_map<PyIndex, Returns> returns_;
  /// Functions of the file by class (or nothing) and name.
  std::map<std::pair<PyIndex, std::string_view>, PyIndex> functions_by_name_{};
};

}  // namespace schemalint::code
