// Reads SQL as tokens, as PostgreSQL's scanner does: strings, quoted names, dollar quotes, nested
// comments. https://www.postgresql.org/docs/15/sql-syntax-lexical.html

#include <algorithm>
#include <string_view>

#include "analyzer/declarations.h"

namespace schemalint {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view lower_case) {
  return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(),
                    [](char x, char y) { return lower(x) == y; });
}

/// Reads one run of SQL: a file, a literal, or the body of a dollar quote.
class SqlReader {
 public:
  SqlReader(std::string_view text, Span part, int depth, Declarations& found)
      : text_(text.substr(0, part.end)), part_(part), depth_(depth), found_(found) {}

  void read() {
    for (uint32_t at = part_.begin; at < part_.end;) at = is_space(text_[at]) ? at + 1 : token(at);
    close_statement(last_end_);
  }

 private:
  uint32_t token(uint32_t at) {
    const std::string_view rest = text_.substr(at);
    if (rest.starts_with("--") || rest.starts_with("/*")) return comment(at);
    if (rest[0] == ';') {
      close_statement(at + 1);
      return at + 1;
    }
    if (!in_statement_) open_statement(at);
    if (!in_item_ && rest[0] != ',' && rest[0] != ')') open_item(at);
    const uint32_t end = significant(at);
    last_end_ = end;
    return end;
  }

  uint32_t significant(uint32_t at) {
    const char c = text_[at];
    if (c == '\'' || c == '"') return quoted(at);
    if (c == '$') return dollar_quoted(at);
    if (is_word(c)) return word(at);
    if (c == '(') {
      ++parentheses_;
      if (kind_ == Kind::create_table && parentheses_ == 1) item_level_ = 1, in_item_ = false;
    } else if (c == ')') {
      if (parentheses_ == item_level_ && kind_ == Kind::create_table) close_items();
      if (parentheses_ > 0) --parentheses_;
    } else if (c == ',' && parentheses_ == item_level_) {
      close_item();
    }
    return at + 1;
  }

  uint32_t comment(uint32_t at) {
    uint32_t end = part_.end;
    if (text_[at] == '-') {
      end = static_cast<uint32_t>(std::min<size_t>(text_.find('\n', at), part_.end));
      if (end > at && text_[end - 1] == '\r') --end;
    } else {
      int nesting = 0;
      for (uint32_t i = at; i + 1 < part_.end; ++i) {
        const std::string_view pair = text_.substr(i, 2);
        if (pair == "/*") ++nesting, ++i;
        if (pair == "*/" && (++i, --nesting == 0)) {
          end = i + 1;
          break;
        }
      }
    }
    found_.comments.push_back({part_.file, at, end});
    return end;
  }

  /// E'…' alone takes a backslash as an escape.
  uint32_t quoted(uint32_t at) {
    const char quote = text_[at];
    const bool escapes = quote == '\'' && at > part_.begin && lower(text_[at - 1]) == 'e' &&
                         (at - 1 == part_.begin || !is_word(text_[at - 2]));
    for (uint32_t i = at + 1; i < part_.end; ++i) {
      if (escapes && text_[i] == '\\')
        ++i;
      else if (text_[i] == quote)
        return i + 1;
    }
    return part_.end;
  }

  uint32_t dollar_quoted(uint32_t at) {
    uint32_t tag_end = at + 1;
    while (tag_end < part_.end && is_word(text_[tag_end])) ++tag_end;
    if (tag_end >= part_.end || text_[tag_end] != '$') return at + 1;
    const std::string_view tag = text_.substr(at, tag_end + 1 - at);
    const size_t close = text_.find(tag, tag_end + 1);
    if (close == std::string_view::npos) return part_.end;
    constexpr int deepest_body = 8;
    if (depth_ < deepest_body) {
      const Span body{part_.file, tag_end + 1, static_cast<uint32_t>(close)};
      SqlReader(text_, body, depth_ + 1, found_).read();
    }
    return static_cast<uint32_t>(close + tag.size());
  }

  uint32_t word(uint32_t at) {
    uint32_t end = at + 1;
    while (end < part_.end && (is_word(text_[end]) || text_[end] == '$')) ++end;
    const std::string_view word = text_.substr(at, end - at);
    if (words_ == 0 && same_word(word, "create")) kind_ = Kind::create;
    if (words_ == 0 && same_word(word, "alter")) kind_ = Kind::alter;
    // CREATE [GLOBAL | LOCAL] [TEMPORARY | TEMP] [UNLOGGED] TABLE
    if (kind_ == Kind::create && words_ < 4 && same_word(word, "table"))
      kind_ = Kind::create_table, item_level_ = none;
    ++words_;
    return end;
  }

  void open_statement(uint32_t at) {
    in_statement_ = true;
    statement_ = at;
    kind_ = Kind::other;
    words_ = 0;
    parentheses_ = 0;
    item_level_ = none;
  }

  void open_item(uint32_t at) {
    if (kind_ == Kind::alter) item_level_ = 0;
    if (item_level_ == none) return;
    in_item_ = true;
    item_ = at;
  }

  void close_item() {
    if (in_item_) found_.pieces.push_back({part_.file, item_, last_end_});
    in_item_ = false;
  }

  void close_items() {
    close_item();
    item_level_ = none;
    kind_ = Kind::other;
  }

  void close_statement(uint32_t end) {
    close_item();
    if (in_statement_) found_.pieces.push_back({part_.file, statement_, end});
    in_statement_ = false;
  }

  enum class Kind { other, create, create_table, alter };
  static constexpr int none = -1;  // no level of parentheses has items

  std::string_view text_;
  Span part_;
  int depth_;
  Declarations& found_;

  bool in_statement_ = false;
  bool in_item_ = false;
  Kind kind_ = Kind::other;
  int words_ = 0;
  int parentheses_ = 0;
  int item_level_ = none;
  uint32_t statement_ = 0;
  uint32_t item_ = 0;
  uint32_t last_end_ = 0;
};

}  // namespace

Declarations sql_declarations(const SourceFile& source, Span part) {
  Declarations found{.pieces = {}, .comments = {}, .first = part.end};
  SqlReader(source.text(), part, 0, found).read();
  std::sort(found.pieces.begin(), found.pieces.end(), [](const Span& a, const Span& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  if (!found.pieces.empty()) found.first = found.pieces.front().begin;
  return found;
}

}  // namespace schemalint
