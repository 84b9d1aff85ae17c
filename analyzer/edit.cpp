#include "analyzer/edit.h"

#include <algorithm>
#include <optional>

namespace schemalint {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\f';
}
bool is_blank(char c) {
  return is_space(c) || c == '\n' || c == '\r';
}

/// What the text between the parentheses of a call looks like. All numbers are byte offsets.
struct Arguments {
  uint32_t first = 0;  ///< begin of the first argument
  uint32_t last = 0;   ///< end of the last token, a trailing comma included
  uint32_t code = 0;   ///< end of the last comment behind `last` on its line, else `last`
  bool empty = true;
  bool trailing_comma = false;
  bool several = false;  ///< a comma stands between arguments
};

/// Reads the arguments of a call as Python's tokenizer does, as far as strings, comments and
/// brackets go.
class ArgumentReader {
 public:
  ArgumentReader(std::string_view text, uint32_t begin, uint32_t end)
      : text_(text.substr(0, end)), at_(begin) {}

  /// Nothing where a string or a bracket is not closed.
  std::optional<Arguments> read() {
    while (at_ < text_.size()) {
      if (is_blank(text_[at_]) || text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '#') {
        skip_comment();
      } else if (!take_token()) {
        return std::nullopt;
      }
    }
    if (depth_ != 0) return std::nullopt;
    return arguments_;
  }

 private:
  void skip_comment() {
    const uint32_t begin = at_;
    at_ = static_cast<uint32_t>(std::min(text_.find_first_of("\r\n", at_), text_.size()));
    const std::string_view between = text_.substr(arguments_.last, begin - arguments_.last);
    if (!arguments_.empty && between.find('\n') == std::string_view::npos) arguments_.code = at_;
  }

  bool take_token() {
    const uint32_t begin = at_;
    const char c = text_[at_];
    arguments_.several = arguments_.several || arguments_.trailing_comma;
    arguments_.trailing_comma = c == ',' && depth_ == 0;
    if (c == '"' || c == '\'') {
      if (!skip_string()) return false;
    } else {
      if (c == '(' || c == '[' || c == '{') ++depth_;
      if (c == ')' || c == ']' || c == '}') --depth_;
      if (depth_ < 0) return false;
      ++at_;
    }
    if (arguments_.empty) arguments_.first = begin;
    arguments_.empty = false;
    arguments_.last = arguments_.code = at_;
    return true;
  }

  bool skip_string() {
    const std::string_view quote = text_.substr(at_, 1);
    const std::string triple(3, quote[0]);
    const bool is_triple = text_.substr(at_, 3) == triple;
    const std::string_view close = is_triple ? std::string_view(triple) : quote;
    for (at_ += static_cast<uint32_t>(close.size()); at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_.substr(at_, close.size()) == close) {
        at_ += static_cast<uint32_t>(close.size());
        return true;
      } else if (text_[at_] == '\n' && !is_triple) {
        return false;
      }
    }
    return false;
  }

  std::string_view text_;
  uint32_t at_;
  int depth_ = 0;
  Arguments arguments_;
};

std::string_view indentation(const SourceFile& source, uint32_t offset) {
  const std::string_view line = source.line(source.line_number(offset));
  size_t length = 0;
  while (length < line.size() && is_space(line[length])) ++length;
  return line.substr(0, length);
}

Edit insertion(Span place, uint32_t offset, std::string text) {
  return {.where = {place.file, offset, offset}, .text = std::move(text)};
}

}  // namespace

std::vector<Edit> append_argument(const SourceFile& source, Span parentheses,
                                  std::string_view argument) {
  const std::string_view call = source.text(parentheses);
  if (call.size() < 2 || call.front() != '(' || call.back() != ')') return {};
  const uint32_t open = parentheses.begin + 1, close = parentheses.end - 1;
  const std::optional<Arguments> read = ArgumentReader(source.text(), open, close).read();
  if (!read) return {};
  const std::string text(argument);
  if (read->empty) return {insertion(parentheses, open, text)};

  // Several on one line without a comma at the end are kept together, as formatters keep them.
  const bool together = read->several && !read->trailing_comma &&
                        source.line_number(read->first) == source.line_number(read->last - 1);
  const bool own_lines = !together &&
                         source.line_number(read->first) > source.line_number(parentheses.begin) &&
                         source.line_number(close) > source.line_number(read->last - 1);
  if (!own_lines)
    return {insertion(parentheses, read->last, (read->trailing_comma ? " " : ", ") + text)};

  std::string line(source.newline());
  line += std::string(indentation(source, read->first)) + text;
  if (read->trailing_comma) return {insertion(parentheses, read->code, line + ",")};
  if (read->code == read->last) return {insertion(parentheses, read->last, "," + line)};
  return {insertion(parentheses, read->last, ","), insertion(parentheses, read->code, line)};
}

Edit remove_comment(const SourceFile& source, Span comment) {
  const std::string& text = source.text();
  const uint32_t line = source.line_begin(source.line_number(comment.begin));
  uint32_t begin = comment.begin, end = comment.end;
  while (begin > line && is_space(text[begin - 1])) --begin;
  uint32_t behind = end;
  while (behind < text.size() && is_space(text[behind])) ++behind;
  const bool last_on_line =
      behind == text.size() || text[behind] == '\n' || text.compare(behind, 2, "\r\n") == 0;
  if (last_on_line) end = behind;
  if (begin == line && last_on_line) {
    if (text.compare(end, 2, "\r\n") == 0)
      end += 2;
    else if (end < text.size())
      end += 1;
  } else if (begin == line) {
    begin = comment.begin;  // what follows keeps its indentation
    end = behind;
  }
  return {.where = {comment.file, begin, end}, .text = ""};
}

std::vector<Edit> replace_string(const SourceFile& source, Span where, std::string_view value,
                                 std::string_view replacement) {
  std::string_view text = source.text(where);
  uint32_t begin = where.begin;
  if (text.size() == value.size() + 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front()) {
    text = text.substr(1, value.size());
    ++begin;
  }
  if (text != value || value.empty()) return {};
  const uint32_t end = begin + static_cast<uint32_t>(value.size());
  return {{.where = {where.file, begin, end}, .text = std::string(replacement)}};
}

std::vector<Edit> prepend_to_string(const SourceFile& source, Span where, std::string_view value,
                                    std::string_view prefix) {
  uint32_t begin = where.begin;
  const std::string& text = source.text();
  if (begin < text.size() && (text[begin] == '"' || text[begin] == '\'')) ++begin;
  const std::string_view first_word = value.substr(0, value.find('.'));
  if (!where.known() || first_word.empty() || begin == 0) return {};
  if (text[begin - 1] != '"' && text[begin - 1] != '\'') return {};
  if (text.compare(begin, first_word.size(), first_word) != 0) return {};
  return {{.where = {where.file, begin, begin}, .text = std::string(prefix)}};
}

}  // namespace schemalint
