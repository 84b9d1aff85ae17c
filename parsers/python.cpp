#include "parsers/python.h"

#include <fmt/core.h>
#include <tree_sitter/api.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

extern "C" const TSLanguage* tree_sitter_python(void);

namespace schemalint {

namespace {

/// The grammar's names of PyKind, in the order of the enumeration.
constexpr std::array kind_names = {"",
                                   "ERROR",
                                   "aliased_import",
                                   "argument_list",
                                   "assert_statement",
                                   "assignment",
                                   "as_pattern",
                                   "as_pattern_target",
                                   "attribute",
                                   "augmented_assignment",
                                   "await",
                                   "binary_operator",
                                   "block",
                                   "boolean_operator",
                                   "break_statement",
                                   "call",
                                   "class_definition",
                                   "comparison_operator",
                                   "concatenated_string",
                                   "conditional_expression",
                                   "continue_statement",
                                   "decorated_definition",
                                   "decorator",
                                   "default_parameter",
                                   "delete_statement",
                                   "dictionary",
                                   "dictionary_comprehension",
                                   "dictionary_splat",
                                   "dictionary_splat_pattern",
                                   "dotted_name",
                                   "elif_clause",
                                   "ellipsis",
                                   "else_clause",
                                   "escape_interpolation",
                                   "escape_sequence",
                                   "except_clause",
                                   "expression_list",
                                   "expression_statement",
                                   "false",
                                   "finally_clause",
                                   "float",
                                   "for_in_clause",
                                   "for_statement",
                                   "format_specifier",
                                   "function_definition",
                                   "future_import_statement",
                                   "generator_expression",
                                   "generic_type",
                                   "global_statement",
                                   "identifier",
                                   "if_clause",
                                   "if_statement",
                                   "import_from_statement",
                                   "import_prefix",
                                   "import_statement",
                                   "integer",
                                   "interpolation",
                                   "keyword_argument",
                                   "keyword_separator",
                                   "lambda",
                                   "lambda_parameters",
                                   "list",
                                   "list_comprehension",
                                   "list_pattern",
                                   "list_splat",
                                   "list_splat_pattern",
                                   "match_statement",
                                   "member_type",
                                   "module",
                                   "named_expression",
                                   "none",
                                   "nonlocal_statement",
                                   "not_operator",
                                   "pair",
                                   "parameters",
                                   "parenthesized_expression",
                                   "pass_statement",
                                   "pattern_list",
                                   "positional_separator",
                                   "raise_statement",
                                   "relative_import",
                                   "return_statement",
                                   "set",
                                   "set_comprehension",
                                   "slice",
                                   "string",
                                   "string_content",
                                   "string_end",
                                   "string_start",
                                   "subscript",
                                   "true",
                                   "try_statement",
                                   "tuple",
                                   "tuple_pattern",
                                   "type",
                                   "type_alias_statement",
                                   "type_conversion",
                                   "type_parameter",
                                   "typed_default_parameter",
                                   "typed_parameter",
                                   "unary_operator",
                                   "union_type",
                                   "while_statement",
                                   "wildcard_import",
                                   "with_clause",
                                   "with_item",
                                   "with_statement",
                                   "yield"};
static_assert(kind_names.size() == static_cast<size_t>(PyKind::yield) + 1);

/// The grammar's names of PyField, in the order of the enumeration.
constexpr std::array field_names = {"",
                                    "alias",
                                    "alternative",
                                    "argument",
                                    "arguments",
                                    "attribute",
                                    "body",
                                    "cause",
                                    "condition",
                                    "consequence",
                                    "definition",
                                    "format_specifier",
                                    "function",
                                    "key",
                                    "left",
                                    "module_name",
                                    "name",
                                    "object",
                                    "operator",
                                    "parameters",
                                    "return_type",
                                    "right",
                                    "subject",
                                    "subscript",
                                    "superclasses",
                                    "type",
                                    "type_conversion",
                                    "type_parameters",
                                    "value"};
static_assert(field_names.size() == static_cast<size_t>(PyField::value) + 1);

const std::unordered_map<std::string_view, PyOperator> operators = {
    {"+", PyOperator::add},
    {"-", PyOperator::subtract},
    {"*", PyOperator::multiply},
    {"/", PyOperator::divide},
    {"//", PyOperator::floor_divide},
    {"%", PyOperator::modulo},
    {"**", PyOperator::power},
    {"@", PyOperator::matrix_multiply},
    {"|", PyOperator::bit_or},
    {"&", PyOperator::bit_and},
    {"^", PyOperator::bit_xor},
    {"<<", PyOperator::shift_left},
    {">>", PyOperator::shift_right},
    {"~", PyOperator::invert},
    {"and", PyOperator::logical_and},
    {"or", PyOperator::logical_or},
    {"<", PyOperator::less},
    {"<=", PyOperator::less_equal},
    {"==", PyOperator::equal},
    {"!=", PyOperator::not_equal},
    {"<>", PyOperator::not_equal},
    {">", PyOperator::greater},
    {">=", PyOperator::greater_equal},
    {"in", PyOperator::in},
    {"not in", PyOperator::not_in},
    {"is", PyOperator::is},
    {"is not", PyOperator::is_not},
    {"+=", PyOperator::add},
    {"-=", PyOperator::subtract},
    {"*=", PyOperator::multiply},
    {"/=", PyOperator::divide},
    {"//=", PyOperator::floor_divide},
    {"%=", PyOperator::modulo},
    {"**=", PyOperator::power},
    {"@=", PyOperator::matrix_multiply},
    {"|=", PyOperator::bit_or},
    {"&=", PyOperator::bit_and},
    {"^=", PyOperator::bit_xor},
    {"<<=", PyOperator::shift_left},
    {">>=", PyOperator::shift_right}};

/// What each number that the grammar uses means to us; made once.
struct Grammar {
  std::vector<PyKind> kinds;           // by symbol
  std::vector<PyOperator> operations;  // by symbol
  std::vector<PyField> fields;         // by field id
  TSSymbol comment = 0;
  TSSymbol async = 0;

