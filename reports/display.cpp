#include "reports/display.h"

#include <algorithm>
#include <iterator>

#include "parsers/utf8.h"

namespace schemalint {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Combining marks and other characters without width, by the blocks that occur in source text.
constexpr Range no_width[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},   {0x064B, 0x065F},
    {0x06D6, 0x06DC}, {0x0900, 0x0902}, {0x093C, 0x093C}, {0x0941, 0x0948},   {0x094D, 0x094D},
    {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF},
    {0x200B, 0x200D}, {0x2060, 0x2060}, {0x20D0, 0x20F0}, {0x302A, 0x302D},   {0x3099, 0x309A},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

// Wide and fullwidth characters.
constexpr Range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2614, 0x2615},
    {0x26A1, 0x26A1},   {0x2705, 0x2705},   {0x2728, 0x2728},   {0x274C, 0x274C},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF},
    {0x1B000, 0x1B2FF}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
    {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

template <size_t size>
bool contains(const Range (&ranges)[size], char32_t code_point) {
  const auto next =
      std::upper_bound(std::begin(ranges), std::end(ranges), code_point,
                       [](char32_t value, const Range& range) { return value < range.first; });
  return next != std::begin(ranges) && code_point <= std::prev(next)->last;
}

bool turns_direction(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

char32_t printable(char32_t c) {
  if (c < 0x20) return 0x2400 + c;
  if (c == 0x7F) return 0x2421;
  if ((c >= 0x80 && c < 0xA0) || turns_direction(c)) return CodePoint::replacement;
  return c;
}

constexpr size_t tab_stop = 4;
constexpr size_t widest_line = 120;  // of source text, in terminal columns
constexpr size_t kept_before_mark = 40;

/// One code point of a line, tabs already spread out.
struct Cell {
  char32_t value;
  size_t column;  // from 0
};

/// The cells of a line that fit the terminal, chosen so that the mark is among them.
ShownLine cut(const std::vector<Cell>& cells, size_t line_width, size_t mark_begin,
              size_t mark_end) {
  size_t first = 0;
  if (line_width > widest_line && mark_begin > kept_before_mark)
    first = std::min(mark_begin - kept_before_mark, line_width - widest_line);
  const size_t last = first + widest_line;

  ShownLine shown;
  size_t begin_column = first;
  if (first > 0) shown.text = "…";
  for (const Cell& cell : cells) {
    if (cell.column < first || cell.column >= last) continue;
    if (shown.text.empty() || shown.text == "…") begin_column = cell.column;
    append_utf8(shown.text, cell.value);
  }
  if (line_width > last) shown.text += "…";
  const size_t ellipsis = first > 0 ? 1 : 0;
  shown.mark_begin = mark_begin - begin_column + ellipsis;
  shown.mark_width = std::max<size_t>(1, std::min(mark_end, last) - mark_begin);
  return shown;
}

/// The part of an overlong line around a place: nothing further away could be shown.
std::string_view neighbourhood(std::string_view line, size_t& begin, size_t& end) {
  constexpr size_t reach = 2000;  // in bytes; more than the widest line takes
  size_t first = begin > reach ? begin - reach : 0;
  while (first > 0 && (static_cast<unsigned char>(line[first]) & 0xC0) == 0x80) first--;
  begin -= first;
  end -= first;
  return line.substr(first, begin + reach);
}

}  // namespace

size_t display_width(char32_t code_point) {
  if (contains(no_width, code_point)) return 0;
  return contains(wide, code_point) ? 2 : 1;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    append_utf8(shown, printable(point.value));
    i += point.length;
  }
  return shown;
}

std::string one_line(std::string_view message) {
  std::string line(message);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return printable(line);
}

ShownLine shown_line(std::string_view line, size_t begin, size_t end) {
  begin = std::min(begin, line.size());
  end = std::max(begin, end);
  line = neighbourhood(line, begin, end);
  std::vector<Cell> cells;
  size_t column = 0;
  size_t mark_begin = SIZE_MAX;
  size_t mark_end = SIZE_MAX;
  for (size_t i = 0; i < line.size();) {
    if (i >= begin && mark_begin == SIZE_MAX) mark_begin = column;
    if (i >= end && mark_end == SIZE_MAX) mark_end = column;
    const CodePoint point = decode_utf8(line, i);
    i += point.length;
    if (point.value == '\t') {
      do cells.push_back({' ', column++});
      while (column % tab_stop != 0);
      continue;
    }
    const char32_t value = printable(point.value);
    cells.push_back({value, column});
    column += display_width(value);
  }
  mark_begin = std::min(mark_begin, column);
  mark_end = std::min(mark_end, column);
  return cut(cells, column, mark_begin, std::max(mark_begin, mark_end));
}

/// Terminal columns of a text without tabs and control characters.
static size_t width_of(std::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    width += display_width(point.value);
    i += point.length;
  }
  return width;
}

std::vector<std::string> wrapped(std::string_view text, size_t width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const bool fits = !lines.empty() && width_of(lines.back()) + 1 + width_of(word) <= width;
    if (fits)
      lines.back().append(" ").append(word);
    else
      lines.emplace_back(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string Paint::painted(std::string_view code, std::string_view text) const {
  if (!on_ || text.empty()) return std::string(text);
  return std::string("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
}

std::string Paint::severity(Severity severity, std::string_view text) const {
  switch (severity) {
    case Severity::error:
      return painted("1;31", text);
    case Severity::warning:
      return painted("1;33", text);
    default:
      return painted("1;36", text);
  }
}

}  // namespace schemalint
