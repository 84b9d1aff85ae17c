#include "analyzer/revisions/source_facts.h"

#include <algorithm>
#include <string_view>

namespace schemalint {

namespace {

bool is_model(const Project& project, Ref value) {
  const Class* cls = value == nullptr ? nullptr : class_of(value);
  return cls != nullptr && cls->module != nullptr &&
         std::ranges::any_of(project.declared.tables(), [&](const Table& table) {
           return table.module == cls->module->name && table.model_class == cls->name;
         });
}

/// Whether a text reads one of a module's models from it: `models.Order`.
/// Others import a module of models for a type that stands in it.
bool reads_models(const Project& project, const Module& module, std::string_view text) {
  const auto is_read = [&](const std::string& name) {
    const std::string read = "." + name;
    for (size_t at = text.find(read); at != text.npos; at = text.find(read, at + 1)) {
      const size_t end = at + read.size();
      if (end == text.size() || std::string_view(".,)(:;[] \r\n").find(text[end]) != text.npos)
        return true;
    }
    return false;
  };
  return std::ranges::any_of(module.names, [&](const Binding& binding) {
    return is_read(binding.name) && is_model(project, binding.value);
  });
}

class Imports {
 public:
  Imports(Evaluator& evaluator, const Project& project, uint32_t file)
      : evaluator_(evaluator),
        project_(project),
        file_(file),
        tree_(evaluator.modules().tree(file)) {}

  std::vector<Sourced<std::string>> read() {
    for (PyIndex at = 0; at < tree_.nodes.size(); ++at) {
      if (tree_[at].kind == PyKind::import_statement) read_import(at);
      if (tree_[at].kind == PyKind::import_from_statement) read_import_from(at);
    }
    return std::move(found_);
  }

 private:
  std::string text(PyIndex node) const {
    return std::string(project_.files[file_].text({file_, tree_[node].begin, tree_[node].end}));
  }

  const std::string& whole() const { return project_.files[file_].text(); }

  /// The name that an `import x as y` or `x` leads to.
  PyIndex imported(PyIndex node) const {
    if (tree_[node].kind != PyKind::aliased_import) return node;
    return tree_.child(node, PyField::name);
  }

  void add(std::string name, PyIndex statement) {
    found_.push_back({std::move(name), {file_, tree_[statement].begin, tree_[statement].end}});
  }

  const Module* module(const std::string& name) { return evaluator_.module(name, file_); }

  void read_import(PyIndex statement) {
    for (const PyIndex child : tree_.children(statement)) {
      const PyIndex node = imported(child);
      if (node == PyTree::nothing) continue;
      const std::string name = text(node);
      const Module* target = module(name);
      if (target != nullptr && reads_models(project_, *target, whole())) add(name, statement);
    }
  }

  /// `from a import b`: b is a module, or a name of a.
  void read_import_from(PyIndex statement) {
    const PyIndex from = tree_.child(statement, PyField::module_name);
    if (from == PyTree::nothing || tree_[from].kind == PyKind::relative_import) return;
    const std::string package = text(from);
    const Module* target = module(package);
    for (const PyIndex child : tree_.children(statement)) {
      if (child == from) continue;
      const PyIndex node = imported(child);
      if (node == PyTree::nothing || tree_[node].kind != PyKind::dotted_name) continue;
      const std::string name = text(node);
      const Binding* binding = target == nullptr ? nullptr : target->binding(name);
      const bool model = binding != nullptr && is_model(project_, binding->value);
      const Module* inner = binding == nullptr ? module(package + "." + name) : nullptr;
      if (model || (inner != nullptr && reads_models(project_, *inner, whole())))
        add(package + "." + name, statement);
    }
  }

  Evaluator& evaluator_;
  const Project& project_;
  uint32_t file_;
  const PyTree& tree_;
  std::vector<Sourced<std::string>> found_;
};

void mark_guarded(const PyTree& tree, uint32_t file, std::vector<Step>& steps) {
  for (const PyNode& node : tree.nodes) {
    if (node.kind != PyKind::if_statement && node.kind != PyKind::try_statement) continue;
    for (Step& step : steps)
      if (step.where.file == file && step.where.begin >= node.begin && step.where.end <= node.end)
        step.guarded = true;
  }
}

}  // namespace

void add_source_facts(Evaluator& evaluator, const Project& project, uint32_t file,
                      Revision& revision) {
  revision.application_imports = Imports(evaluator, project, file).read();
  const PyTree& tree = evaluator.modules().tree(file);
  mark_guarded(tree, file, revision.upgrade);
  mark_guarded(tree, file, revision.downgrade);
}

}  // namespace schemalint
