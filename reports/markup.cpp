#include "reports/markup.h"

#include "parsers/utf8.h"

namespace schemalint {
namespace {

/// The production Char of https://www.w3.org/TR/xml/#charsets, without the C1 control characters.
bool is_allowed(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return (c < 0x7F || c > 0x9F) && c != 0xFFFE && c != 0xFFFF;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    at += point.length;
    switch (point.value) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        if (is_allowed(point.value)) append_utf8(result, point.value);
    }
  }
  return result;
}

}  // namespace schemalint
