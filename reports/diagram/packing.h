#pragma once

#include <vector>

#include "reports/diagram/layout.h"

namespace schemalint::layout {

/// Rectangles on one sheet, without overlaps.
struct Sheet {
  std::vector<Point> corners;  ///< the upper left ones
  Size size;
};

/// Puts rectangles, the highest first, each where it stands highest, `space` apart. Chooses a width
/// so that the sheet comes near `aspect` (width by height).
Sheet pack(const std::vector<Size>& rectangles, double space, double aspect);

/// Puts boxes in their order into columns of one width, each into the shortest column, `space`
/// apart. As wide as `width`, where that is given, else such that the sheet comes near `aspect`.
Sheet grid(const std::vector<Size>& boxes, double space, double aspect, double width = 0);

}  // namespace schemalint::layout
