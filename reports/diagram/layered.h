#pragma once

#include <cstddef>
#include <vector>

#include "reports/diagram/layers.h"
#include "reports/diagram/layout.h"

namespace schemalint::layout {

// The drawing of one component: boxes in layers, and where a line passes a layer, a lane for it.
// Lines from one place share their lanes.

/// A box, or a lane: a box without height.
struct Item {
  double height = 0;
  bool is_lane = false;
  size_t layer = 0;
  double y = 0;  ///< of its top
};

/// What joins two items of neighbouring layers: where it leaves the left one and where it reaches
/// the right one, below their tops.
struct Segment {
  size_t left = 0;
  double left_y = 0;
  size_t right = 0;
  double right_y = 0;
};

struct Layered {
  std::vector<Item> items;  ///< the boxes in their order, then lanes
  std::vector<Segment> segments;
  std::vector<std::vector<size_t>> layers;      ///< items from top to bottom
  std::vector<std::vector<size_t>> lanes_of{};  ///< of each link: from the left to the right
};

/// The free space between two items that are next to each other in a layer.
double space_between(const Item& upper, const Item& lower);

/// How often to go through so many items in search of something better: a drawing of thousands of
/// lanes takes longer, but not as much longer.
int rounds_for(size_t items, int most);

/// Orders the items of each layer so that few segments cross.
void order_items(Layered& graph);
/// Gives every item its height on the paper: no overlaps, lines as level as they can be.
void place_items(Layered& graph);

/// Lays out boxes that hang together.
Drawing draw_layered(const std::vector<Size>& boxes, const std::vector<Link>& links, double aspect);

}  // namespace schemalint::layout
