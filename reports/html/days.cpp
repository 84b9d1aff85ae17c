#include "reports/html/days.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <chrono>

#include "analyzer/words.h"

namespace schemalint::html {

namespace {

using std::chrono::year_month_day;

year_month_day date_of(int day) {
  return std::chrono::sys_days{std::chrono::days{day}};
}

int number_of(const year_month_day& date) {
  return static_cast<int>(std::chrono::sys_days{date}.time_since_epoch().count());
}

template <typename Number>
Number digits(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::optional<int> day_number(std::string_view day) {
  if (!is_date(day)) return std::nullopt;
  const year_month_day date{std::chrono::year{digits<int>(day.substr(0, 4))},
                            std::chrono::month{digits<unsigned>(day.substr(5, 2))},
                            std::chrono::day{digits<unsigned>(day.substr(8, 2))}};
  if (!date.ok()) return std::nullopt;
  return number_of(date);
}

std::string day_words(int day, bool with_year) {
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const year_month_day date = date_of(day);
  const std::string text = fmt::format("{} {}", static_cast<unsigned>(date.day()),
                                       months[static_cast<unsigned>(date.month()) - 1]);
  return with_year ? fmt::format("{} {}", text, year_of(day)) : text;
}

std::string day_words(const std::string& day) {
  const std::optional<int> number = day_number(day);
  return number ? day_words(*number, true) : day;
}

int month_begin(int day, int months) {
  const year_month_day date = date_of(day);
  return number_of((date.year() / date.month() / 1) + std::chrono::months{months});
}

int year_of(int day) {
  return static_cast<int>(date_of(day).year());
}

}  // namespace schemalint::html
