#include "parsers/postgres.h"

#include <algorithm>

#include "parsers/postgres_tree.h"

namespace schemalint {

namespace {

// From the first word to the last, without comments and white space before and after. PostgreSQL's
// own range begins behind the semicolon before it and may end in a comment.
SqlSpan words(std::string_view text, SqlSpan range) {
  SqlLexer lexer(text.substr(0, range.end), range.begin);
  SqlToken token = lexer.next();
  SqlSpan span = token.span;
  for (; token.kind != SqlToken::Kind::end; token = lexer.next()) span.end = token.span.end;
  return span;
}

// Cuts a text that does not parse at its semicolons, for lack of a tree that says where statements
// end. Semicolons inside of brackets (CREATE RULE) and of BEGIN ATOMIC … END separate nothing.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<SqlSpan> split() {
    cut(true);
    if (open_ == 0) return std::move(pieces_);
    // A bracket that is never closed must not take the statements after it along.
    cut(false);
    return std::move(pieces_);
  }

 private:
  void cut(bool mind_brackets) {
    SqlLexer lexer(text_, begin_);
    std::string before;
    open_ = 0;
    size_t blocks = 0;
    for (SqlToken token = lexer.next();; token = lexer.next()) {
      const bool end = token.kind == SqlToken::Kind::end;
      const std::string_view symbol = lexer.text(token);
      if (end || (symbol == ";" && open_ == 0 && blocks == 0)) {
        if (end && open_ > 0 && mind_brackets) return;
        add(token.span.begin);
        begin_ = token.span.end;
        if (end) return;
      }
      if (mind_brackets && symbol == "(") ++open_;
      if (symbol == ")" && open_ > 0) --open_;
      if (token.kind != SqlToken::Kind::word) continue;
      std::string word = sql_identifier(symbol);
      if ((before == "begin" && word == "atomic") || (blocks > 0 && word == "case")) ++blocks;
      if (blocks > 0 && word == "end") --blocks;
      before = std::move(word);
    }
  }

  void add(uint32_t end) {
    const SqlSpan piece = words(text_, {begin_, end});
    if (piece.begin < piece.end) pieces_.push_back(piece);
  }

  std::string_view text_;
  std::vector<SqlSpan> pieces_;
  uint32_t begin_ = 0;
  size_t open_ = 0;
};

// Spaces in place of what psql reads itself: the rows behind COPY … FROM STDIN, up to a line with
// `\.`, and its own commands, which begin with a backslash.
// https://www.postgresql.org/docs/15/app-psql.html
std::string without_psql_input(std::string text) {
  if (text.find('\\') == std::string::npos) return text;
  const auto blank = [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i)
      if (text[i] != '\n') text[i] = ' ';
  };
  size_t begin = 0;
  while (begin < text.size()) {
    SqlLexer lexer(text, begin);
    SqlToken token = lexer.next();
    if (token.kind == SqlToken::Kind::end) break;
    if (lexer.text(token) == "\\") {
      begin = std::min(text.find('\n', token.span.begin), text.size());
      blank(token.span.begin, begin);
      continue;
    }
    const bool copy = sql_identifier(lexer.text(token)) == "copy";
    bool from_stdin = false;
    for (; token.kind != SqlToken::Kind::end && lexer.text(token) != ";"; token = lexer.next())
      from_stdin = from_stdin || sql_identifier(lexer.text(token)) == "stdin";
    begin = token.span.end;
    if (token.kind == SqlToken::Kind::end || !copy || !from_stdin) continue;
    const size_t last = text.find("\n\\.", begin);
    const size_t end = last == std::string::npos ? text.size() : last + 3;
    blank(begin, end);
    begin = end;
  }
  return text;
}

// `piece` is the part of the script that the tree was made of.
void add_statements(const PgQuery__ParseResult& tree, const PgText& text, SqlSpan piece,
                    SqlScript& script) {
  for (size_t i = 0; i < tree.n_stmts; ++i) {
    const PgQuery__RawStmt& raw = *tree.stmts[i];
    const uint32_t begin = text.at(raw.stmt_location);
    const uint32_t end = raw.stmt_len > 0 ? begin + static_cast<uint32_t>(raw.stmt_len) : piece.end;
    if (raw.stmt != nullptr)
      script.statements.push_back(statement_of(*raw.stmt, text, words(text.whole, {begin, end})));
  }
}

// The token where the parser stopped; the last one where it wanted more.
SqlSpan error_place(std::string_view text, SqlSpan piece, uint32_t offset) {
  const std::string_view upto = text.substr(0, piece.end);
  SqlLexer lexer(upto, std::min(piece.begin + offset, piece.end));
  const SqlToken token = lexer.next();
  if (token.kind != SqlToken::Kind::end) return token.span;
  SqlSpan last = piece;
  SqlLexer again(upto, piece.begin);
  for (SqlToken one = again.next(); one.kind != SqlToken::Kind::end; one = again.next())
    last = one.span;
  return last;
}

}  // namespace

SqlScript parse_sql(std::string_view sql) {
  SqlScript script;
  const std::string text = clean_sql(sql);
  const PgTree whole(text);
  if (whole.tree() != nullptr) {
    add_statements(*whole.tree(), {text}, {0, static_cast<uint32_t>(text.size())}, script);
    return script;
  }
  if (const std::string without = without_psql_input(text); without != text)
    return parse_sql(without);
  for (const SqlSpan& piece : Splitter(text).split()) {
    const PgTree parsed(text.substr(piece.begin, piece.end - piece.begin));
    if (parsed.tree() != nullptr) {
      add_statements(*parsed.tree(), {text, piece.begin}, piece, script);
    } else {
      script.errors.push_back(
          {error_place(text, piece, parsed.error_offset()), piece, parsed.error()});
    }
  }
  return script;
}

}  // namespace schemalint
