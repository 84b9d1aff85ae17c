#include <charconv>
#include <optional>

#include "analyzer/sql/value.h"
#include "parsers/text.h"

namespace schemalint {

namespace {

std::optional<int64_t> integer(const std::string& text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string as_text(const SqlValue& value) {
  if (value.kind == SqlValue::Kind::boolean) return value.truth ? "true" : "false";
  if (value.kind == SqlValue::Kind::text) return value.text;
  return std::string(Text::placeholder);
}

namespace {

// As LIKE matches: % any text, _ any character, \ takes the next as it is.
bool is_like(std::string_view text, std::string_view pattern) {
  size_t t = 0, p = 0;
  size_t retry_text = 0, retry_pattern = std::string_view::npos;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      retry_pattern = ++p;
      retry_text = t;
      continue;
    }
    const bool escaped = p + 1 < pattern.size() && pattern[p] == '\\';
    const bool same = p < pattern.size() && (escaped ? pattern[p + 1] == text[t]
                                                     : pattern[p] == '_' || pattern[p] == text[t]);
    if (same) {
      p += escaped ? 2 : 1;
      ++t;
    } else if (retry_pattern != std::string_view::npos) {
      p = retry_pattern;
      t = ++retry_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

}  // namespace

SqlValue compared(const SqlValue& a, std::string_view sign, const SqlValue& b) {
  if (a.kind == SqlValue::Kind::null || b.kind == SqlValue::Kind::null) return null_value();
  if (!a.known() || !b.known() || a.kind == SqlValue::Kind::list || b.kind == SqlValue::Kind::list)
    return unknown_value();
  const std::string left = as_text(a), right = as_text(b);
  if (sign == "~~") return boolean_value(is_like(left, right));
  if (sign == "!~~") return boolean_value(!is_like(left, right));
  const auto m = integer(left), n = integer(right);
  const int order = m && n ? (*m < *n ? -1 : *m > *n ? 1 : 0) : left.compare(right);
  if (sign == "=") return boolean_value(order == 0);
  if (sign == "<>" || sign == "!=") return boolean_value(order != 0);
  if (!m || !n) return unknown_value();  // the order of texts depends on the collation
  if (sign == "<") return boolean_value(order < 0);
  if (sign == ">") return boolean_value(order > 0);
  if (sign == "<=") return boolean_value(order <= 0);
  if (sign == ">=") return boolean_value(order >= 0);
  return unknown_value();
}

SqlValue concatenated(const SqlValue& a, const SqlValue& b) {
  if (a.kind == SqlValue::Kind::null || b.kind == SqlValue::Kind::null) return null_value();
  if (a.kind != SqlValue::Kind::list && b.kind != SqlValue::Kind::list)
    return text_value(as_text(a) + as_text(b));
  if (a.kind != SqlValue::Kind::list || !a.known() || !b.known()) return unknown_value();
  SqlValue out = a;
  if (b.kind == SqlValue::Kind::list) {
    out.items.insert(out.items.end(), b.items.begin(), b.items.end());
  } else {
    out.items.push_back(b);
  }
  return out;
}

SqlValue computed(const SqlValue& a, std::string_view sign, const SqlValue& b) {
  if (a.kind == SqlValue::Kind::null || b.kind == SqlValue::Kind::null) return null_value();
  const auto m = integer(a.text), n = integer(b.text);
  constexpr int64_t limit = 1'000'000'000;
  if (!m || !n || *m > limit || *n > limit || *m < -limit || *n < -limit) return unknown_value();
  if (sign == "+") return text_value(std::to_string(*m + *n));
  if (sign == "-") return text_value(std::to_string(*m - *n));
  if (sign == "*") return text_value(std::to_string(*m * *n));
  return unknown_value();
}

std::string quoted_literal(const SqlValue& value) {
  if (value.kind == SqlValue::Kind::null) return "NULL";
  std::string out = "'";
  for (const char c : as_text(value)) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

namespace {

// A directive of format(): "%I", "%2$s". Reads it from `i`, behind the percent sign.
struct Directive {
  char kind = '\0';
  std::optional<size_t> position;
};

Directive read_directive(const std::string& pattern, size_t& i) {
  Directive out;
  size_t digits = i;
  while (digits < pattern.size() && pattern[digits] >= '0' && pattern[digits] <= '9') ++digits;
  if (digits > i && digits < pattern.size() && pattern[digits] == '$') {
    out.position = static_cast<size_t>(integer(pattern.substr(i, digits - i)).value_or(0));
    i = digits + 1;
  }
  if (i < pattern.size()) out.kind = pattern[i];
  return out;
}

}  // namespace

SqlValue formatted(const std::vector<SqlValue>& arguments) {
  if (arguments.empty() || arguments[0].kind != SqlValue::Kind::text) return unknown_value();
  const std::string& pattern = arguments[0].text;
  std::string out;
  size_t next = 1;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      out += pattern[i];
      continue;
    }
    const Directive directive = read_directive(pattern, ++i);
    if (directive.kind == '%') {
      out += '%';
      continue;
    }
    if (directive.position) next = *directive.position;
    if (next >= arguments.size()) return unknown_value();
    const SqlValue& argument = arguments[next++];
    const bool null = argument.kind == SqlValue::Kind::null;
    if (directive.kind == 'I') {
      out += quote_identifier(as_text(argument));
    } else if (directive.kind == 'L') {
      out += quoted_literal(argument);
    } else if (directive.kind == 's') {
      out += null ? std::string() : as_text(argument);
    } else {
      return unknown_value();  // a width
    }
  }
  return text_value(std::move(out));
}

SqlValue replaced(const std::vector<SqlValue>& arguments) {
  if (arguments.size() != 3) return unknown_value();
  for (const SqlValue& argument : arguments)
    if (argument.kind != SqlValue::Kind::text || !argument.known()) return unknown_value();
  const std::string& from = arguments[1].text;
  const std::string& to = arguments[2].text;
  std::string text = arguments[0].text;
  if (from.empty()) return text_value(std::move(text));
  for (size_t i = text.find(from); i != std::string::npos; i = text.find(from, i + to.size()))
    text.replace(i, from.size(), to);
  return text_value(std::move(text));
}

SqlValue array_literal(const std::string& text) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}' ||
      text.find_first_of("\"\\{", 1) != std::string::npos)
    return unknown_value();
  SqlValue list;
  list.kind = SqlValue::Kind::list;
  std::string item;
  for (const char c : std::string_view(text).substr(1, text.size() - 1)) {
    if (c == ',' || c == '}') {
      if (!item.empty()) list.items.push_back(text_value(item));
      item.clear();
    } else if (c != ' ' || !item.empty()) {
      item += c;
    }
  }
  return list;
}

}  // namespace schemalint