  explicit Grammar(const TSLanguage* language) {
    std::unordered_map<std::string_view, PyKind> kind_of;
    for (size_t i = 1; i < kind_names.size(); i++) kind_of[kind_names[i]] = static_cast<PyKind>(i);
    std::unordered_map<std::string_view, PyField> field_of;
    for (size_t i = 1; i < field_names.size(); i++)
      field_of[field_names[i]] = static_cast<PyField>(i);

    const uint32_t symbols = ts_language_symbol_count(language);
    kinds.resize(symbols, PyKind::other);
    operations.resize(symbols, PyOperator::none);
    for (uint32_t i = 0; i < symbols; i++) {
      const auto symbol = static_cast<TSSymbol>(i);
      const std::string_view name = ts_language_symbol_name(language, symbol);
      if (ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular) {
        if (const auto found = kind_of.find(name); found != kind_of.end()) kinds[i] = found->second;
      } else if (const auto found = operators.find(name); found != operators.end()) {
        operations[i] = found->second;
      }
    }
    const uint32_t field_count = ts_language_field_count(language);
    fields.resize(field_count + 1, PyField::none);
    for (uint32_t i = 1; i <= field_count; i++) {
      const std::string_view name =
          ts_language_field_name_for_id(language, static_cast<TSFieldId>(i));
      if (const auto found = field_of.find(name); found != field_of.end())
        fields[i] = found->second;
    }
    comment = ts_language_symbol_for_name(language, "comment", 7, true);
    async = ts_language_symbol_for_name(language, "async", 5, false);
  }

  PyKind kind(TSSymbol symbol) const {
    if (symbol == static_cast<TSSymbol>(-1)) return PyKind::error;
    return symbol < kinds.size() ? kinds[symbol] : PyKind::other;
  }
};

const Grammar& grammar() {
  static const Grammar made(tree_sitter_python());
  return made;
}

/// Walks tree-sitter's tree once, without recursion, and writes the flat one.
class Flattener {
 public:
  Flattener(const SourceFile& source, uint32_t file) : source_(source), file_(file) {}

