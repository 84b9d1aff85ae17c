// Strings: literals, f-strings, str(), format() and %.
// https://docs.python.org/3/library/string.html#format-string-syntax

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

Ref Interpreter::read_string(PyIndex index) {
  const StringPrefix prefix = string_prefix(*frame_->code.source, tree(), index);
  if (prefix.format) return formatted_string(index);
  Str string{.text = {}, .bytes = prefix.bytes};
  for (const PyIndex part : tree().children(index))
    if (node(part).kind == PyKind::string_content)
      string.text.append(decode_string_part(*frame_->code.source, frame_->code.file, tree(), index,
                                            node(part).begin, node(part).end));
  return make(std::move(string), span(index));
}

/// Specifications and conversions that leave a string, or a whole number, as str() makes it.
static bool changes_nothing(std::string_view specification) {
  return specification.empty() || specification == ":" || specification == ":s" ||
         specification == ":d" || specification == "!s" || specification == "!s:s";
}

bool Interpreter::is_plain(PyIndex specification) const {
  return specification == PyTree::nothing || changes_nothing(source(specification));
}

Ref Interpreter::formatted_string(PyIndex index) {
  Text all;
  for (const PyIndex part : tree().children(index)) {
    if (node(part).kind == PyKind::string_content ||
        node(part).kind == PyKind::escape_interpolation) {
      all.append(decode_string_part(*frame_->code.source, frame_->code.file, tree(), index,
                                    node(part).begin, node(part).end));
    } else if (node(part).kind == PyKind::interpolation) {
      const Ref value = evaluate(tree().first(part));
      const PyIndex conversion = tree().child(part, PyKind::type_conversion);
      const bool as_repr = conversion != PyTree::nothing && source(conversion) == "!r";
      const bool plain = is_plain(tree().child(part, PyKind::format_specifier)) &&
                         (as_repr || is_plain(conversion));
      all.append(!plain    ? Text::hole(span(part))
                 : as_repr ? to_repr(value, span(part))
                           : to_text(value, span(part)));
    }
  }
  return make(Str{.text = std::move(all)}, span(index));
}

namespace {

/// A string as Python writes it; nothing for what it would escape.
std::optional<std::string> quoted_by_python(Ref value) {
  const std::string* text = exact_string(value);
  const auto is_plain = [](char c) { return c >= ' ' && c < 0x7F && c != '\\'; };
  if (text == nullptr || !std::ranges::all_of(*text, is_plain)) return std::nullopt;
  const bool single = text->find('\'') == std::string::npos;
  if (!single && text->find('"') != std::string::npos) return std::nullopt;
  const std::string quote(1, single ? '\'' : '"');
  return quote + *text + quote;
}

}  // namespace

Text Interpreter::to_repr(Ref value, Span where) {
  if (text_of(value) != nullptr) {
    const std::optional<std::string> quoted = quoted_by_python(value);
    const Span place = value->where.known() ? value->where : where;
    return quoted ? Text::derived(*quoted, place) : Text::hole(where);
  }
  const auto* sequence = value->as<Sequence>();
  if (sequence == nullptr) return to_text(value, where);
  const bool is_list = sequence->kind == Sequence::Kind::list;
  if (!sequence->complete || (!is_list && sequence->kind != Sequence::Kind::tuple))
    return Text::hole(where);
  std::string all = is_list ? "[" : "(";
  for (size_t i = 0; i < sequence->items.size(); ++i) {
    const Text item = to_repr(sequence->items[i], where);
    if (!item.exact()) return Text::hole(where);
    all += (i > 0 ? ", " : "") + item.value();
  }
  if (!is_list && sequence->items.size() == 1) all += ",";
  return Text::derived(all + (is_list ? "]" : ")"), where);
}

Text Interpreter::to_text(Ref value, Span where) {
  if (value->as<Sequence>() != nullptr) return to_repr(value, where);
  const Span place = value->where.known() ? value->where : where;
  if (const Text* text = text_of(value)) return *text;
  if (const auto* number = value->as<int64_t>())
    return Text::derived(fmt::format("{}", *number), place);
  if (const auto* flag = value->as<bool>()) return Text::derived(*flag ? "True" : "False", place);
  if (value->is_none()) return Text::derived("None", place);
  if (hook_ && value->as<Call>() != nullptr) {
    const Ref method = make(Attribute{value, "__str__"}, place);
    const Ref answer = hook_(make(Call{.callee = method}, place), certain());
    if (const Text* text = answer == nullptr ? nullptr : text_of(answer)) return *text;
  }
  return Text::hole(where);
}

