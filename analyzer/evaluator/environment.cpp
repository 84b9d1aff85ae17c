// What surrounds a program: the environment, Python itself, modules that are imported by name.
// A program is read as if nothing were set in its environment, so that every reading of the same
// source gives the same schema: where the source names a default, that is the value.

#include <algorithm>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

namespace {

/// Functions that look a setting up, and where their default stands.
struct Lookup {
  std::string_view name;
  size_t position;
  std::string_view keyword;
};
constexpr Lookup lookups[] = {{"os.getenv", 1, "default"},
                              {"os.environ.get", 1, "default"},
                              {"decouple.config", 1, "default"}};

/// Whether a value comes from outside of the project: what a library reads from a file or from the
/// environment.
bool is_from_outside(Ref value) {
  for (int depth = 0; value != nullptr && depth < 20; depth++) {
    if (value->as<External>() != nullptr) return true;
    if (const Call* call = call_of(value)) {
      value = call->callee;
    } else if (const auto* attribute = value->as<Attribute>()) {
      value = attribute->object;
    } else if (const auto* subscript = value->as<Subscript>()) {
      value = subscript->object;
    } else {
      return false;
    }
  }
  return false;
}

}  // namespace

bool Interpreter::is_setting_with_default(Ref setting, Ref fallback) {
  const bool constant = exact_string(fallback) != nullptr || fallback->as<int64_t>() != nullptr;
  return constant && is_from_outside(setting);
}

/// `if not settings.database_url: return`: a setting without which a revision does nothing is read
/// as set, there and wherever a revision asks for it: whoever runs it for nothing has no schema to
/// speak of. The condition is an attribute of what a module imports or defines; what asks the
/// database is a call, or lies in a variable of the function.
Truth Interpreter::switched_by_setting(PyIndex statement, PyIndex block) {
  if (effects_ == nullptr) return Truth::unknown;
  PyIndex condition = tree().child(statement, PyField::condition);
  bool negated = false;
  for (; condition != PyTree::nothing && node(condition).kind == PyKind::not_operator;
       condition = tree().child(condition, PyField::argument))
    negated = !negated;
  if (condition == PyTree::nothing || node(condition).kind != PyKind::attribute ||
      source(condition).find('(') != std::string_view::npos)
    return Truth::unknown;
  const std::string_view root = source(condition).substr(0, source(condition).find('.'));
  if (frame_->scope->names.contains(std::string(root))) return Truth::unknown;
  const auto statements = tree().children(block);
  const auto first = statements.begin();
  const bool leaves = first != statements.end() && node(*first).kind == PyKind::return_statement;
  const std::string setting(source(condition));
  if (negated && leaves) settings_read_as_set_.insert(setting);
  if (!settings_read_as_set_.contains(setting)) return Truth::unknown;
  return negated ? Truth::no : Truth::yes;
}

Ref Interpreter::environment_call(const std::string& name, const Call& call, Span where) {
  if (name == "importlib.import_module") {
    const std::string* module = exact_string(call.get(0, "name"));
    if (module == nullptr || module->starts_with(".")) return nullptr;
    Module* found = module_named(*module, frame_->code.file);
    return found == nullptr ? nullptr : make(found, where);
  }
  const auto* lookup = std::ranges::find(lookups, name, &Lookup::name);
  return lookup == std::end(lookups) ? nullptr : call.get(lookup->position, lookup->keyword);
}

/// A constant of Python's: the newest Python that code is written for.
Ref Interpreter::environment_constant(std::string_view name, Span where) {
  if (name != "sys.version_info") return nullptr;
  Sequence version{.kind = Sequence::Kind::tuple};
  for (const int64_t part : {3, 14, 0}) version.items.push_back(make(part, where));
  return make(std::move(version), where);
}

}  // namespace schemalint
