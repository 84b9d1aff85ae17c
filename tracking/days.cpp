#include "tracking/days.h"

#include <chrono>

#include "analyzer/git/repository.h"

namespace schemalint {

namespace {

constexpr int64_t seconds_a_day = 86400;

int number_at(std::string_view text, size_t begin, size_t length) {
  int number = 0;
  for (const char c : text.substr(begin, length)) number = number * 10 + (c - '0');
  return number;
}

}  // namespace

int64_t day_number(std::string_view day) {
  const std::chrono::year_month_day date(
      std::chrono::year(number_at(day, 0, 4)),
      std::chrono::month(static_cast<unsigned>(number_at(day, 5, 2))),
      std::chrono::day(static_cast<unsigned>(number_at(day, 8, 2))));
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::string day_text(int64_t number) {
  return day_of(number * seconds_a_day);
}

int64_t week_number(int64_t day) {
  constexpr int64_t thursday = 3;  // 1970-01-01, counted from a Monday
  const int64_t from_monday = day + thursday;
  return from_monday >= 0 ? from_monday / 7 : (from_monday - 6) / 7;
}

}  // namespace schemalint