  PyTree flatten(TSNode root) {
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    add(ts_tree_cursor_current_node(&cursor), PyField::none);
    PyIndex parent = PyTree::root;
    bool descend = ts_tree_cursor_goto_first_child(&cursor);
    while (descend) {
      const PyIndex index = visit(cursor, parent);
      if (index != PyTree::nothing && ts_tree_cursor_goto_first_child(&cursor)) {
        parent = index;
        continue;
      }
      if (index != PyTree::nothing) close(index);
      while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
        ts_tree_cursor_goto_parent(&cursor);
        close(parent);
        if (parent == PyTree::root) {
          descend = false;
          break;
        }
        parent = tree_.nodes[parent].parent;
      }
    }
    tree_.nodes[PyTree::root].next = static_cast<PyIndex>(tree_.nodes.size());
    ts_tree_cursor_delete(&cursor);
    report_errors();
    return std::move(tree_);
  }

 private:
  /// Adds the node under the cursor if it is a named one; otherwise takes note of what it says
  /// about its parent or its neighbour, and returns `nothing`.
  PyIndex visit(TSTreeCursor& cursor, PyIndex parent) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const TSSymbol symbol = ts_node_symbol(node);
    if (symbol == grammar().comment) {
      Span comment{file_, ts_node_start_byte(node), ts_node_end_byte(node)};
      if (source_.text(comment).ends_with('\r')) comment.end--;  // half of a line ending
      tree_.comments.push_back(comment);
      return PyTree::nothing;
    }
    if (ts_node_is_missing(node)) note_missing(node);
    if (!ts_node_is_named(node)) {
      note_token(node, symbol, parent);
      return PyTree::nothing;
    }
    const TSFieldId field = ts_tree_cursor_current_field_id(&cursor);
    const PyIndex index = add(node, grammar().fields[field]);
    tree_.nodes[index].parent = parent;
    if (tree_.nodes[parent].kind == PyKind::comparison_operator) {
      tree_.nodes[index].compared_by = pending_;
      pending_ = PyOperator::none;
    }
    return index;
  }

  void note_token(TSNode token, TSSymbol symbol, PyIndex parent) {
    PyNode& above = tree_.nodes[parent];
    if (above.kind == PyKind::error) note_bracket(token, parent);
    if (symbol == grammar().async) above.is_async = true;
    const PyOperator op = grammar().operations[symbol];
    if (op == PyOperator::none) return;
    if (above.kind == PyKind::comparison_operator)
      pending_ = op;
    else if (above.op == PyOperator::none)
      above.op = op;
  }

  void note_missing(TSNode node) {
    const uint32_t begin = ts_node_start_byte(node);
    tree_.errors.push_back({{file_, begin, begin}, fmt::format("missing {}", ts_node_type(node))});
  }

  /// A bracket that an unreadable piece opens and does not close is most often the mistake.
  void note_bracket(TSNode token, PyIndex parent) {
    const std::string_view text = ts_node_type(token);
    std::vector<uint32_t>& open = open_brackets_[parent];
    if (text == "(" || text == "[" || text == "{")
      open.push_back(ts_node_start_byte(token));
    else if ((text == ")" || text == "]" || text == "}") && !open.empty())
      open.pop_back();
  }

  /// Python that the grammar is too old for but reads around, so that nothing of the schema is
  /// lost: defaults of type parameters (PEP 696), `lazy import` (PEP 810).
  bool is_newer_python(PyIndex error) const {
    const PyNode& node = tree_[error];
    const std::string_view text = source_.text({file_, node.begin, node.end});
    if (text == "lazy" && node.parent == PyTree::root && node.next < tree_.nodes.size()) {
      const PyNode& next = tree_[node.next];
      const std::string_view between = source_.text({file_, node.end, next.begin});
      return (next.kind == PyKind::import_statement ||
              next.kind == PyKind::import_from_statement) &&
             between.find('\n') == std::string_view::npos;
    }
    const std::string_view bare = text.substr(0, text.find_last_not_of("* ") + 1);  // of `=*Ts`
    if (!bare.starts_with('=') && !bare.ends_with('=')) return false;
    PyIndex at = node.parent;
    while (at != PyTree::root && tree_[at].kind != PyKind::type_parameter) at = tree_[at].parent;
    return at != PyTree::root && declares_type_parameters(at);
  }

