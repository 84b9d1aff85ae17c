// Modules, names and imports: https://docs.python.org/3/reference/import.html

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

static constexpr uint32_t no_file = Span::no_file;

Module* Interpreter::module_of_file(uint32_t file) {
  if (const auto found = by_file_.find(file); found != by_file_.end()) return found->second;
  if (!modules_.source(file).path().ends_with(".py")) return by_file_[file] = nullptr;
  Module& module = made_modules_.emplace_back();
  module.name = modules_.module_name(file);
  module.file = file;
  module.is_package = modules_.is_package(file);
  by_file_[file] = &module;
  module_scopes_[&module] = std::make_shared<Scope>();
  module_scopes_[&module]->module = &module;
  if (module_depth_ < module_depth_limit) run_module(module, file);
  return &module;
}

void Interpreter::run_module(Module& module, uint32_t file) {
  Frame frame;
  frame.code = {&modules_.tree(file), &modules_.source(file), file};
  frame.scope = module_scopes_[&module];
  module_depth_++;
  const Enter enter(*this, frame);
  // A module that a name led to while a revision ran has no part in what the revision does.
  std::vector<Effect>* const effects = std::exchange(effects_, nullptr);
  Evaluator::Hook hook = std::exchange(hook_, nullptr);
  Module* const calls_of = std::exchange(calls_of_, &module);
  const uint64_t steps = std::exchange(steps_, 0);
  const unsigned calls = std::exchange(call_depth_, 0);
  const unsigned depth = std::exchange(depth_, 0);
  const bool in_annotation = std::exchange(in_annotation_, false);
  running_.insert(&module);

  frame.scope->names["__name__"] = {.value = string(module.name), .import = std::nullopt};
  const PyIndex first = tree().first(PyTree::root);
  const PyIndex text = first == PyTree::nothing ? first : tree().first(first);
  if (text != PyTree::nothing && node(text).kind == PyKind::string)
    if (const std::string* docstring = exact_string(evaluate(text))) module.docstring = *docstring;
  run_block(PyTree::root);
  running_.erase(&module);
  if (module_depth_ == 1) read_annotations();

  effects_ = effects;
  calls_of_ = calls_of;
  hook_ = std::move(hook);
  steps_ = steps;
  call_depth_ = calls;
  depth_ = depth;
  in_annotation_ = in_annotation;
  module_depth_--;
}

void Interpreter::read_annotations() {
  for (size_t i = 0; i < pending_.size(); i++) {  // reading one may bring more
    const Pending pending = pending_[i];
    // Of the class's own names only classes are meant: `date: Mapped[date]` is no circle.
    Frame frame;
    frame.code = pending.code;
    frame.scope = std::make_shared<Scope>();
    frame.scope->kind = Scope::Kind::function;
    frame.scope->parent = pending.scope->parent;
    frame.scope->module = pending.scope->module;
    for (const auto& [name, slot] : pending.scope->names)
      if (slot.value != nullptr && class_of(slot.value) != nullptr)
        frame.scope->names.emplace(name, slot);
    const Enter enter(*this, frame);
    const Ref value = annotation(pending.node);
    pending.cls->body[pending.index].annotation = value;
  }
  pending_.clear();
}

Module* Interpreter::module_named(std::string_view name, uint32_t from_file) {
  if (const auto file = modules_.find(name, from_file)) return module_of_file(*file);
  if (!modules_.is_namespace(name, from_file)) return nullptr;
  Module*& module = namespaces_[std::string(name)];
  if (module == nullptr) {
    module = &made_modules_.emplace_back();
    module->name = name;
    module->file = no_file;
    module->is_package = true;
    module_scopes_[module] = std::make_shared<Scope>();
    namespace_from_[module] = from_file;
  }
  return module;
}

Ref Interpreter::module_attribute(Module& module, std::string_view name) {
  Scope& scope = *module_scopes_[&module];
  const auto slot = scope.names.find(std::string(name));
  // `from package import module` in the package itself: the module, for the name is not bound yet.
  const auto is_own_module = [&](const Slot& bound) {
    return bound.import && bound.import->name == name && bound.import->module == module.name &&
           module.is_package;
  };
  if (slot != scope.names.end() && !is_own_module(slot->second)) return resolve(slot->second);
  if (const Ref value = star_name(scope, name, {})) return value;
  if (module.is_package) {
    const uint32_t from = module.file == no_file ? namespace_from_[&module] : module.file;
    if (Module* inner = module_named(module.name + "." + std::string(name), from))
      return make(inner);
  }
  return nullptr;
}

