#pragma once

#include <vector>

#include "tracking/progress.h"

namespace schemalint {

/// When the points left of a burn-down come to nothing. At least 4 points on different days are
/// asked for: fewer say nothing about a range.
Forecast forecast_of(const std::vector<Point>& points);

}  // namespace schemalint
