// Rows that are ranked by the similarity of vectors in Python.

#include <algorithm>
#include <array>

#include "analyzer/code/reader.h"
#include "analyzer/words.h"

namespace schemalint::code {

using Kind = Known::Kind;

/// Whether a function measures how near two vectors are: one of numpy's, scipy's, sklearn's, or one
/// of the project's own that says so.
bool Reader::measures_similarity(PyIndex callee) {
  static constexpr std::array<std::string_view, 9> of_numpy = {
      "dot", "inner", "vdot", "norm", "matmul", "cdist", "euclidean", "cosine", "einsum"};
  const std::string_view name = last_name(callee);
  const std::string lowered = lower(name);
  for (const std::string_view word :
       {"cosine", "similarity", "dot_product", "euclidean", "inner_product"})
    if (lowered.find(word) != std::string::npos) return true;
  if (std::ranges::find(of_numpy, name) == of_numpy.end()) return false;
  PyIndex root = callee;
  while (kind(root) == PyKind::attribute) root = child(root, PyField::object);
  const std::string_view outside = names_.outside(text(root));
  return outside.starts_with("numpy") || outside.starts_with("scipy") ||
         outside.starts_with("torch") || outside.starts_with("sklearn");
}

void Reader::note_similarity(PyIndex node, PyIndex callee, const std::vector<Known>& given) {
  const auto field = std::ranges::find(given, Kind::field, &Known::kind);
  if (field == given.end() || field->queries.empty() || !measures_similarity(callee)) return;
  // Model.embedding.cosine_distance(row.embedding) is done by the database.
  if (kind(callee) == PyKind::attribute && column_path(child(callee, PyField::object))) return;
  (void)node;
  world_.code.similarities.push_back({.where = span(callee),
                                      .measure = std::string(text(callee)),
                                      .query = field->queries.front(),
                                      .column = field->column});
}

}  // namespace schemalint::code
