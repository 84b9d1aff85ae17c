#include "parsers/utf8.h"

namespace schemalint {

/// What a lead byte demands of the bytes behind it (The Unicode Standard 15.0, table 3-7).
struct Lead {
  uint32_t length = 0;  ///< 0: no character begins with this byte
  unsigned char second_low = 0x80;
  unsigned char second_high = 0xBF;
};

static Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {.length = 1};
  if (byte < 0xC2) return {};
  if (byte < 0xE0) return {.length = 2};
  if (byte == 0xE0) return {.length = 3, .second_low = 0xA0};   // else overlong
  if (byte == 0xED) return {.length = 3, .second_high = 0x9F};  // else a surrogate
  if (byte < 0xF0) return {.length = 3};
  if (byte == 0xF0) return {.length = 4, .second_low = 0x90};  // else overlong
  if (byte < 0xF4) return {.length = 4};
  if (byte == 0xF4) return {.length = 4, .second_high = 0x8F};  // else beyond U+10FFFF
  return {};
}

CodePoint decode_utf8(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const Lead lead = lead_of(byte(0));
  if (lead.length == 0) return {};
  if (lead.length == 1) return {.value = byte(0), .length = 1, .valid = true};
  char32_t value = byte(0) & (0x7Fu >> lead.length);
  for (uint32_t i = 1; i < lead.length; i++) {
    const unsigned char low = i == 1 ? lead.second_low : 0x80;
    const unsigned char high = i == 1 ? lead.second_high : 0xBF;
    if (at + i >= text.size() || byte(i) < low || byte(i) > high) return {.length = i};
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  return {.value = value, .length = lead.length, .valid = true};
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto append = [&](char32_t byte) { text += static_cast<char>(byte); };
  const auto trail = [&](int shift) { append(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) return append(code_point);
  if (code_point < 0x800) {
    append(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    append(0xE0 | code_point >> 12);
    trail(6);
  } else {
    append(0xF0 | code_point >> 18);
    trail(12);
    trail(6);
  }
  trail(0);
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    if (point.valid)
      valid += text.substr(i, point.length);
    else
      append_utf8(valid, CodePoint::replacement);
    i += point.length;
  }
  return valid;
}

}  // namespace schemalint
