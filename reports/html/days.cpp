#include "reports/html/days.h"

#include <fmt/core.h>

#include <array>
#include <chrono>

#include "analyzer/words.h"
#include "tracking/days.h"

namespace schemalint::html {

namespace {

using std::chrono::year_month_day;

year_month_day date_of(int day) {
  return std::chrono::sys_days{std::chrono::days{day}};
}

int number_of(const year_month_day& date) {
  return static_cast<int>(std::chrono::sys_days{date}.time_since_epoch().count());
}

}  // namespace

std::optional<int> known_day(std::string_view day) {
  if (!is_date(day)) return std::nullopt;
  return static_cast<int>(day_number(day));
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
  const std::optional<int> number = known_day(day);
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
