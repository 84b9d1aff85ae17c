#include <fmt/core.h>

#include <cmath>

#include "reports/progress/progress.h"

namespace schemalint {

std::string points_text(double points) {
  const double tenths = std::round(points * 10) / 10;
  if (tenths == std::floor(tenths)) return fmt::format("{:.0f}", tenths);
  return fmt::format("{:.1f}", tenths);
}

std::string counted_points(double points) {
  const std::string number = points_text(points);
  return number + (number == "1" ? " point" : " points");
}

std::string_view state_text(ItemProgress::State state) {
  switch (state) {
    case ItemProgress::State::done:
      return "done";
    case ItemProgress::State::begun:
      return "begun";
    case ItemProgress::State::not_begun:
      break;
  }
  return "not begun";
}

std::string line_text(const GoalLine& line) {
  return fmt::format("{}: {} left, {} may be on {}",
                     line.behind ? "behind the line" : "on the line", counted_points(line.left),
                     points_text(line.allowed), line.day);
}

std::string forecast_text(const Forecast& forecast) {
  if (forecast.day.empty()) return fmt::format("no forecast: {}", forecast.why_not);
  if (forecast.low.empty() && forecast.high.empty()) return forecast.day;
  if (forecast.high.empty())
    return fmt::format("{}, not before {}, perhaps never", forecast.day, forecast.low);
  return fmt::format("{}, between {} and {}", forecast.day, forecast.low, forecast.high);
}

}  // namespace schemalint
