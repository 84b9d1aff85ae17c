#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace schemalint {

/// The number of a day ("2026-06-29") in days since 1970-01-01. The text is a date, is_date().
int64_t day_number(std::string_view day);
/// The day with this number.
std::string day_text(int64_t number);
/// The number of the week that begins on the Monday of or before a day; ISO 8601 counts so.
int64_t week_number(int64_t day);

}  // namespace schemalint
