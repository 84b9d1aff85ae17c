#include "reports/diagram/layered.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace schemalint::layout {
namespace {

/// The link as it lies on the paper, its left end first.
struct Ends {
  size_t left = 0;
  double left_y = 0;
  size_t right = 0;
  double right_y = 0;
};

Ends ends_of(const Link& link, bool is_reversed) {
  if (is_reversed) return {link.from, link.from_y, link.to, link.to_y};
  return {link.to, link.to_y, link.from, link.from_y};
}

class Builder {
 public:
  Builder(const std::vector<Size>& boxes, const std::vector<size_t>& layers) {
    graph_.layers.resize(1 + *std::ranges::max_element(layers));
    for (size_t box = 0; box < boxes.size(); box++)
      add({.height = boxes[box].height, .is_lane = false, .layer = layers[box]});
  }

  /// Joins two items by way of lanes in the layers between them.
  void join(const Ends& ends) {
    std::vector<size_t> lanes;
    const size_t last = graph_.items[ends.right].layer;
    size_t at = ends.left;
    double at_y = ends.left_y;
    for (size_t layer = graph_.items[ends.left].layer + 1; layer < last; layer++) {
      const auto [lane, is_new] =
          lanes_.try_emplace({ends.left, std::lround(ends.left_y), layer}, graph_.items.size());
      if (is_new) {
        add({.height = 0, .is_lane = true, .layer = layer});
        graph_.segments.push_back({at, at_y, lane->second, 0});
      }
      lanes.push_back(lane->second);
      at = lane->second;
      at_y = 0;
    }
    graph_.segments.push_back({at, at_y, ends.right, ends.right_y});
    graph_.lanes_of.push_back(std::move(lanes));
  }

  void skip() { graph_.lanes_of.emplace_back(); }
  Layered take() { return std::move(graph_); }

 private:
  void add(const Item& item) {
    graph_.layers[item.layer].push_back(graph_.items.size());
    graph_.items.push_back(item);
  }

  Layered graph_;
  std::map<std::tuple<size_t, long, size_t>, size_t> lanes_;  // by left end and layer
};

/// Left and right border of a layer.
struct Extent {
  double left = 0;
  double right = 0;
};

/// Gutters are wider where lines rise or fall far: a steep curve is hard to follow.
std::vector<Extent> layer_extents(const Layered& graph, const std::vector<Size>& boxes) {
  std::vector<double> widths(graph.layers.size(), 0);
  std::vector<double> rises(graph.layers.size(), 0);
  for (size_t box = 0; box < boxes.size(); box++) {
    double& width = widths[graph.items[box].layer];
    width = std::max(width, boxes[box].width);
  }
  for (const Segment& segment : graph.segments) {
    const double rise = graph.items[segment.left].y + segment.left_y -
                        graph.items[segment.right].y - segment.right_y;
    double& highest = rises[graph.items[segment.left].layer];
    highest = std::max(highest, std::abs(rise));
  }
  constexpr double widest = 200;
  std::vector<Extent> extents(graph.layers.size());
  double x = 0;
  for (size_t layer = 0; layer < extents.size(); layer++) {
    extents[layer] = {x, x + widths[layer]};
    x += widths[layer] + std::clamp(rises[layer] * 0.12, gutter, widest);
  }
  return extents;
}

Route route_of(const Layered& graph, const std::vector<Extent>& extents, const Ends& ends,
               const std::vector<size_t>& lanes) {
  const Item& left = graph.items[ends.left];
  const Item& right = graph.items[ends.right];
  Route route{{extents[left.layer].right, left.y + ends.left_y}};
  for (const size_t lane : lanes) {
    const Extent& extent = extents[graph.items[lane].layer];
    route.push_back({extent.left, graph.items[lane].y});
    route.push_back({extent.right, graph.items[lane].y});
  }
  route.push_back({extents[right.layer].left, right.y + ends.right_y});
  return route;
}

}  // namespace

double space_between(const Item& upper, const Item& lower) {
  if (upper.is_lane && lower.is_lane) return lane_gap;
  return upper.is_lane || lower.is_lane ? gap * 0.55 : gap;
}

int rounds_for(size_t items, int most) {
  constexpr size_t steps = 1'000'000;
  return static_cast<int>(std::clamp<size_t>(steps / (items + 1), 2, static_cast<size_t>(most)));
}

Drawing draw_layered(const std::vector<Size>& boxes, const std::vector<Link>& links,
                     double aspect) {
  const Arcs arcs = without_cycles(boxes.size(), links);
  Builder builder(boxes, assign_layers(boxes, arcs.arcs, aspect));
  for (size_t link = 0; link < links.size(); link++) {
    if (links[link].from == links[link].to)
      builder.skip();
    else
      builder.join(ends_of(links[link], arcs.is_reversed[link]));
  }
  Layered graph = builder.take();
  order_items(graph);
  place_items(graph);

  const std::vector<Extent> extents = layer_extents(graph, boxes);
  Drawing drawing;
  drawing.size.width = extents.back().right;
  for (size_t box = 0; box < boxes.size(); box++) {
    const Item& item = graph.items[box];
    const Extent& extent = extents[item.layer];
    drawing.boxes.push_back({extent.left, item.y, extent.right - extent.left, item.height});
  }
  for (const Item& item : graph.items)
    drawing.size.height = std::max(drawing.size.height, item.y + item.height);
  for (size_t link = 0; link < links.size(); link++) {
    const auto& [from, from_y, to, to_y] = links[link];
    if (from == to) {
      const Box& box = drawing.boxes[from];
      const double right = box.x + box.width;
      drawing.routes.push_back({{right, box.y + from_y}, {right, box.y + to_y}});
      continue;
    }
    const bool is_reversed = arcs.is_reversed[link];
    Route route = route_of(graph, extents, ends_of(links[link], is_reversed), graph.lanes_of[link]);
    if (!is_reversed) std::ranges::reverse(route);
    drawing.routes.push_back(std::move(route));
  }
  return drawing;
}

}  // namespace schemalint::layout
