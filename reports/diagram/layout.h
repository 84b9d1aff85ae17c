#pragma once

#include <cstddef>
#include <vector>

namespace schemalint::layout {

// Where boxes and the lines between them go. A layered drawing of our own: what is referenced
// stands to the left of what references it, column by column. Graphviz would do it as well, but as
// a library it brings cairo and pango with it, and a linter should not need fonts to run.
//
// All lengths are in the units of the drawing (CSS pixels). The same input gives the same output,
// byte for byte. Time grows with the number of boxes and of line segments, times a logarithm.

struct Size {
  double width = 0;
  double height = 0;
};

/// A line between two boxes, by their indices. The ends lie `from_y` and `to_y` below the top of
/// the boxes, at their sides.
struct Link {
  size_t from = 0;  ///< that references
  double from_y = 0;
  size_t to = 0;  ///< that is referenced
  double to_y = 0;
};

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;  ///< at least the one asked for: boxes of one column are equally wide
  double height = 0;
};

/// The corners of a line from its `from` end to its `to` end: two points at one height are joined
/// by a straight line, others by a curve that begins and ends level. Lines that lead to one place
/// run together between the boxes.
using Route = std::vector<Point>;

struct Drawing {
  std::vector<Box> boxes;
  /// One a link. That of a box to itself has its two ends alone, both at the right side.
  std::vector<Route> routes;
  Size size;
};

/// Lays out boxes without overlaps in a drawing that is, as far as they allow it, half as wide
/// again as it is high. Links between boxes that do not exist are not allowed.
Drawing draw(const std::vector<Size>& boxes, const std::vector<Link>& links);

}  // namespace schemalint::layout
