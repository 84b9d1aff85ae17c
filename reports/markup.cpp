#include "reports/markup.h"

#include "parsers/utf8.h"
#include "reports/display.h"

namespace schemalint {

namespace {

/// Character of XML 1.0, section 2.2.
bool allowed_in_xml(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0xFFFE && c != 0xFFFF;
}

std::string_view reference(char32_t c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    i += point.length;
    if (!allowed_in_xml(point.value)) continue;
    if (const std::string_view written = reference(point.value); !written.empty())
      result += written;
    else
      append_utf8(result, point.value);
  }
  return result;
}

std::string markdown_cell(std::string_view text) {
  constexpr std::string_view marks = "\\`*_[]|~$";
  std::string result;
  for (const char c : one_line(text)) {
    if (c == '<' || c == '>' || c == '&')
      result += escaped({&c, 1});
    else if (c == '@')
      result += "@<!-- -->";
    else if (marks.find(c) != std::string_view::npos)
      result.append("\\") += c;
    else
      result += c;
  }
  return result;
}

std::string cut_at(std::string_view text, size_t most) {
  constexpr std::string_view ellipsis = "…";
  if (text.size() <= most) return std::string(text);
  size_t end = most - ellipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) end--;
  return std::string(text.substr(0, end)).append(ellipsis);
}

}  // namespace schemalint
