// re.sub(), re.split() and re.findall(), with which code bases make table names from class names.
// Python's patterns are PCRE2's but for details that such patterns do not use.
// https://docs.python.org/3/library/re.html

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <memory>
#include <optional>

#include "analyzer/evaluator/interpreter.h"

namespace schemalint {

namespace {

using Pattern = std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)>;

Pattern compile(const std::string& pattern) {
  int error = 0;
  PCRE2_SIZE at = 0;
  return Pattern(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                               PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &error, &at, nullptr),
                 &pcre2_code_free);
}

struct Match {
  std::vector<std::string> groups;  // group 0 is the whole match
  size_t begin = 0;
  size_t end = 0;
};

/// All matches, as re.sub() finds them. Nothing where the pattern is no good or takes too long.
std::optional<std::vector<Match>> find_all(const std::string& pattern, const std::string& text) {
  const Pattern code = compile(pattern);
  if (code == nullptr) return std::nullopt;
  const std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(
      pcre2_match_context_create(nullptr), &pcre2_match_context_free);
  pcre2_set_match_limit(context.get(), 100'000);
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
      pcre2_match_data_create_from_pattern(code.get(), nullptr), &pcre2_match_data_free);
  std::vector<Match> matches;
  for (size_t from = 0; from <= text.size();) {
    const int count = pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
                                  text.size(), from, 0, data.get(), context.get());
    if (count == PCRE2_ERROR_NOMATCH) break;
    if (count < 0) return std::nullopt;
    const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(data.get());
    Match match{.groups = {}, .begin = offsets[0], .end = offsets[1]};
    for (int group = 0; group < count; group++) {
      const bool unset = offsets[2 * group] == PCRE2_UNSET;
      match.groups.push_back(
          unset ? ""
                : text.substr(offsets[2 * group], offsets[2 * group + 1] - offsets[2 * group]));
    }
    from = match.end > match.begin ? match.end : match.end + 1;
    matches.push_back(std::move(match));
  }
  return matches;
}

/// The replacement string with \1 and \g<1> filled in.
std::optional<std::string> expand(const std::string& replacement, const Match& match) {
  std::string result;
  for (size_t i = 0; i < replacement.size(); i++) {
    if (replacement[i] != '\\' || i + 1 == replacement.size()) {
      result += replacement[i];
      continue;
    }
    i++;
    size_t digit = i;
    const bool named = replacement.compare(i, 2, "g<") == 0;
    if (named) digit = i + 2;
    if (digit >= replacement.size() || replacement[digit] < '0' || replacement[digit] > '9')
      return std::nullopt;
    const auto group = static_cast<size_t>(replacement[digit] - '0');
    if (group < match.groups.size()) result += match.groups[group];
    i = named ? replacement.find('>', digit) : digit;
    if (i == std::string::npos) return std::nullopt;
  }
  return result;
}

/// The pattern of `re.compile(pattern)`; empty where it is something else.
const std::string* compiled_pattern(Ref value) {
  const Call* call = call_of(value);
  if (call == nullptr || qualified_name(call->callee) != "re.compile") return nullptr;
  if (call->arguments.size() != 1) return nullptr;  // flags change what it means
  return exact_string(call->arguments[0].value);
}

}  // namespace

Ref Interpreter::substitute(const std::string* pattern, Ref replacement, Ref subject, Span where) {
  const std::string* text = subject ? exact_string(subject) : nullptr;
  if (pattern == nullptr || text == nullptr || replacement == nullptr) return nullptr;
  const auto matches = find_all(*pattern, *text);
  if (!matches) return nullptr;
  std::string result;
  size_t at = 0;
  for (const Match& match : *matches) {
    result.append(*text, at, match.begin - at);
    at = match.end;
    std::optional<std::string> filled;
    if (const std::string* written = exact_string(replacement)) {
      filled = expand(*written, match);
    } else if (const auto* function = replacement->as<const Function*>()) {
      Call groups{.callee = make(External{"re.Match"}, where)};
      for (const std::string& group : match.groups)
        groups.arguments.push_back({"", string(group, where), where});
      const Ref made =
          call_function(**function, nullptr, {{"", make(std::move(groups), where), where}}, where);
      if (const std::string* returned = exact_string(made)) filled = *returned;
    }
    if (!filled) return nullptr;
    result += *filled;
  }
  result.append(*text, at);
  return make(Str{.text = text_of(subject)->with_value(std::move(result))}, where);
}

/// The list that re.split() makes, with what groups match between the parts, or re.findall().
/// Several groups are tuples in the latter: no code base makes names of them.
Ref Interpreter::parts_of_matches(std::string_view name, const std::string* pattern, Ref subject,
                                  Span where) {
  const std::string* text = subject ? exact_string(subject) : nullptr;
  if (pattern == nullptr || text == nullptr) return nullptr;
  const auto matches = find_all(*pattern, *text);
  if (!matches) return nullptr;
  Sequence parts;
  size_t at = 0;
  for (const Match& match : *matches) {
    if (name == "findall") {
      if (match.groups.size() > 2) return nullptr;
      parts.items.push_back(string(match.groups.back(), where));
      continue;
    }
    parts.items.push_back(string(text->substr(at, match.begin - at), where));
    at = match.end;
    for (size_t group = 1; group < match.groups.size(); group++)
      parts.items.push_back(string(match.groups[group], where));
  }
  if (name == "split") parts.items.push_back(string(text->substr(at), where));
  return make(std::move(parts), where);
}

Ref Interpreter::regular_expression_call(std::string_view name, const Call& call, Span where) {
  name.remove_prefix(std::string_view("re.").size());
  const size_t parameters = name == "sub" ? 3 : 2;
  if (call.keyword("flags") || call.keyword("count") || call.keyword("maxsplit") ||
      call.positional(parameters) != nullptr)
    return nullptr;
  const Ref written = call.get(0, "pattern");
  if (written == nullptr) return nullptr;
  const std::string* text = exact_string(written);
  const std::string* pattern = text != nullptr ? text : compiled_pattern(written);
  if (name == "sub") return substitute(pattern, call.get(1, "repl"), call.get(2, "string"), where);
  if (name == "split" || name == "findall")
    return parts_of_matches(name, pattern, call.get(1, "string"), where);
  return nullptr;
}

Ref Interpreter::regular_expression_method(Ref object, std::string_view name, const Call& call,
                                           Span where) {
  if (const std::string* pattern = compiled_pattern(object); pattern != nullptr && name == "sub")
    return call.positional(2) == nullptr && call.keyword("count") == nullptr
               ? substitute(pattern, call.get(0, "repl"), call.get(1, "string"), where)
               : nullptr;
  if (const std::string* pattern = compiled_pattern(object);
      pattern != nullptr && (name == "split" || name == "findall") && call.arguments.size() == 1)
    return parts_of_matches(name, pattern, call.get(0, "string"), where);
  const Call* match = call_of(object);
  if (match == nullptr || name != "group" || qualified_name(match->callee) != "re.Match")
    return nullptr;
  const Ref index = call.positional(0);
  const auto* group = index ? index->as<int64_t>() : nullptr;
  if (index != nullptr && (group == nullptr || *group < 0)) return nullptr;
  return match->positional(group != nullptr ? static_cast<size_t>(*group) : 0);
}

}  // namespace schemalint
