// How much is known of a value that is put into SQL text.

#include <algorithm>
#include <array>

#include "analyzer/code/reader.h"
#include "analyzer/words.h"

namespace schemalint::code {

static constexpr int deepest = 14;
// Variables that are made of each other may lead anywhere.
static constexpr size_t most_steps = 2000;

/// Types whose values cannot carry SQL.
bool Reader::is_plain_type(PyIndex annotation) const {
  static constexpr std::array<std::string_view, 12> plain = {
      "int",  "float",    "bool", "Decimal", "UUID",    "uuid.UUID",
      "date", "datetime", "time", "Enum",    "Literal", "StrEnum"};
  if (annotation == PyTree::nothing) return false;
  std::string_view written = text(annotation);
  bool all = !written.empty();
  while (!written.empty()) {  // int | None, Optional[int]
    const size_t end = written.find_first_of("| ,[]");
    const std::string_view word = written.substr(0, end);
    written.remove_prefix(end == std::string_view::npos ? written.size() : end + 1);
    if (word == "Literal" || word.ends_with(".Literal")) return true;
    if (word.empty() || word == "None" || word == "Optional" || word == "typing.Optional") continue;
    const std::string_view last = last_part(word);
    all = all && (std::ranges::find(plain, last) != plain.end() || last.ends_with("Enum"));
  }
  return all;
}

bool Reader::is_vector_type(PyIndex annotation) const {
  if (annotation == PyTree::nothing) return false;
  const std::string_view written = text(annotation);
  return written.find("float") != std::string_view::npos ||
         written.find("ndarray") != std::string_view::npos;
}

Certainty Reader::worst(PyIndex node, int depth) {
  Certainty result = Certainty::constant;
  for (const PyIndex part : tree_.children(node)) {
    PyIndex value = part;
    if (kind(part) == PyKind::string_start || kind(part) == PyKind::string_end ||
        kind(part) == PyKind::string_content || kind(part) == PyKind::for_in_clause ||
        kind(part) == PyKind::if_clause)
      continue;
    if (kind(part) == PyKind::interpolation || kind(part) == PyKind::list_splat ||
        kind(part) == PyKind::dictionary_splat)
      value = tree_.first(part);
    if (kind(part) == PyKind::keyword_argument || kind(part) == PyKind::pair)
      value = child(part, PyField::value);
    if (value != PyTree::nothing) result = std::max(result, certainty(value, depth + 1));
  }
  return result;
}

Certainty Reader::certainty(PyIndex node, int depth) {
  node = unwrapped(node);
  if (depth == 0) {
    steps_ = 0;
    blamed_.clear();
    only_parameters_ = true;
  }
  if (node == PyTree::nothing || depth > deepest || ++steps_ > most_steps)
    return Certainty::unknown;
  switch (kind(node)) {
    case PyKind::integer:
    case PyKind::float_:
    case PyKind::true_:
    case PyKind::false_:
    case PyKind::none:
      return Certainty::constant;
    case PyKind::string:
    case PyKind::concatenated_string:
    case PyKind::list:
    case PyKind::tuple:
    case PyKind::set:
    case PyKind::dictionary:
    case PyKind::expression_list:
    case PyKind::boolean_operator:
      return worst(node, depth);
    case PyKind::conditional_expression: {
      std::vector<PyIndex> parts;
      for (const PyIndex part : tree_.children(node)) parts.push_back(part);
      if (parts.size() != 3) return Certainty::unknown;
      return std::max(certainty(parts[0], depth + 1), certainty(parts[2], depth + 1));
    }
    case PyKind::binary_operator:
      if (tree_[node].op == PyOperator::add || tree_[node].op == PyOperator::modulo)
        return worst(node, depth);
      return Certainty::safe;
    case PyKind::unary_operator:
    case PyKind::comparison_operator:
    case PyKind::not_operator:
      return Certainty::safe;
    case PyKind::list_comprehension:
    case PyKind::set_comprehension:
    case PyKind::generator_expression: {
      scopes_.emplace_back();
      for (const PyIndex clause : tree_.children(node))
        if (kind(clause) == PyKind::for_in_clause)
          if (const PyIndex target = child(clause, PyField::left); target != PyTree::nothing)
            bind(target, {}, child(clause, PyField::right), Local::Kind::element);
      const PyIndex body = child(node, PyField::body);
      const Certainty result =
          body == PyTree::nothing ? Certainty::unknown : certainty(body, depth + 1);
      scopes_.pop_back();
      return result;
    }
    case PyKind::identifier: {
      const std::string_view name = text(node);
      for (size_t i = scopes_.size(); i-- > (functions_.empty() ? 0 : 1);)
        if (const auto found = scopes_[i].find(name); found != scopes_[i].end()) {
          const Local one = found->second;
          return certainty_of_local(one, depth);
        }
      // What a module binds is the project's own: a constant, or a setting.
      if (!scopes_.empty() && scopes_.front().contains(name)) return Certainty::constant;
      return names_.is_imported(name) || names_.find(name) != nullptr ? Certainty::constant
                                                                      : Certainty::unknown;
    }
    case PyKind::attribute:
      return certainty_of_attribute(node, depth);
    case PyKind::subscript: {  // NAMES[key]: one of the project's own
      const PyIndex object = child(node, PyField::value);
      const Certainty of = certainty(object, depth + 1);
      return of == Certainty::dynamic ? Certainty::unknown : of;
    }
    case PyKind::call:
      return certainty_of_call(node, depth);
    default:
      return Certainty::unknown;
  }
}

Certainty Reader::certainty_of_local(const Local& local, int depth) {
  if (local.checked) return Certainty::safe;
  Certainty result = Certainty::constant;
  switch (local.kind) {
    case Local::Kind::parameter:
      if (is_plain_type(local.annotation)) return Certainty::safe;
      result = Certainty::dynamic;
      if (local.function != PyTree::nothing && kind(local.function) == PyKind::function_definition)
        blamed_.insert(parameter(local.function, local.name, local.position));
      else
        only_parameters_ = false;
      break;
    case Local::Kind::assigned:
    case Local::Kind::element:
      if (local.nodes.empty() || local.value.is(Known::Kind::row)) return Certainty::unknown;
      break;
    case Local::Kind::other:
      return Certainty::unknown;
  }
  for (const PyIndex node : local.nodes) result = std::max(result, certainty(node, depth + 2));
  return result;
}

/// What is read of a parameter may be anything; what a model or a module says is a constant.
Certainty Reader::certainty_of_attribute(PyIndex node, int depth) {
  const PyIndex object = unwrapped(child(node, PyField::object));
  if (object == PyTree::nothing || depth > deepest) return Certainty::unknown;
  if (kind(object) == PyKind::identifier) {
    const Local* one = local(text(object));
    if (one != nullptr && !scopes_.front().contains(text(object))) {
      if (!one->value.is(Known::Kind::object)) return Certainty::unknown;
      const std::optional<ColumnUse> column =
          world_.mapping.column(one->value.at, text(child(node, PyField::attribute)));
      const Table* table = column ? world_.project.declared.table(column->table) : nullptr;
      const Column* read = table == nullptr ? nullptr : table->column(column->column);
      if (read == nullptr) return Certainty::unknown;
      const bool is_text = read->type.value.starts_with("VARCHAR") ||
                           read->type.value.starts_with("TEXT") ||
                           read->type.value.starts_with("JSON");
      if (is_text) only_parameters_ = false;
      return is_text ? Certainty::dynamic : Certainty::safe;
    }
    return certainty(object, depth + 1) == Certainty::constant ? Certainty::constant
                                                               : Certainty::unknown;
  }
  return certainty_of_attribute(object, depth + 1) == Certainty::constant ? Certainty::constant
                                                                          : Certainty::unknown;
}

/// The keys of a dictionary that is written out are constants, whatever its values.
Certainty Reader::certainty_of_keys(PyIndex object, int depth) {
  object = unwrapped(object);
  if (object != PyTree::nothing && kind(object) == PyKind::identifier) {
    const Local* one = local(text(object));
    if (one != nullptr && one->kind == Local::Kind::assigned && one->nodes.size() == 1)
      object = unwrapped(one->nodes.front());
  }
  if (object == PyTree::nothing || kind(object) != PyKind::dictionary) return Certainty::unknown;
  Certainty result = Certainty::constant;
  for (const PyIndex entry : tree_.children(object)) {
    if (kind(entry) != PyKind::pair) return Certainty::unknown;
    result = std::max(result, certainty(child(entry, PyField::key), depth + 1));
  }
  return result;
}

/// Where calls give a parameter: `self` is not written there.
Parameter Reader::parameter(PyIndex function, std::string_view name, size_t position) const {
  const PyIndex list = child(function, PyField::parameters);
  const std::string_view first = list == PyTree::nothing ? "" : text(tree_.first(list));
  const bool bound = (first == "self" || first == "cls") && position > 0;
  return {std::string(text(child(function, PyField::name))), std::string(name),
          position - (bound ? 1 : 0)};
}

Certainty Reader::certainty_of_call(PyIndex node, int depth) {
  static constexpr std::array<std::string_view, 11> numbers = {
      "int",   "float", "len",   "bool",      "round", "abs",
      "range", "UUID",  "uuid4", "isoformat", "count"};
  static constexpr std::array<std::string_view, 14> texts = {
      "str",   "repr",  "lower", "upper",  "strip",     "rstrip", "lstrip",
      "title", "dumps", "join",  "format", "enumerate", "sorted", "dedent"};
  const PyIndex callee = child(node, PyField::function);
  if (callee == PyTree::nothing) return Certainty::unknown;
  const std::string_view name = last_name(callee);
  if (std::ranges::find(numbers, name) != numbers.end()) return Certainty::safe;
  const std::string lowered = lower(name);
  for (const std::string_view word : {"quote", "escape", "sanitize", "validate", "identifier",
                                      "replace", "strftime", "clean", "safe", "sub"})
    if (lowered.find(word) != std::string::npos) return Certainty::safe;
  const bool on_text = std::ranges::find(texts, name) != texts.end();
  const bool of_constant = name == "items" || name == "keys" || name == "values" ||
                           name == "list" || name == "zip" || name == "set" || name == "tuple" ||
                           name == "reversed";
  if (!on_text && !of_constant) return Certainty::unknown;
  Certainty result = Certainty::constant;
  if (name == "keys" && kind(callee) == PyKind::attribute)
    return certainty_of_keys(child(callee, PyField::object), depth);
  if (kind(callee) == PyKind::attribute && name != "dumps" && name != "dedent")
    result = certainty(child(callee, PyField::object), depth + 1);
  const PyIndex list = child(node, PyField::arguments);
  if (list == PyTree::nothing) return result;
  if (kind(list) != PyKind::argument_list) return std::max(result, certainty(list, depth + 1));
  return std::max(result, worst(list, depth));
}

/// The parameter that an expression stands for: `name`, `str(name)`, `name.lower()`.
const Local* Reader::parameter_behind(PyIndex node) const {
  node = unwrapped(node);
  for (int depth = 0; node != PyTree::nothing && depth < 6; depth++) {
    if (kind(node) == PyKind::call) {
      const PyIndex callee = child(node, PyField::function);
      const Arguments given = arguments(node);
      if (kind(callee) == PyKind::attribute)
        node = child(callee, PyField::object);
      else
        node = given.positional.empty() ? PyTree::nothing : given.positional.front();
      continue;
    }
    if (kind(node) != PyKind::identifier) return nullptr;
    const Local* one = local(text(node));
    if (one == nullptr) return nullptr;
    if (one->kind == Local::Kind::parameter) return one->nodes.empty() ? one : nullptr;
    if (one->nodes.size() != 1) return nullptr;
    node = unwrapped(one->nodes.front());
  }
  return nullptr;
}

/// Whether what a function binds to a name is constant; nothing where it does not bind it.
std::optional<bool> Reader::is_constant_in(PyIndex function, std::string_view name,
                                           std::set<Parameter>& of, int depth) {
  std::optional<bool> constant;
  size_t position = 0;
  const PyIndex list = child(function, PyField::parameters);
  if (list != PyTree::nothing)
    for (const PyIndex given : tree_.children(list)) {
      PyIndex bound = kind(given) == PyKind::identifier ? given : child(given, PyField::name);
      if (bound == PyTree::nothing) bound = tree_.first(given);
      if (bound != PyTree::nothing && text(bound) == name) {
        if (!is_plain_type(child(given, PyField::type)))
          of.insert(parameter(function, name, position));
        constant = true;
      }
      position++;
    }
  for (PyIndex at = function; at < tree_[function].next; at++) {
    if (kind(at) != PyKind::assignment && kind(at) != PyKind::for_statement &&
        kind(at) != PyKind::for_in_clause)
      continue;
    const PyIndex target = child(at, PyField::left);
    const PyIndex value = child(at, PyField::right);
    if (target == PyTree::nothing || text(target).find(name) == std::string_view::npos) continue;
    if (kind(target) == PyKind::identifier && text(target) != name) continue;
    constant = constant.value_or(true) && value != PyTree::nothing &&
               is_constant_value(function, value, name, of, depth);
  }
  return constant;
}

/// The same for the value of a variable, which may be another variable of the function.
bool Reader::is_constant_value(PyIndex function, PyIndex value, std::string_view bound_to,
                               std::set<Parameter>& of, int depth) {
  value = unwrapped(value);
  if (value != PyTree::nothing && kind(value) == PyKind::identifier && text(value) != bound_to &&
      depth < 4)
    if (const std::optional<bool> constant = is_constant_in(function, text(value), of, depth + 1))
      return *constant;
  return certainty(value) <= Certainty::safe;
}

/// Asked of calls elsewhere, when nothing is known of the function around.
bool Reader::is_constant_argument(PyIndex node, std::set<Parameter>& of) {
  if (scopes_.empty()) scopes_.emplace_back();
  node = unwrapped(node);
  if (node == PyTree::nothing) return false;
  if (kind(node) == PyKind::identifier) {
    for (PyIndex around = tree_[node].parent; around != PyTree::root; around = tree_[around].parent)
      if (kind(around) == PyKind::function_definition)
        if (const std::optional<bool> constant = is_constant_in(around, text(node), of))
          return *constant;
  }
  return certainty(node) <= Certainty::safe;
}

}  // namespace schemalint::code
