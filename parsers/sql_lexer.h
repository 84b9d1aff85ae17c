#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace schemalint {

/// A byte range of an SQL text.
struct SqlSpan {
  uint32_t begin = 0;
  uint32_t end = 0;
};

struct SqlToken {
  enum class Kind : uint8_t {
    end,
    word,    ///< keyword or unquoted identifier
    quoted,  ///< "identifier"
    string,  ///< '…', E'…', $tag$…$tag$
    number,
    symbol,  ///< one byte: an operator character or punctuation
  } kind = Kind::end;
  SqlSpan span;
};

/// Cuts SQL into tokens as PostgreSQL's scanner does, as far as needed to find where an element
/// that the parser located ends: comments, quotes and dollar quotes are never mistaken for code.
/// Whatever does not close reaches to the end of the text.
class SqlLexer {
 public:
  explicit SqlLexer(std::string_view text, size_t begin = 0) : text_(text), place_(begin) {}

  SqlToken next();
  std::string_view text(const SqlToken& token) const {
    return text_.substr(token.span.begin, token.span.end - token.span.begin);
  }

 private:
  void skip_space();
  void skip_block_comment();
  size_t quote_end(size_t begin, char quote, bool escapes) const;
  size_t dollar_quote_end(size_t begin) const;

  std::string_view text_;
  size_t place_;
};

/// The identifier a word or quoted token is: folded to lower case, or unquoted.
std::string sql_identifier(std::string_view token);
/// An identifier as it must be written in SQL: quoted where it would not be read back otherwise.
std::string quote_identifier(std::string_view name);
/// End of the dotted name that begins at `begin`.
size_t sql_name_end(std::string_view text, size_t begin);
/// End of the list element that begins at `begin`: the next comma, closing bracket or semicolon
/// outside of brackets, white space before it not included.
size_t sql_element_end(std::string_view text, size_t begin);
/// An upper bound of how deeply expressions and queries nest in any one statement. The parser's
/// tree is as deep, and is walked by recursion.
size_t sql_depth(std::string_view text);

}  // namespace schemalint
