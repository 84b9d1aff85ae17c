#pragma once

#include <cstddef>
#include <vector>

#include "reports/diagram/layout.h"

namespace schemalint::layout {

// Columns of a layered drawing, called layers: 0 is the leftmost.

constexpr double gap = 26;      ///< between two boxes of a layer
constexpr double gutter = 96;   ///< between two layers, at least
constexpr double lane_gap = 9;  ///< between two lines that cross a layer side by side

/// A link that leads from the left to the right, whichever of its ends references the other.
struct Arc {
  size_t left = 0;
  size_t right = 0;
};

/// Arcs of links, one each, without cycles: a link that would close one leads the other way. Links
/// of a box to itself are left out of `arcs` but counted: `arc_of` has nothing for them.
struct Arcs {
  std::vector<Arc> arcs;
  std::vector<bool> is_reversed;  ///< a link: its referencing end is on the left
};

Arcs without_cycles(size_t boxes, const std::vector<Link>& links);

/// The layer of each box: left ends of arcs come before right ends, and no layer is empty. Chooses
/// how high a layer may be so that the drawing fits into a small frame of the shape `aspect` (width
/// by height).
std::vector<size_t> assign_layers(const std::vector<Size>& boxes, const std::vector<Arc>& arcs,
                                  double aspect);

}  // namespace schemalint::layout
