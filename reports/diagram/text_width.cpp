#include "reports/diagram/text_width.h"

#include <array>
#include <cstdint>

#include "parsers/utf8.h"
#include "reports/display.h"

namespace schemalint {
namespace {

/// Advance widths from U+0020 to U+007E, in thousandths of the font's size.
constexpr std::array<uint16_t, 95> advances{
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,  // space - /
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,  // 0 - ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,  // @ - O
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,  // P - _
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,  // ` - o
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,       // p - ~
};

constexpr double room = 1.1;  // fonts of other systems are up to so much wider
constexpr std::string_view ellipsis = "…";

double width_of(char32_t c) {
  if (c >= 0x20 && c < 0x7F) return advances[c - 0x20] / 1000.0;
  return static_cast<double>(display_width(c)) * (c < 0x2E80 ? 0.65 : 0.55);
}

}  // namespace

double text_width(std::string_view text) {
  double width = 0;
  for (size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    width += width_of(point.value);
    at += point.length;
  }
  return width * room;
}

std::string fitted(std::string_view text, double width) {
  if (text_width(text) <= width) return std::string(text);
  const double space = width - text_width(ellipsis);
  double used = 0;
  size_t end = 0;
  while (end < text.size()) {
    const CodePoint point = decode_utf8(text, end);
    used += width_of(point.value) * room;
    if (used > space) break;
    end += point.length;
  }
  return std::string(text.substr(0, end)) + std::string(ellipsis);
}

}  // namespace schemalint
