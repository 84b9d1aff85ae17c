// SQL text that is put together when the program runs.

#include <algorithm>
#include <array>

#include "analyzer/code/reader.h"
#include "analyzer/words.h"

namespace schemalint::code {

static constexpr int deepest = 10;

namespace {

/// Whether a text begins as a statement of SQL does. Other things have a method execute() too.
bool looks_like_sql(std::string_view text) {
  static constexpr std::array<std::string_view, 20> verbs = {
      "select", "insert",   "update", "delete",  "with",   "alter",   "create",
      "drop",   "truncate", "grant",  "revoke",  "set",    "comment", "refresh",
      "copy",   "do",       "vacuum", "analyze", "notify", "reindex"};
  const size_t begin = text.find_first_not_of(" \t\r\n(");
  if (begin == std::string_view::npos) return false;
  const size_t end = text.find_first_of(" \t\r\n(;", begin);
  const std::string word = lower(text.substr(begin, end == text.npos ? end : end - begin));
  return std::ranges::find(verbs, word) != verbs.end();
}

}  // namespace

/// Notes the text of text(…) or execute(…), where a part of it is not the source's own.
void Reader::sql_text(PyIndex node, std::string_view callee, PyIndex argument) {
  Composed composed;
  compose(argument, composed);
  if (composed.parts.empty() || !looks_like_sql(composed.text)) return;
  const PyIndex called = child(node, PyField::function);
  SqlText found{.function = function_name(),
                .callee = std::string(callee),
                .text = std::move(composed.text),
                .in_revision = is_revision_};
  found.where = span(called);
  if (kind(called) == PyKind::attribute) {
    found.where = span(child(called, PyField::attribute));
    if (text(child(called, PyField::object)) == "op") found.callee = "op." + found.callee;
  }
  const size_t index = world_.code.sql_texts.size();
  for (PendingPart& part : composed.pending) {
    part.sql_text = index;
    world_.pending.push_back(std::move(part));
  }
  found.parts = std::move(composed.parts);
  world_.code.sql_texts.push_back(std::move(found));
}

/// A value in the text. What is known to be harmless leaves a letter behind.
void Reader::add_part(PyIndex node, Composed& out, int depth) {
  node = unwrapped(node);
  if (node == PyTree::nothing) return;
  const Certainty known = certainty(node, depth);
  if (known <= Certainty::safe) {
    out.text += string_value(node).value_or("x");
    return;
  }
  DynamicPart part{.where = span(node),
                   .source = std::string(text(node)),
                   .offset = static_cast<uint32_t>(out.text.size())};
  const Local* parameter = parameter_behind(node);
  part.certain = known == Certainty::dynamic;
  part.numbers = parameter != nullptr && is_vector_type(parameter->annotation);
  out.text += Text::placeholder;
  if (part.certain && only_parameters_ && !blamed_.empty())
    out.pending.push_back({.part = out.parts.size(), .parameters = blamed_});
  out.parts.push_back(std::move(part));
}

void Reader::compose(PyIndex node, Composed& out, int depth) {
  node = unwrapped(node);
  if (node == PyTree::nothing || depth > deepest) return;
  switch (kind(node)) {
    case PyKind::string:
      compose_string(node, out, depth);
      return;
    case PyKind::concatenated_string:
      for (const PyIndex part : tree_.children(node)) compose(part, out, depth + 1);
      return;
    case PyKind::binary_operator: {
      const PyIndex left = child(node, PyField::left);
      const PyIndex right = child(node, PyField::right);
      if (tree_[node].op == PyOperator::modulo) {
        compose_filled(left, {right}, out, depth);
      } else if (tree_[node].op == PyOperator::add) {
        for (const PyIndex side : {left, right}) {
          if (is_text(side))
            compose(side, out, depth + 1);
          else
            add_part(side, out, depth + 1);
        }
      }
      return;
    }
    case PyKind::call: {
      const PyIndex callee = child(node, PyField::function);
      const std::string_view name = last_name(callee);
      const Arguments given = arguments(node);
      if (name == "format" && kind(callee) == PyKind::attribute) {
        std::vector<PyIndex> values = given.positional;
        for (const auto& [key, value] : given.keywords) values.push_back(value);
        compose_filled(child(callee, PyField::object), values, out, depth);
      } else if (name == "dedent" && !given.positional.empty()) {
        compose(given.positional.front(), out, depth + 1);
      }
      return;
    }
    case PyKind::identifier: {
      const std::string_view name = text(node);
      for (size_t i = scopes_.size(); i-- > 0;) {
        const auto found = scopes_[i].find(name);
        if (found == scopes_[i].end()) continue;
        const Local one = found->second;
        if (one.kind != Local::Kind::assigned) return;
        for (const PyIndex value : one.nodes) {
          if (!out.text.empty()) out.text += " ";
          if (kind(unwrapped(value)) != PyKind::identifier) compose(value, out, depth + 2);
        }
        return;
      }
      return;
    }
    default:
      return;
  }
}

/// Whether an operand of + is text that can be looked into.
bool Reader::is_text(PyIndex node) const {
  node = unwrapped(node);
  if (node == PyTree::nothing) return false;
  if (kind(node) == PyKind::string || kind(node) == PyKind::concatenated_string) return true;
  return kind(node) == PyKind::binary_operator &&
         (tree_[node].op == PyOperator::add || tree_[node].op == PyOperator::modulo);
}

void Reader::compose_string(PyIndex node, Composed& out, int depth) {
  for (const PyIndex part : tree_.children(node)) {
    if (kind(part) == PyKind::string_content) out.text += text(part);
    if (kind(part) != PyKind::interpolation) continue;
    const PyIndex format = tree_.child(part, PyKind::format_specifier);
    if (format != PyTree::nothing && (text(format).ends_with("d") || text(format).ends_with("f")))
      out.text += "0";
    else
      add_part(tree_.first(part), out, depth + 1);
  }
}

/// `"… %s" % value` and `"… {}".format(value)`: the values stand in for the marks, in order.
void Reader::compose_filled(PyIndex pattern, const std::vector<PyIndex>& given, Composed& out,
                            int depth) {
  std::optional<std::string> text = string_value(pattern);
  if (!text) return;
  std::vector<PyIndex> values;
  for (const PyIndex value : given) {
    const PyIndex bare = unwrapped(value);
    if (kind(bare) == PyKind::tuple) {
      for (const PyIndex part : tree_.children(bare)) values.push_back(part);
    } else if (kind(bare) == PyKind::dictionary) {
      for (const PyIndex entry : tree_.children(bare))
        if (kind(entry) == PyKind::pair) values.push_back(child(entry, PyField::value));
    } else {
      values.push_back(bare);
    }
  }
  size_t begin = 0;
  for (const PyIndex value : values) {
    const size_t mark = text->find_first_of("%{", begin);
    out.text += text->substr(begin, mark == text->npos ? mark : mark - begin);
    begin = text->size();
    bool number = false;
    if (mark != text->npos) {
      const size_t end =
          (*text)[mark] == '{' ? text->find('}', mark) : text->find_first_of("sdrif", mark + 1);
      begin = end == text->npos ? text->size() : end + 1;
      number = begin > 0 && ((*text)[begin - 1] == 'd' || (*text)[begin - 1] == 'f');
    }
    if (number)
      out.text += "0";
    else
      add_part(value, out, depth + 1);
  }
  if (begin < text->size()) out.text += text->substr(begin);
}

}  // namespace schemalint::code
