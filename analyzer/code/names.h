#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "analyzer/evaluator.h"
#include "parsers/python.h"

namespace schemalint::code {

/// The names of one file: what its module binds, and what its imports bring, those inside
/// functions included. Looked up only when asked for, so that no module is read in vain.
class Names {
 public:
  Names(Evaluator& evaluator, uint32_t file, const PyTree& tree);

  /// What a name is; null where the module does not bind it.
  Ref find(std::string_view name);
  /// The dotted name of what an import brings from outside the project; empty for all else.
  std::string_view outside(std::string_view name);
  /// Whether an import binds it, or the module may do so.
  bool is_imported(std::string_view name) const { return imports_.contains(name); }

 private:
  struct Import {
    std::string module;
    std::string name{};  ///< empty: the module itself
    bool ambiguous = false;
    std::optional<std::string>
        outside{};  ///< its dotted name, once asked for; empty: it is the project's
  };

  void read_imports(const PyTree& tree, PyIndex statement);
  void add(std::string_view alias, Import import);
  std::string absolute_name(const PyTree& tree, PyIndex relative) const;
  std::string_view text(const PyTree& tree, PyIndex node) const;
  Ref resolve(Import& import);
  const std::string& outside(Import& import);

  Evaluator& evaluator_;
  uint32_t file_;
  Module* module_ = nullptr;
  std::unordered_map<std::string_view, Import> imports_;
  std::unordered_map<std::string_view, Ref> found_;
};

}  // namespace schemalint::code
