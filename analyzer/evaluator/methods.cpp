// Methods of strings, lists and dictionaries: https://docs.python.org/3/library/stdtypes.html

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <string>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

namespace {

constexpr std::string_view white_space = " \t\n\r\f\v";

std::string ascii_case(std::string text, bool upper) {
  for (char& c : text) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

std::string replaced(const std::string& text, const std::string& from, const std::string& to) {
  if (from.empty()) return text;
  std::string result;
  size_t at = 0;
  for (size_t found; (found = text.find(from, at)) != std::string::npos; at = found + from.size())
    result.append(text, at, found - at).append(to);
  return result.append(text, at);
}

Text stripped(const Text& text, std::string_view letters, bool left, bool right) {
  const std::string& value = text.value();
  size_t begin = left ? value.find_first_not_of(letters) : 0;
  if (begin == std::string::npos) return {};
  const size_t last = right ? value.find_last_not_of(letters) : value.size() - 1;
  if (last == std::string::npos) return {};
  return text.slice(begin, last + 1);
}

/// str.split(separator): the parts; nothing where white space separates (they may be many).
std::vector<Text> split(const Text& text, const std::string* separator) {
  std::vector<Text> parts;
  const std::string& value = text.value();
  if (separator == nullptr) {
    size_t at = 0;
    while ((at = value.find_first_not_of(white_space, at)) != std::string::npos) {
      const size_t end = std::min(value.find_first_of(white_space, at), value.size());
      parts.push_back(text.slice(at, end));
      at = end;
    }
    return parts;
  }
  size_t at = 0;
  for (size_t found; (found = value.find(*separator, at)) != std::string::npos;
       at = found + separator->size())
    parts.push_back(text.slice(at, found));
  parts.push_back(text.slice(at, value.size()));
  return parts;
}

}  // namespace

Ref Interpreter::string_method(const Text& text, std::string_view name, const Call& call,
                               Span where) {
  const auto result = [&](Text value) { return make(Str{.text = std::move(value)}, where); };
  const std::string* first = exact_string(call.positional(0) ? call.positional(0) : nullptr);
  const std::string* second = exact_string(call.positional(1) ? call.positional(1) : nullptr);
  const std::string& value = text.value();
  if (name == "format") return format_braces(text, call, where);
  if (name == "strip" || name == "lstrip" || name == "rstrip") {
    const std::string_view letters = first != nullptr ? std::string_view(*first) : white_space;
    return result(stripped(text, letters, name != "rstrip", name != "lstrip"));
  }
  if (name == "encode" || name == "decode" || name == "expandtabs") return result(text);
  if (name == "join") {
    const auto all = call.positional(0) ? items(call.positional(0)) : std::nullopt;
    if (!all) return result(Text::hole(where));
    Text joined;
    for (size_t i = 0; i < all->size(); i++) {
      if (i > 0) joined.append(text);
      joined.append(to_text((*all)[i], where));
    }
    return result(std::move(joined));
  }
  if (name == "startswith" && first != nullptr && !text.exact()) {
    size_t known = 0;  // bytes in front of the first part that is not known
    for (const Text::Piece& piece : text.pieces()) {
      known = piece.begin;
      if (piece.hole) break;
    }
    const size_t compared = std::min(known, first->size());
    const bool same = value.compare(0, compared, *first, 0, compared) == 0;
    if (!same || compared == first->size()) return boolean(same, where);
  }
  if (!text.exact()) return nullptr;
  if (name == "upper" || name == "lower" || name == "casefold")
    return result(text.with_value(ascii_case(value, name == "upper")));
  if (name == "capitalize" || name == "title") {
    std::string changed = ascii_case(value, false);
    for (size_t i = 0; i < changed.size(); i++)
      if (i == 0 || (name == "title" && !std::isalpha(static_cast<unsigned char>(changed[i - 1]))))
        changed[i] = ascii_case(std::string(1, changed[i]), true)[0];
    return result(text.with_value(std::move(changed)));
  }
  if (name == "replace" && first != nullptr && second != nullptr)
    return result(text.with_value(replaced(value, *first, *second)));
  if (name == "startswith" && first != nullptr) return boolean(value.starts_with(*first), where);
  if (name == "endswith" && first != nullptr) return boolean(value.ends_with(*first), where);
  if (name == "removeprefix" && first != nullptr)
    return result(value.starts_with(*first) ? text.slice(first->size(), value.size()) : text);
  if (name == "removesuffix" && first != nullptr)
    return result(value.ends_with(*first) ? text.slice(0, value.size() - first->size()) : text);
  if ((name == "split" && call.arguments.size() <= 1 && (first == nullptr || !first->empty())) ||
      name == "splitlines") {
    static const std::string newline = "\n";
    Sequence parts;
    for (Text& part : split(text, name == "splitlines" ? &newline : first))
      parts.items.push_back(result(std::move(part)));
    return make(std::move(parts), where);
  }
  return nullptr;
}

Ref Interpreter::list_method(const Sequence& list, std::string_view name, const Call& call,
                             Span where) {
  // Lists are shared and mutable, as Python's are; the values in the arena are ours.
  auto& shared = const_cast<Sequence&>(list);
  const Ref first = call.positional(0);
  if (name == "append" || name == "add" || name == "insert" || name == "extend" ||
      name == "update") {
    if (!certain() || first == nullptr) {
      shared.complete = false;
    } else if (name == "append" || name == "add") {
      shared.items.push_back(first);
    } else if (name == "insert") {
      const auto* at = first->as<int64_t>();
      const Ref item = call.positional(1);
      if (at == nullptr || item == nullptr || *at < 0)
        shared.complete = false;
      else
        shared.items.insert(
            shared.items.begin() + std::min<ptrdiff_t>(static_cast<ptrdiff_t>(*at),
                                                       static_cast<ptrdiff_t>(shared.items.size())),
            item);
    } else if (const auto more = items(first)) {
      shared.items.insert(shared.items.end(), more->begin(), more->end());
    } else {
      shared.complete = false;
    }
    if (shared.items.size() > item_limit) shared.complete = false;
    return make(None{}, where);
  }
  if (name == "remove" || name == "pop" || name == "clear" || name == "discard") {
    if (name == "clear" && certain())
      shared.items.clear();
    else
      shared.complete = false;
    return unknown("taken out of a list", where);
  }
  if (name == "copy") return make(list, where);
  if (name == "sort" || name == "reverse") return make(None{}, where);
  return nullptr;
}

Ref Interpreter::dict_method(const Dict& dict, std::string_view name, const Call& call,
                             Span where) {
  auto& shared = const_cast<Dict&>(dict);
  const Ref first = call.positional(0);
  if (name == "get" || name == "pop" || name == "setdefault") {
    const std::string* key = first ? exact_string(first) : nullptr;
    const Ref found = key != nullptr ? dict.find(*key) : nullptr;
    if (found != nullptr && name == "pop") {
      if (!certain()) shared.complete = false;
      if (certain())
        std::erase_if(shared.entries, [&](const auto& entry) {
          const std::string* other = exact_string(entry.first);
          return other != nullptr && *other == *key;
        });
      return found;
    }
    if (found != nullptr) return found;
    if (key == nullptr || !dict.complete) return unknown("an item that is not known", where);
    const Ref fallback = call.positional(1) != nullptr ? call.positional(1) : make(None{}, where);
    if (name == "setdefault") shared.entries.push_back({first, fallback});
    return fallback;
  }
  if (name == "items" || name == "keys" || name == "values") {
    Sequence all{.items = {}, .complete = dict.complete};
    for (const auto& [key, value] : dict.entries) {
      if (name == "items")
        all.items.push_back(
            make(Sequence{.kind = Sequence::Kind::tuple, .items = {key, value}}, where));
      else
        all.items.push_back(name == "keys" ? key : value);
    }
    return make(std::move(all), where);
  }
  if (name == "copy") return make(dict, where);
  if (name == "update") {
    const auto* more = first ? first->as<Dict>() : nullptr;
    if (more != nullptr)
      shared.entries.insert(shared.entries.end(), more->entries.begin(), more->entries.end());
    for (const Argument& argument : call.arguments)
      if (!argument.name.empty())
        shared.entries.push_back({string(argument.name, argument.where), argument.value});
    if (!certain() || !call.complete || (first != nullptr && (more == nullptr || !more->complete)))
      shared.complete = false;
    return make(None{}, where);
  }
  return nullptr;
}

Ref Interpreter::value_method(Ref object, std::string_view name, const Call& call, Span where) {
  if (const Text* text = text_of(object)) return string_method(*text, name, call, where);
  if (const auto* list = object->as<Sequence>()) return list_method(*list, name, call, where);
  if (const auto* dict = object->as<Dict>()) return dict_method(*dict, name, call, where);
  if (object->as<Call>() != nullptr) return regular_expression_method(object, name, call, where);
  return nullptr;
}

}  // namespace schemalint
