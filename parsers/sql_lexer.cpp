#include "parsers/sql_lexer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace schemalint {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) {
  return is_word_start(c) || is_digit(c) || c == '$';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

void SqlLexer::skip_block_comment() {
  // Block comments nest in PostgreSQL.
  size_t open = 0;
  while (place_ < text_.size()) {
    if (text_.substr(place_, 2) == "/*") {
      ++open;
      place_ += 2;
    } else if (text_.substr(place_, 2) == "*/") {
      place_ += 2;
      if (--open == 0) return;
    } else {
      ++place_;
    }
  }
}

void SqlLexer::skip_space() {
  while (place_ < text_.size()) {
    const std::string_view next = text_.substr(place_, 2);
    if (is_space(next[0])) {
      ++place_;
    } else if (next == "--") {
      place_ = std::min(text_.find('\n', place_), text_.size());
    } else if (next == "/*") {
      skip_block_comment();
    } else {
      return;
    }
  }
}

size_t SqlLexer::quote_end(size_t begin, char quote, bool escapes) const {
  for (size_t i = begin; i < text_.size(); ++i) {
    if (escapes && text_[i] == '\\') {
      ++i;
    } else if (text_[i] == quote) {
      if (i + 1 >= text_.size() || text_[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return text_.size();
}

// `begin` is at a '$'. Npos where no dollar quote begins there ($1 is a parameter).
size_t SqlLexer::dollar_quote_end(size_t begin) const {
  size_t end = begin + 1;
  if (end < text_.size() && is_digit(text_[end])) return std::string_view::npos;
  while (end < text_.size() && is_word(text_[end]) && text_[end] != '$') ++end;
  if (end >= text_.size() || text_[end] != '$') return std::string_view::npos;
  const std::string_view tag = text_.substr(begin, end + 1 - begin);
  const size_t close = text_.find(tag, end + 1);
  return close == std::string_view::npos ? text_.size() : close + tag.size();
}

SqlToken SqlLexer::next() {
  skip_space();
  const size_t begin = place_;
  using Kind = SqlToken::Kind;
  const auto token = [&](Kind kind, size_t end) {
    place_ = std::min(end, text_.size());
    return SqlToken{kind, {static_cast<uint32_t>(begin), static_cast<uint32_t>(place_)}};
  };
  if (begin >= text_.size()) return token(Kind::end, begin);
  const char c = text_[begin];
  if (c == '\'') return token(Kind::string, quote_end(begin + 1, '\'', false));
  if (c == '"') return token(Kind::quoted, quote_end(begin + 1, '"', false));
  if (c == '$') {
    const size_t end = dollar_quote_end(begin);
    if (end != std::string_view::npos) return token(Kind::string, end);
    return token(Kind::symbol, begin + 1);
  }
  if (is_word_start(c)) {
    if (lower(c) == 'e' && begin + 1 < text_.size() && text_[begin + 1] == '\'')
      return token(Kind::string, quote_end(begin + 2, '\'', true));
    size_t end = begin + 1;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return token(Kind::word, end);
  }
  if (is_digit(c)) {
    size_t end = begin + 1;
    while (end < text_.size() && (is_word(text_[end]) || text_[end] == '.')) ++end;
    return token(Kind::number, end);
  }
  return token(Kind::symbol, begin + 1);
}

std::string sql_identifier(std::string_view token) {
  std::string name;
  if (token.starts_with('"')) {
    const size_t size = token.size() - (token.size() > 1 && token.ends_with('"') ? 2 : 1);
    const std::string_view inner = token.substr(1, size);
    for (size_t i = 0; i < inner.size(); ++i) {
      name += inner[i];
      if (inner[i] == '"' && i + 1 < inner.size()) ++i;
    }
    return name;
  }
  std::transform(token.begin(), token.end(), std::back_inserter(name), lower);
  return name;
}

/// Words that name a column or table only when they are quoted: "reserved" and "reserved (can be
/// function or type)" in any supported version, each between spaces.
/// https://www.postgresql.org/docs/current/sql-keywords-appendix.html
static constexpr std::string_view reserved_words =
    " all analyse analyze and any array as asc asymmetric authorization binary both case cast "
    "check collate collation column concurrently constraint create cross current_catalog "
    "current_date current_role current_schema current_time current_timestamp current_user "
    "default deferrable desc distinct do else end except false fetch for foreign freeze from "
    "full grant group having ilike in initially inner intersect into is isnull join lateral "
    "leading left like limit localtime localtimestamp natural not notnull null offset on only "
    "or order outer overlaps placing primary references returning right select session_user "
    "similar some symmetric system_user table tablesample then to trailing true union unique "
    "user using variadic verbose when where window with ";

static bool is_reserved(std::string_view word) {
  return reserved_words.find(" " + std::string(word) + " ") != std::string_view::npos;
}

std::string quote_identifier(std::string_view name) {
  const bool plain = !name.empty() && !is_digit(name[0]) &&
                     std::all_of(name.begin(), name.end(),
                                 [](char c) { return is_word(c) && c != '$' && lower(c) == c; }) &&
                     !is_reserved(name);
  if (plain) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + '"';
}

size_t sql_name_end(std::string_view text, size_t begin) {
  SqlLexer lexer(text, begin);
  SqlToken token = lexer.next();
  size_t end = begin;
  while (token.kind == SqlToken::Kind::word || token.kind == SqlToken::Kind::quoted) {
    end = token.span.end;
    const SqlToken dot = lexer.next();
    if (lexer.text(dot) != ".") break;
    token = lexer.next();
  }
  return end;
}

size_t sql_element_end(std::string_view text, size_t begin) {
  SqlLexer lexer(text, begin);
  size_t end = begin;
  size_t open = 0;
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
    const std::string_view word = lexer.text(token);
    if (open == 0 && (word == "," || word == ")" || word == "]" || word == ";")) return end;
    if (word == "(" || word == "[") ++open;
    if (word == ")" || word == "]") --open;
    end = token.span.end;
  }
  return end;
}

namespace {

bool is_any(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Words that put a node on top of another one. AND and OR make flat lists.
bool nests(std::string_view word) {
  return is_any(
      word, {"not", "select", "union", "intersect", "except", "is", "isnull", "notnull", "between",
             "like", "ilike", "similar", "in", "collate", "join", "at", "overlaps"});
}
struct Depth {
  std::vector<size_t> begins{0};  // depth at which each open bracket or block began
  size_t here = 0;
  size_t most = 0;

  void deepen() { most = std::max(most, ++here); }
  void open() {
    deepen();
    begins.push_back(here);
  }
  void close() {
    if (begins.size() > 1) begins.pop_back();
  }
  void next_element() { here = begins.back(); }
  void next_statement() {
    begins.assign(1, 0);
    here = 0;
  }
};

}  // namespace

size_t sql_depth(std::string_view text) {
  Depth depth;
  SqlLexer lexer(text);
  uint32_t operator_end = 0;  // an operator of several characters is one node
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
    if (token.kind == SqlToken::Kind::symbol) {
      const char c = text[token.span.begin];
      if (c == '(' || c == '[') {
        depth.open();
      } else if (c == ')' || c == ']') {
        depth.close();
      } else if (c == ',') {
        depth.next_element();
      } else if (c == ';') {
        depth.next_statement();
      } else if (c != '.') {
        if (token.span.begin != operator_end) depth.deepen();
        operator_end = token.span.end;
      }
    } else if (token.kind == SqlToken::Kind::word && token.span.end - token.span.begin < 10) {
      if (nests(sql_identifier(lexer.text(token)))) depth.deepen();
    }
  }
  return depth.most;
}

}  // namespace schemalint
