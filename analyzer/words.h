#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

// Words and numbers for people.

/// "a, b, c".
std::string join(const std::vector<std::string>& parts, std::string_view separator = ", ");

/// Digits in groups of three: "1,162".
std::string grouped(size_t number);

/// "1 file", "1,162 files". `plural` where an s is not enough.
std::string counted(size_t number, std::string_view noun, std::string_view plural = {});

/// Whether it is a day as ISO 8601 writes it: "2026-12-31".
bool is_date(std::string_view text);

/// The text without blanks at its begin and end.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r\n\f\v");

/// Whether a word is among others.
bool is_one_of(std::string_view word, std::span<const std::string_view> words);

/// ASCII letters made small; other bytes stay.
std::string lower(std::string_view text);

}  // namespace schemalint
