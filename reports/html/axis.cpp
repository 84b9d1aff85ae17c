#include "reports/html/axis.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "reports/html/days.h"

namespace schemalint::html {

std::vector<double> number_ticks(double most, size_t about) {
  const double wanted = std::max(1.0, most / static_cast<double>(about));
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  double step = power * 10;
  for (const double factor : {1.0, 2.0, 5.0})
    if (power * factor >= wanted) {
      step = power * factor;
      break;
    }
  std::vector<double> ticks = {0};
  while (ticks.back() < most || ticks.size() < 2) ticks.push_back(ticks.back() + step);
  return ticks;
}

namespace {

std::vector<int> days_apart(int first, int last, int step) {
  std::vector<int> days;
  for (int day = first; day <= last; day += step) days.push_back(day);
  return days;
}

std::vector<int> months_apart(int first, int last, int step) {
  std::vector<int> days;
  const int begin = month_begin(first, 0) == first ? 0 : 1;
  for (int month = begin; month_begin(first, month) <= last; month += step)
    days.push_back(month_begin(first, month));
  return days;
}

std::vector<int> ticks_of(int first, int last, size_t most) {
  for (const int step : {1, 2, 7, 14, 28})
    if (const auto days = days_apart(first, last, step); days.size() <= most) return days;
  for (const int step : {1, 2, 3, 6, 12, 24, 60, 120})
    if (const auto days = months_apart(first, last, step); days.size() <= most) return days;
  return {first, last};
}

}  // namespace

std::vector<DayTick> day_ticks(int first, int last, size_t most) {
  std::vector<DayTick> ticks;
  int year = 0;
  for (const int day : ticks_of(first, last, std::max<size_t>(most, 2))) {
    ticks.push_back({day, day_words(day, year_of(day) != year)});
    year = year_of(day);
  }
  return ticks;
}

}  // namespace schemalint::html
