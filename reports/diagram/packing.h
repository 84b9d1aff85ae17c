#pragma once

#include <cstddef>
#include <vector>

#include "reports/diagram/layout.h"

namespace schemalint::layout {

/// Rectangles on one sheet, without overlaps.
struct Sheet {
  std::vector<Point> corners;  ///< the upper left ones
  Size size;
};

/// How wide a frame of the shape `aspect` (width by height) must be to hold a drawing: the smaller,
/// the larger things are where that frame is all there is.
double frame_width(const Size& size, double aspect);

/// Puts rectangles, the highest first, each where it stands highest, `space` apart. Chooses a width
/// so that it fits into a small frame of the shape `aspect`.
Sheet pack(const std::vector<Size>& rectangles, double space, double aspect);

/// Puts boxes in their order into columns of one width, each into the shortest column, `space`
/// apart. `columns` is at least 1.
Sheet grid(const std::vector<Size>& boxes, double space, size_t columns);

}  // namespace schemalint::layout