Ref Interpreter::resolve(Slot& slot) {
  if (slot.value == nullptr && slot.import) {
    const Import import = *slot.import;
    const size_t circles = circles_;
    // A name that leads to itself through a circle of imports is not known.
    slot.value = unknown(fmt::format("{} is imported in a circle", import.name));
    const Ref value = resolve(import);
    // What is not bound yet may be so the next time.
    slot.value = circles_ == circles ? value : nullptr;
    return value;
  }
  return slot.value;
}

Ref Interpreter::resolve(const Import& import) {
  Module* module = module_named(import.module, import.from_file);
  if (import.name.empty()) return module != nullptr ? make(module) : make(External{import.module});
  const std::string inner = import.module + "." + import.name;
  if (module != nullptr) {
    const bool is_library = module->file != no_file && modules_.is_library(module->file);
    if (is_library && modules_.is_known_name(inner)) return make(External{inner});
    if (const Ref value = module_attribute(*module, import.name)) return value;
    // What is said of a library need not be all of it.
    if (is_library) return make(External{inner});
    if (running_.contains(module)) circles_++;
    return unknown(fmt::format("module {} has no name {}", import.module, import.name));
  }
  if (Module* submodule = module_named(inner, import.from_file)) return make(submodule);
  if (const Ref value = environment_constant(inner, {})) return value;
  return make(External{inner});
}

/// A name that `from x import *` brings. Of several modules outside the project the first is
/// taken: readers look at the last part of a name and its package.
Ref Interpreter::star_name(Scope& scope, std::string_view name, Span where) {
  const Import* outside = nullptr;
  for (size_t i = 0; i < scope.stars.size(); i++) {
    const Import star = scope.stars[i];
    Module* module = module_named(star.module, star.from_file);
    if (module == nullptr) {
      if (outside == nullptr) outside = &scope.stars[i];
      continue;
    }
    Scope& from = *module_scopes_[module];
    if (&from == &scope) continue;
    const auto slot = from.names.find(std::string(name));
    if (slot != from.names.end()) return resolve(slot->second);
    if (call_depth_ > 40) continue;
    call_depth_++;
    const Ref value = from.stars.empty() ? nullptr : star_name(from, name, where);
    call_depth_--;
    if (value != nullptr) return value;
  }
  if (outside == nullptr) return nullptr;
  return make(External{outside->module + "." + std::string(name)}, where);
}

static bool is_builtin(std::string_view name) {
  static const std::unordered_set<std::string_view> names = {"Exception",  "NotImplementedError",
                                                             "ValueError", "abs",
                                                             "all",        "any",
                                                             "bool",       "bytes",
                                                             "callable",   "classmethod",
                                                             "dict",       "dir",
                                                             "enumerate",  "filter",
                                                             "float",      "frozenset",
                                                             "getattr",    "hasattr",
                                                             "int",        "isinstance",
                                                             "issubclass", "iter",
                                                             "len",        "list",
                                                             "map",        "max",
                                                             "min",        "next",
                                                             "object",     "open",
                                                             "print",      "property",
                                                             "range",      "repr",
                                                             "reversed",   "round",
                                                             "set",        "setattr",
                                                             "sorted",     "staticmethod",
                                                             "str",        "sum",
                                                             "super",      "tuple",
                                                             "type",       "vars",
                                                             "zip"};
  return names.contains(name);
}

Ref Interpreter::look_up(std::string_view name, Span where) {
  const std::string key = mangled(name);
  for (Scope* scope = frame_->scope.get(); scope != nullptr; scope = scope->parent.get()) {
    const auto slot = scope->names.find(key);
    if (slot != scope->names.end()) return resolve(slot->second);
    if (scope->kind == Scope::Kind::module) {
      if (is_builtin(name)) break;
      if (const Ref value = star_name(*scope, name, where)) return value;
    }
  }
  if (is_builtin(name) || name == "__file__") return make(External{"builtins." + key}, where);
  return unknown(fmt::format("name {} is not defined", name), where);
}

/// `__x` in a class stands for `_Class__x`:
/// https://docs.python.org/3/reference/expressions.html#private-name-mangling
std::string Interpreter::mangled(std::string_view name) const {
  const Class* cls = frame_->scope->cls;
  if (cls == nullptr && frame_->function != nullptr) cls = frame_->function->owner;
  if (cls == nullptr || !name.starts_with("__") || name.ends_with("__")) return std::string(name);
  const size_t begin = cls->name.find_first_not_of('_');
  if (begin == std::string::npos) return std::string(name);
  return "_" + cls->name.substr(begin) + std::string(name);
}

