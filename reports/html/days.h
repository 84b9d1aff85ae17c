#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace schemalint::html {

// Days as numbers, to place them on an axis: days since 1970-01-01.

/// The number of "2026-06-29"; nothing where the text is no day.
std::optional<int> known_day(std::string_view day);
/// "29 Jun", with the year where wanted: "29 Jun 2026".
std::string day_words(int day, bool with_year);
/// The same with the year for "2026-06-29"; the text itself where it is no day.
std::string day_words(const std::string& day);
/// The first day of the month that lies `months` behind the month of a day.
int month_begin(int day, int months);
int year_of(int day);

}  // namespace schemalint::html
