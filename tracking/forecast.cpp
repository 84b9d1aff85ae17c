#include "tracking/forecast.h"

#include <cmath>
#include <set>

#include "tracking/days.h"

namespace schemalint {

namespace {

constexpr size_t fewest_points = 4;
constexpr double longest_days = 3650;

/// A straight line through points by least squares.
struct Fit {
  double slope = 0;
  double at_zero = 0;
  double slope_error = 0;  ///< standard error of the slope
};

Fit fit(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / count;
    mean_y += y[i] / count;
  }
  double xx = 0, xy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  Fit line{.slope = xy / xx};
  line.at_zero = mean_y - line.slope * mean_x;
  double residue = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const double off = y[i] - line.at_zero - line.slope * x[i];
    residue += off * off;
  }
  line.slope_error = std::sqrt(residue / (count - 2) / xx);
  return line;
}

/// The day on which what is left now is gone at a speed in points a day; empty for one that leads
/// nowhere within ten years.
std::string day_at_speed(double left, double speed, int64_t now) {
  if (speed <= 0 || left / speed > longest_days) return {};
  return day_text(now + static_cast<int64_t>(std::ceil(left / speed)));
}

}  // namespace

Forecast forecast_of(const std::vector<Point>& points) {
  Forecast forecast;
  std::vector<double> x, y;
  std::set<int64_t> days;
  for (const Point& point : points) {
    const int64_t day = day_number(point.day);
    days.insert(day);
    x.push_back(static_cast<double>(day - day_number(points.front().day)));
    y.push_back(point.points_left);
  }
  if (!points.empty() && points.back().points_left <= 0) {
    forecast.why_not = "nothing is left";
    return forecast;
  }
  if (days.size() < fewest_points) {
    forecast.why_not = "fewer than 4 points in time";
    return forecast;
  }
  const Fit line = fit(x, y);
  const int64_t now = day_number(points.back().day);
  const double left = points.back().points_left;
  forecast.day = day_at_speed(left, -line.slope, now);
  if (forecast.day.empty()) {
    forecast.why_not = line.slope >= 0 ? "what is left does not shrink"
                                       : "at this speed it takes more than ten years";
    return forecast;
  }
  forecast.low = day_at_speed(left, -line.slope + 2 * line.slope_error, now);
  forecast.high = day_at_speed(left, -line.slope - 2 * line.slope_error, now);
  return forecast;
}

}  // namespace schemalint