void Interpreter::bind(const std::string& written, Ref value, Span where, Span statement,
                       Ref annotation) {
  const std::string name = mangled(written);
  Scope* scope = frame_->scope.get();
  if (scope->global_names.contains(name))
    while (scope->parent != nullptr) scope = scope->parent.get();
  if (value != nullptr) scope->names[name] = {.value = value, .import = std::nullopt};
  const Binding binding{name, value, annotation, where, statement};
  if (scope->kind == Scope::Kind::class_body)
    scope->cls->body.push_back(binding);
  else if (scope->kind == Scope::Kind::module)
    scope->module->names.push_back(binding);
}

void Interpreter::note_external(const std::string& name) {
  Module* module = frame_->scope->module;
  if (module == nullptr) return;
  const std::string_view top = std::string_view(name).substr(0, name.find('.'));
  if (!modules_.is_in_project(top, frame_->code.file)) module->external_imports.push_back(name);
}

void Interpreter::import_statement(PyIndex statement) {
  const uint32_t file = frame_->code.file;
  for (const PyIndex child : tree().children(statement)) {
    if (node(child).kind == PyKind::dotted_name) {
      const std::string name(source(child));
      note_external(name);
      const std::string top = name.substr(0, name.find('.'));
      frame_->scope->names[top] = {.import = Import{top, "", file}};
    } else if (node(child).kind == PyKind::aliased_import) {
      const std::string name(source(tree().child(child, PyField::name)));
      note_external(name);
      const std::string alias(source(tree().child(child, PyField::alias)));
      frame_->scope->names[alias] = {.import = Import{name, "", file}};
    }
  }
}

/// The absolute name that `from ..x import` means in this file.
std::string Interpreter::absolute_name(PyIndex relative) {
  std::string package = frame_->scope->module->name;
  size_t dots = 0;
  std::string rest;
  for (const PyIndex child : tree().children(relative)) {
    if (node(child).kind == PyKind::import_prefix)
      dots = static_cast<size_t>(std::ranges::count(source(child), '.'));
    else
      rest = source(child);
  }
  if (!frame_->scope->module->is_package || dots > 1) {
    size_t levels = dots - (frame_->scope->module->is_package ? 1 : 0);
    for (; levels > 0; levels--) {
      const size_t dot = package.rfind('.');
      package.resize(dot == std::string::npos ? 0 : dot);
    }
  }
  if (package.empty()) return rest;
  return rest.empty() ? package : package + "." + rest;
}

/// Whether `from package.module import x` names a module that a package of the project does not
/// have: at run time an ImportError.
bool Interpreter::is_missing_import(PyIndex statement) {
  const PyIndex from = tree().child(statement, PyField::module_name);
  if (from == PyTree::nothing) return false;
  const bool relative = node(from).kind == PyKind::relative_import;
  const std::string module = relative ? absolute_name(from) : std::string(source(from));
  const uint32_t file = frame_->code.file;
  const std::string top = module.substr(0, module.find('.'));
  return !modules_.is_library(file) && modules_.is_in_project(top, file) &&
         !modules_.is_in_project(module, file);
}

void Interpreter::import_from_statement(PyIndex statement) {
  const PyIndex from = tree().child(statement, PyField::module_name);
  if (from == PyTree::nothing) return;
  const bool relative = node(from).kind == PyKind::relative_import;
  const std::string module = relative ? absolute_name(from) : std::string(source(from));
  if (!relative) note_external(module);
  Scope& scope = *frame_->scope;
  for (const PyIndex child : tree().children(statement)) {
    if (child == from) continue;
    const PyKind kind = node(child).kind;
    if (kind == PyKind::wildcard_import) {
      scope.stars.push_back({module, "", frame_->code.file});
    } else if (kind == PyKind::dotted_name) {
      const std::string name(source(child));
      scope.names[name] = {.import = Import{module, name, frame_->code.file}};
    } else if (kind == PyKind::aliased_import) {
      const std::string name(source(tree().child(child, PyField::name)));
      const std::string alias(source(tree().child(child, PyField::alias)));
      scope.names[alias] = {.import = Import{module, name, frame_->code.file}};
    }
  }
}

}  // namespace schemalint
