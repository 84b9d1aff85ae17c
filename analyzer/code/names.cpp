#include "analyzer/code/names.h"

#include <algorithm>
#include <utility>

namespace schemalint::code {

Names::Names(Evaluator& evaluator, uint32_t file, const PyTree& tree)
    : evaluator_(evaluator), file_(file), module_(evaluator.module_of_file(file)) {
  for (PyIndex node = 0; node < tree.nodes.size(); node++) read_imports(tree, node);
}

std::string_view Names::text(const PyTree& tree, PyIndex node) const {
  return evaluator_.source({file_, tree[node].begin, tree[node].end});
}

void Names::read_imports(const PyTree& tree, PyIndex statement) {
  const PyKind kind = tree[statement].kind;
  if (kind != PyKind::import_statement && kind != PyKind::import_from_statement) return;
  std::string module;
  const PyIndex from = tree.child(statement, PyField::module_name);
  const bool is_from = kind == PyKind::import_from_statement;
  if (is_from) {
    if (from == PyTree::nothing) return;
    module = tree[from].kind == PyKind::relative_import ? absolute_name(tree, from)
                                                        : std::string(text(tree, from));
  }
  for (const PyIndex child : tree.children(statement)) {
    if (is_from && child == from) continue;
    const bool aliased = tree[child].kind == PyKind::aliased_import;
    if (!aliased && tree[child].kind != PyKind::dotted_name) continue;
    const PyIndex name_node = aliased ? tree.child(child, PyField::name) : child;
    const std::string_view name = text(tree, name_node);
    const std::string_view alias =
        aliased ? text(tree, tree.child(child, PyField::alias)) : name.substr(0, name.find('.'));
    if (is_from)
      add(alias, {.module = module, .name = std::string(name)});
    else
      add(alias, {.module = std::string(aliased ? name : alias)});
  }
}

/// A name that two imports bring from different places is not known.
void Names::add(std::string_view alias, Import import) {
  const auto [at, is_new] = imports_.try_emplace(alias, import);
  if (is_new) return;
  Import& known = at->second;
  if (known.module != import.module || known.name != import.name) known.ambiguous = true;
}

std::string Names::absolute_name(const PyTree& tree, PyIndex relative) const {
  size_t dots = 0;
  std::string rest;
  for (const PyIndex child : tree.children(relative)) {
    if (tree[child].kind == PyKind::import_prefix)
      dots = static_cast<size_t>(std::ranges::count(text(tree, child), '.'));
    else
      rest = text(tree, child);
  }
  std::string package = evaluator_.modules().module_name(file_);
  for (size_t level = evaluator_.modules().is_package(file_) ? 1 : 0; level < dots; level++) {
    const size_t dot = package.rfind('.');
    package.resize(dot == std::string::npos ? 0 : dot);
  }
  if (package.empty()) return rest;
  return rest.empty() ? package : package + "." + rest;
}

const std::string& Names::outside(Import& import) {
  if (!import.outside) {
    const std::string_view top = std::string_view(import.module).substr(0, import.module.find('.'));
    import.outside.emplace();
    if (!import.ambiguous && !evaluator_.modules().is_in_project(top, file_))
      import.outside = import.name.empty() ? import.module : import.module + "." + import.name;
  }
  return *import.outside;
}

std::string_view Names::outside(std::string_view name) {
  const auto found = imports_.find(name);
  return found == imports_.end() ? std::string_view() : outside(found->second);
}

Ref Names::resolve(Import& import) {
  if (import.ambiguous) return nullptr;
  if (const std::string& dotted = outside(import); !dotted.empty())
    return evaluator_.make(External{dotted});
  Module* module = evaluator_.module(import.module, file_);
  if (import.name.empty()) return module == nullptr ? nullptr : evaluator_.make(module);
  if (module != nullptr) {
    const Ref value = evaluator_.attribute(evaluator_.make(module), import.name);
    if (!value->is_unknown()) return value;
  }
  Module* submodule = evaluator_.module(import.module + "." + import.name, file_);
  return submodule == nullptr ? nullptr : evaluator_.make(submodule);
}

Ref Names::find(std::string_view name) {
  const auto [at, is_new] = found_.try_emplace(name, nullptr);
  if (!is_new) return at->second;
  Ref value = nullptr;
  if (const auto import = imports_.find(name); import != imports_.end())
    value = resolve(import->second);
  if (value == nullptr && module_ != nullptr) {
    value = evaluator_.attribute(evaluator_.make(module_), name);
    if (value->is_unknown()) value = nullptr;
  }
  return found_[name] = value;
}

}  // namespace schemalint::code
