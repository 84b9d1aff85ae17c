#pragma once

#include <string>
#include <vector>

namespace schemalint::html {

// Numbers and days on paper.

/// Numbers from 0 up, evenly spaced by a round step of at least 1; the last is no less than `most`.
std::vector<double> number_ticks(double most, size_t about);

struct DayTick {
  int day = 0;
  std::string label;
};

/// Days from `first` to `last`, no more than `most` of them: every day, a number of weeks, or
/// months. The first of them and those of a new year name the year.
std::vector<DayTick> day_ticks(int first, int last, size_t most);

/// A rectangle that days run through from left to right and numbers from 0 at its bottom up.
struct Panel {
  double left = 0, top = 0, width = 0, height = 0;
  int first_day = 0, last_day = 1;  ///< at least a day apart
  double most = 1;                  ///< the number at its top

  double right() const { return left + width; }
  double bottom() const { return top + height; }
  double x(double day) const { return left + (day - first_day) / (last_day - first_day) * width; }
  double y(double number) const { return bottom() - number / most * height; }
};

}  // namespace schemalint::html