  /// Those of `class A[T]`, `def f[T]` and `type A[T] = …`; `list[T]` has arguments.
  bool declares_type_parameters(PyIndex parameters) const {
    if (tree_[parameters].field == PyField::type_parameters) return true;
    const PyNode& generic = tree_[tree_[parameters].parent];
    return generic.kind == PyKind::generic_type && tree_[generic.parent].field == PyField::left &&
           tree_[tree_[generic.parent].parent].kind == PyKind::type_alias_statement;
  }

  /// An unreadable piece may span the whole file and hold others: of each outermost one, the place
  /// that says most is reported.
  void report_errors() {
    const std::vector<PyNode>& nodes = tree_.nodes;
    for (PyIndex index = 0; index < nodes.size();) {
      if (nodes[index].kind != PyKind::error) {
        index++;
        continue;
      }
      if (is_newer_python(index)) {
        index = nodes[index].next;
        continue;
      }
      PyIndex innermost = index;
      std::optional<uint32_t> bracket;
      for (PyIndex inner = index; inner < nodes[index].next && !bracket; inner++) {
        if (nodes[inner].kind != PyKind::error) continue;
        if (inner < nodes[innermost].next) innermost = inner;
        const auto open = open_brackets_.find(inner);
        if (open != open_brackets_.end() && !open->second.empty()) bracket = open->second.back();
      }
      if (bracket) {
        tree_.errors.push_back({{file_, *bracket, *bracket + 1},
                                fmt::format("'{}' was never closed", source_.text()[*bracket])});
      } else {
        const Span where{file_, nodes[innermost].begin, nodes[innermost].end};
        std::string_view text = source_.text(where);
        text = text.substr(0, std::min<size_t>(text.find_first_of("\r\n"), 40));
        tree_.errors.push_back({where, fmt::format("cannot read `{}`", text)});
      }
      index = nodes[index].next;
    }
    std::ranges::sort(tree_.errors, {}, &ParseError::where);
  }

  PyIndex add(TSNode node, PyField field) {
    const auto index = static_cast<PyIndex>(tree_.nodes.size());
    tree_.nodes.push_back({.begin = ts_node_start_byte(node),
                           .end = ts_node_end_byte(node),
                           .next = index + 1,
                           .kind = grammar().kind(ts_node_symbol(node)),
                           .field = field});
    return index;
  }

  void close(PyIndex index) { tree_.nodes[index].next = static_cast<PyIndex>(tree_.nodes.size()); }

  const SourceFile& source_;
  uint32_t file_;
  PyTree tree_;
  PyOperator pending_ = PyOperator::none;
  std::unordered_map<PyIndex, std::vector<uint32_t>> open_brackets_;  // of nodes of kind error
};

}  // namespace

PyTree parse_python(const SourceFile& source, uint32_t file) {
  using Parser = std::unique_ptr<TSParser, decltype(&ts_parser_delete)>;
  const Parser parser(ts_parser_new(), &ts_parser_delete);
  ts_parser_set_language(parser.get(), tree_sitter_python());
  const std::string& text = source.text();
  using Tree = std::unique_ptr<TSTree, decltype(&ts_tree_delete)>;
  const Tree parsed(ts_parser_parse_string(parser.get(), nullptr, text.data(),
                                           static_cast<uint32_t>(text.size())),
                    &ts_tree_delete);
  PyTree tree = Flattener(source, file).flatten(ts_tree_root_node(parsed.get()));
  if (const size_t bad = find_invalid_utf8(text); bad != std::string::npos) {
    const auto at = static_cast<uint32_t>(bad);
    tree.errors.insert(tree.errors.begin(),
                       {{file, at, at + 1}, fmt::format("not UTF-8: byte {} of the file", bad)});
  }
  return tree;
}

PyIndex PyTree::child(PyIndex parent, PyField field) const {
  for (const PyIndex index : children(parent))
    if (nodes[index].field == field) return index;
  return nothing;
}

PyIndex PyTree::child(PyIndex parent, PyKind kind) const {
  for (const PyIndex index : children(parent))
    if (nodes[index].kind == kind) return index;
  return nothing;
}

PyIndex PyTree::first(PyIndex parent) const {
  return nodes[parent].next > parent + 1 ? parent + 1 : nothing;
}

}  // namespace schemalint
