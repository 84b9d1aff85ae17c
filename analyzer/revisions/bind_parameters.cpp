#include "analyzer/revisions/bind_parameters.h"

#include <strings.h>

#include <cctype>

#include "parsers/sql_lexer.h"

namespace schemalint {

namespace {

/// `\w` of Python's regular expressions; bytes of other scripts count as letters.
bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) || c == '_' || byte >= 0x80;
}

size_t end_of_word(std::string_view sql, size_t at) {
  while (at < sql.size() && is_word(sql[at])) ++at;
  return at;
}

/// End of the parameter whose colon is at `colon`, or `colon` where there is none. SQLAlchemy's
/// pattern is (?<![:\w\\]):(\w+)(?!:), which gives one letter back in front of another colon.
size_t end_of_parameter(std::string_view sql, size_t colon) {
  if (colon > 0) {
    const char before = sql[colon - 1];
    if (before == ':' || before == '\\' || is_word(before)) return colon;
  }
  size_t end = end_of_word(sql, colon + 1);
  if (end < sql.size() && sql[end] == ':') --end;
  return end > colon + 1 ? end : colon;
}

/// SQLAlchemy takes the backslash from `\:name` unless another colon follows.
bool is_escaped_colon(std::string_view sql, size_t at) {
  if (at + 1 >= sql.size() || sql[at] != '\\' || sql[at + 1] != ':') return false;
  size_t end = at + 2;
  while (end < sql.size() && (is_word(sql[end]) || sql[end] == '$')) ++end;
  return end == sql.size() || sql[end] != ':';
}

/// `IN :ids` is an expanding parameter, which brings its own parentheses.
bool follows_in(std::string_view sql, size_t at) {
  while (at > 0 && std::isspace(static_cast<unsigned char>(sql[at - 1]))) --at;
  if (at < 3 || strncasecmp(sql.data() + at - 2, "in", 2) != 0) return false;
  return !is_word(sql[at - 3]);
}

Text parameter(const Text& sql, size_t begin, size_t end,
               const std::map<std::string, std::string>& values) {
  const Span where = sql.where(begin, end);
  const auto value = values.find(sql.value().substr(begin + 1, end - begin - 1));
  Text text = value == values.end() ? Text::hole(where) : Text::derived(value->second, where);
  if (value != values.end() || !follows_in(sql.value(), begin)) return text;
  Text list = Text::derived("(", where);
  list.append(text);
  list.append(Text::derived(")", where));
  return list;
}

}  // namespace

Text bind_parameters(const Text& sql, const std::map<std::string, std::string>& values) {
  const std::string_view text = sql.value();
  Text result;
  size_t copied = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (is_escaped_colon(text, at)) {
      result.append(sql.slice(copied, at));
      copied = ++at;
      continue;
    }
    if (text[at] != ':') continue;
    const size_t end = end_of_parameter(text, at);
    if (end == at) continue;
    result.append(sql.slice(copied, at));
    result.append(parameter(sql, at, end, values));
    copied = end;
    at = end - 1;
  }
  if (copied == 0) return sql;
  result.append(sql.slice(copied, text.size()));
  return result;
}

namespace {

/// Whether the byte belongs to no string, quoted name or comment.
class Code {
 public:
  explicit Code(std::string_view sql) : lexer_(sql), token_(lexer_.next()) {}

  /// To be asked with growing offsets.
  bool holds(size_t at) {
    while (token_.kind != SqlToken::Kind::end && token_.span.end <= at) token_ = lexer_.next();
    return token_.kind == SqlToken::Kind::symbol && token_.span.begin <= at;
  }

 private:
  SqlLexer lexer_;
  SqlToken token_;
};

}  // namespace

std::vector<Sourced<std::string>> quoted_parameters(
    const Text& sql, const std::map<std::string, std::string>& values) {
  const std::string_view text = sql.value();
  std::vector<Sourced<std::string>> found;
  Code code(text);
  for (size_t at = text.find(':'); at != text.npos; at = text.find(':', at + 1)) {
    const size_t end = end_of_parameter(text, at);
    if (end == at || code.holds(at)) continue;
    const std::string name(text.substr(at + 1, end - at - 1));
    if (!values.contains(name) && name.find(Text::placeholder) == name.npos)
      found.push_back({name, sql.where(at, end)});
  }
  return found;
}

}  // namespace schemalint
