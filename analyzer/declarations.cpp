#include "analyzer/declarations.h"

#include <algorithm>
#include <string_view>

namespace schemalint {
namespace {

bool is_clause(PyKind kind) {
  return kind == PyKind::elif_clause || kind == PyKind::else_clause ||
         kind == PyKind::except_clause || kind == PyKind::finally_clause;
}

bool is_docstring(const PyTree& tree, PyIndex statement) {
  if (tree[statement].kind != PyKind::expression_statement) return false;
  const PyIndex first = tree.first(statement);
  return first != PyTree::nothing &&
         (tree[first].kind == PyKind::string || tree[first].kind == PyKind::concatenated_string);
}

/// Finds the pieces of one Python file.
class PythonReader {
 public:
  PythonReader(const SourceFile& source, uint32_t file, const PyTree& tree)
      : source_(source), file_(file), tree_(tree) {}

  Declarations read() {
    Declarations declarations{.pieces = {}, .comments = tree_.comments, .first = 0};
    declarations.first = static_cast<uint32_t>(source_.text().size());
    for (PyIndex index = 0; index < tree_.nodes.size(); ++index) {
      const PyNode& node = tree_[index];
      if (is_statement(index)) {
        declarations.pieces.push_back({file_, node.begin, end_of_piece(index)});
        if (!is_docstring(tree_, index))
          declarations.first = std::min(declarations.first, node.begin);
      } else if (is_item(index)) {
        declarations.pieces.push_back({file_, node.begin, node.end});
      }
    }
    return declarations;
  }

 private:
  bool is_statement(PyIndex index) const {
    if (index == PyTree::root) return false;
    const PyKind parent = tree_[tree_[index].parent].kind;
    return parent == PyKind::module || parent == PyKind::block || is_clause(tree_[index].kind);
  }

  /// A compound statement ends, for comments, with the colon of its header.
  uint32_t end_of_piece(PyIndex statement) const {
    PyIndex compound = statement;
    if (tree_[statement].kind == PyKind::decorated_definition)
      for (const PyIndex child : tree_.children(statement))
        if (tree_[child].field == PyField::definition) compound = child;
    uint32_t header = tree_[compound].begin;
    for (const PyIndex child : tree_.children(compound)) {
      if (tree_[child].kind == PyKind::block) {
        const size_t colon = source_.text().find(':', header);
        return colon < tree_[child].begin ? static_cast<uint32_t>(colon) + 1 : header;
      }
      header = tree_[child].end;
    }
    return tree_[statement].end;
  }

  bool is_item(PyIndex index) const {
    if (index == PyTree::root || tree_[index].kind != PyKind::call) return false;
    const PyIndex list = tree_[index].parent;
    const PyKind owner = tree_[tree_[list].parent].kind;
    switch (tree_[list].kind) {
      case PyKind::argument_list:
        return owner == PyKind::call && makes_table(tree_[list].parent);
      case PyKind::tuple:
      case PyKind::list:
      case PyKind::expression_list:
        return owner == PyKind::assignment || owner == PyKind::return_statement;
      default:
        return false;
    }
  }

  bool makes_table(PyIndex call) const {
    PyIndex callee = tree_.child(call, PyField::function);
    if (callee == PyTree::nothing) return false;
    if (tree_[callee].kind == PyKind::attribute) callee = tree_.child(callee, PyField::attribute);
    if (callee == PyTree::nothing) return false;
    const std::string_view name = source_.text({file_, tree_[callee].begin, tree_[callee].end});
    return name == "Table" || name == "create_table";
  }

  const SourceFile& source_;
  uint32_t file_;
  const PyTree& tree_;
};

}  // namespace

const Span* Declarations::around(uint32_t offset) const {
  const Span* innermost = nullptr;
  for (const Span& piece : pieces) {
    if (piece.begin > offset) break;
    if (offset < piece.end) innermost = &piece;
  }
  return innermost;
}

const Span* Declarations::behind(uint32_t offset, const Span* parent) const {
  for (const Span& piece : pieces) {
    if (piece.begin < offset) continue;
    return parent == nullptr || parent->contains(piece) ? &piece : nullptr;
  }
  return nullptr;
}

Declarations python_declarations(const SourceFile& source, uint32_t file, const PyTree& tree) {
  return PythonReader(source, file, tree).read();
}

}  // namespace schemalint
