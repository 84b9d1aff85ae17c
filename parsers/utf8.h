#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace schemalint {

/// One code point of a text. Bytes that are no UTF-8 count as U+FFFD.
struct CodePoint {
  static constexpr char32_t replacement = 0xFFFD;

  char32_t value = replacement;
  uint32_t length = 1;  ///< in bytes; at least 1
  bool valid = false;   ///< false: `value` stands for bytes that are no UTF-8
};

/// The code point at byte `at`, which lies inside `text`. Of an ill-formed sequence, the longest
/// part that could have begun a character becomes one replacement character, as browsers and
/// Node.js do (The Unicode Standard 15.0, section 3.9, "U+FFFD Substitution of Maximal Subparts").
CodePoint decode_utf8(std::string_view text, size_t at);

void append_utf8(std::string& text, char32_t code_point);

/// The same text with a replacement character wherever it is no UTF-8.
std::string valid_utf8(std::string_view text);

}  // namespace schemalint
