#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "parsers/source.h"
#include "parsers/text.h"

namespace schemalint {

/// What a node of the Python syntax tree is. Names follow tree-sitter-python's grammar; `other` is
/// whatever declares no schema.
enum class PyKind : uint8_t {
  other,
  error,
  aliased_import,
  argument_list,
  assert_statement,
  assignment,
  as_pattern,
  as_pattern_target,
  attribute,
  augmented_assignment,
  await,
  binary_operator,
  block,
  boolean_operator,
  break_statement,
  call,
  class_definition,
  comparison_operator,
  concatenated_string,
  conditional_expression,
  continue_statement,
  decorated_definition,
  decorator,
  default_parameter,
  delete_statement,
  dictionary,
  dictionary_comprehension,
  dictionary_splat,
  dictionary_splat_pattern,
  dotted_name,
  elif_clause,
  ellipsis,
  else_clause,
  escape_interpolation,
  escape_sequence,
  except_clause,
  expression_list,
  expression_statement,
  false_,
  finally_clause,
  float_,
  for_in_clause,
  for_statement,
  format_specifier,
  function_definition,
  future_import_statement,
  generator_expression,
  generic_type,
  global_statement,
  identifier,
  if_clause,
  if_statement,
  import_from_statement,
  import_prefix,
  import_statement,
  integer,
  interpolation,
  keyword_argument,
  keyword_separator,
  lambda,
  lambda_parameters,
  list,
  list_comprehension,
  list_pattern,
  list_splat,
  list_splat_pattern,
  match_statement,
  member_type,
  module,
  named_expression,
  none,
  nonlocal_statement,
  not_operator,
  pair,
  parameters,
  parenthesized_expression,
  pass_statement,
  pattern_list,
  positional_separator,
  raise_statement,
  relative_import,
  return_statement,
  set,
  set_comprehension,
  slice,
  string,
  string_content,
  string_end,
  string_start,
  subscript,
  true_,
  try_statement,
  tuple,
  tuple_pattern,
  type,
  type_alias_statement,
  type_conversion,
  type_parameter,
  typed_default_parameter,
  typed_parameter,
  unary_operator,
  union_type,
  while_statement,
  wildcard_import,
  with_clause,
  with_item,
  with_statement,
  yield,
};

/// The role a node plays in its parent.
enum class PyField : uint8_t {
  none,
  alias,
  alternative,
  argument,
  arguments,
  attribute,
  body,
  cause,
  condition,
  consequence,
  definition,
  format_specifier,
  function,
  key,
  left,
  module_name,
  name,
  object,
  operator_,
  parameters,
  return_type,
  right,
  subject,
  subscript,
  superclasses,
  type,
  type_conversion,
  type_parameters,
  value,
};

enum class PyOperator : uint8_t {
  none,
  add,
  subtract,
  multiply,
  divide,
  floor_divide,
  modulo,
  power,
  matrix_multiply,
  bit_or,
  bit_and,
  bit_xor,
  shift_left,
  shift_right,
  invert,
  logical_and,
  logical_or,
  less,
  less_equal,
  equal,
  not_equal,
  greater,
  greater_equal,
  in,
  not_in,
  is,
  is_not,
};

using PyIndex = uint32_t;

/// One named node. Nodes lie in one array in source order, parents before children; `next` leads
/// over a whole subtree, so that a walk needs no pointers and no C library.
struct PyNode {
  uint32_t begin = 0;
  uint32_t end = 0;
  PyIndex parent = 0;
  PyIndex next = 0;  ///< index of the first node behind this subtree
  PyKind kind = PyKind::other;
  PyField field = PyField::none;
  /// binary_operator, boolean_operator, unary_operator, augmented_assignment: its operator.
  PyOperator op = PyOperator::none;
  /// An operand of a comparison_operator but the first: the operator in front of it.
  PyOperator compared_by = PyOperator::none;
  bool is_async = false;  ///< `async def`
};

/// A Python file as a flat tree. A plain value: it can be kept, copied and sent across threads.
class PyTree {
 public:
  static constexpr PyIndex root = 0;
  static constexpr PyIndex nothing = UINT32_MAX;

  /// Iterates over the indices of the direct children of a node.
  class Children {
   public:
    class Iterator {
     public:
      Iterator(const PyTree* tree, PyIndex at) : tree_(tree), at_(at) {}
      PyIndex operator*() const { return at_; }
      Iterator& operator++() {
        at_ = (*tree_)[at_].next;
        return *this;
      }
      bool operator==(const Iterator& other) const { return at_ == other.at_; }

     private:
      const PyTree* tree_;
      PyIndex at_;
    };
    Children(const PyTree* tree, PyIndex parent) : tree_(tree), parent_(parent) {}
    Iterator begin() const { return {tree_, parent_ + 1}; }
    Iterator end() const { return {tree_, (*tree_)[parent_].next}; }
    bool empty() const { return begin() == end(); }

   private:
    const PyTree* tree_;
    PyIndex parent_;
  };

  const PyNode& operator[](PyIndex index) const { return nodes[index]; }
  Children children(PyIndex parent) const { return {this, parent}; }
  /// First child in this role, or `nothing`.
  PyIndex child(PyIndex parent, PyField field) const;
  /// First child of this kind, or `nothing`.
  PyIndex child(PyIndex parent, PyKind kind) const;
  /// First child of any kind, or `nothing`.
  PyIndex first(PyIndex parent) const;

  std::vector<PyNode> nodes;       ///< nodes[0] is the module
  std::vector<Span> comments;      ///< in source order, from '#' to the end of the line
  std::vector<ParseError> errors;  ///< syntax errors; everything around them is in the tree
};

/// Parses with tree-sitter. Never fails: what cannot be read becomes a node of kind `error` and an
/// entry in `errors`. `file` is the index that the spans get.
PyTree parse_python(const SourceFile& source, uint32_t file);

/// The value of a `string` node that is no f-string (or of the literal parts of one): escapes
/// decoded as Python does. Raw and bytes prefixes are honoured.
Text decode_string_part(const SourceFile& source, uint32_t file, const PyTree& tree, PyIndex string,
                        uint32_t begin, uint32_t end);

/// The letters in front of a string's quotes, lower case: "", "f", "rb", ….
struct StringPrefix {
  bool raw = false;
  bool bytes = false;
  bool format = false;
};
StringPrefix string_prefix(const SourceFile& source, const PyTree& tree, PyIndex string);

}  // namespace schemalint