namespace {

/// One replacement field of a format string, or of a %-pattern.
struct Field {
  size_t begin = 0;  ///< offsets in the pattern
  size_t end = 0;
  std::string name;       ///< "" is the next positional one
  std::string attribute;  ///< "name" of "{0.name}"; empty where there is none
  bool literal = false;   ///< "{{" or "%%": stands for its first character
  bool plain = true;      ///< no conversion, no specification
};

std::optional<Field> next_brace_field(const std::string& text, size_t from) {
  for (size_t i = from; i < text.size(); i++) {
    if (text[i] != '{' && text[i] != '}') continue;
    if (i + 1 < text.size() && text[i + 1] == text[i])
      return Field{.begin = i, .end = i + 2, .name = {}, .literal = true};
    if (text[i] == '}') continue;
    const size_t close = text.find('}', i);
    if (close == std::string::npos) return std::nullopt;
    Field field{.begin = i, .end = close + 1, .name = text.substr(i + 1, close - i - 1)};
    if (const size_t special = field.name.find_first_of(":!"); special != std::string::npos) {
      field.plain = changes_nothing(std::string_view(field.name).substr(special));
      field.name.resize(special);
    }
    field.plain = field.plain && field.name.find('[') == std::string::npos;
    if (const size_t dot = field.name.find_first_of(".["); dot != std::string::npos) {
      field.attribute = field.name.substr(dot + 1);
      field.name.resize(dot);
    }
    return field;
  }
  return std::nullopt;
}

std::optional<Field> next_percent_field(const std::string& text, size_t from) {
  for (size_t i = from; i + 1 < text.size(); i++) {
    if (text[i] != '%') continue;
    if (text[i + 1] == '%') return Field{.begin = i, .end = i + 2, .name = {}, .literal = true};
    Field field{.begin = i};
    size_t at = i + 1;
    if (text[at] == '(') {
      const size_t close = text.find(')', at);
      if (close == std::string::npos) return std::nullopt;
      field.name = text.substr(at + 1, close - at - 1);
      at = close + 1;
    }
    const size_t conversion = text.find_first_not_of("0123456789.+-# ", at);
    if (conversion == std::string::npos) return std::nullopt;
    field.plain = conversion == at && (text[at] == 's' || text[at] == 'd' || text[at] == 'i');
    field.end = conversion + 1;
    return field;
  }
  return std::nullopt;
}

}  // namespace

static Text fill(Interpreter& interpreter, const Text& pattern, const Call& call, Span where,
                 std::optional<Field> (*next)(const std::string&, size_t)) {
  Text all;
  size_t at = 0;
  size_t position = 0;
  while (const auto field = next(pattern.value(), at)) {
    all.append(pattern.slice(at, field->begin));
    at = field->end;
    if (field->literal) {
      all.append(pattern.slice(field->begin, field->begin + 1));
      continue;
    }
    Ref value = nullptr;
    if (field->name.empty())
      value = call.positional(position++);
    else if (std::isdigit(static_cast<unsigned char>(field->name[0])) && field->name.size() < 4)
      value = call.positional(std::stoul(field->name));
    else
      value = call.keyword(field->name);
    if (value != nullptr && !field->attribute.empty() &&
        field->attribute.find('.') == std::string::npos)
      value = interpreter.attribute(value, field->attribute, where);
    all.append(value != nullptr && field->plain
                   ? interpreter.to_text(value, where)
                   : Text::hole(pattern.where(field->begin, field->end)));
  }
  all.append(pattern.slice(at, pattern.value().size()));
  return all;
}

Ref Interpreter::format_text(const Text& pattern, const Call& call, Span where) {
  return make(Str{.text = fill(*this, pattern, call, where, next_percent_field)}, where);
}

Ref Interpreter::format_braces(const Text& pattern, const Call& call, Span where) {
  return make(Str{.text = fill(*this, pattern, call, where, next_brace_field)}, where);
}

}  // namespace schemalint
