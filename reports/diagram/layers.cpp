#include "reports/diagram/layers.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "reports/diagram/packing.h"

namespace schemalint::layout {
namespace {

using Neighbours = std::vector<std::vector<size_t>>;

/// What a box stands behind and in front of, each once.
struct Sides {
  Sides(size_t boxes, const std::vector<Arc>& arcs) : left(boxes), right(boxes) {
    for (const Arc& arc : arcs) {
      left[arc.right].push_back(arc.left);
      right[arc.left].push_back(arc.right);
    }
    for (Neighbours* side : {&left, &right})
      for (std::vector<size_t>& list : *side) {
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
      }
  }

  Neighbours left;
  Neighbours right;
};

/// Boxes such that each comes behind those on its left, and the number of steps to the farthest.
struct Depths {
  std::vector<size_t> order;
  std::vector<size_t> depth;
};

Depths find_depths(const Sides& sides) {
  const size_t count = sides.left.size();
  Depths result{.order = {}, .depth = std::vector<size_t>(count, 0)};
  std::vector<size_t> open(count, 0);
  for (size_t box = 0; box < count; box++) {
    open[box] = sides.left[box].size();
    if (open[box] == 0) result.order.push_back(box);
  }
  for (size_t at = 0; at < result.order.size(); at++) {
    const size_t box = result.order[at];
    for (const size_t next : sides.right[box]) {
      result.depth[next] = std::max(result.depth[next], result.depth[box] + 1);
      if (--open[next] == 0) result.order.push_back(next);
    }
  }
  return result;
}

/// Boxes in the order in which they look for a place: by depth; those that stand behind the same
/// one together, where "the same" is the one that fewest others stand behind.
std::vector<size_t> placing_order(const Sides& sides) {
  const Depths depths = find_depths(sides);
  std::vector<std::vector<size_t>> of_depth;
  for (const size_t box : depths.order) {
    of_depth.resize(std::max(of_depth.size(), depths.depth[box] + 1));
    of_depth[depths.depth[box]].push_back(box);
  }
  std::vector<size_t> order;
  std::vector<size_t> rank(sides.left.size(), 0);
  for (std::vector<size_t>& boxes : of_depth) {
    std::vector<std::tuple<size_t, size_t>> keyed;
    for (const size_t box : boxes) {
      size_t family = 0;
      size_t fewest = std::numeric_limits<size_t>::max();
      for (const size_t left : sides.left[box])
        if (sides.right[left].size() < fewest) {
          fewest = sides.right[left].size();
          family = rank[left];
        }
      keyed.emplace_back(family, box);
    }
    std::ranges::sort(keyed);
    for (const auto& [family, box] : keyed) {
      rank[box] = order.size();
      order.push_back(box);
    }
  }
  return order;
}

/// Layers that fill up: each box goes into the first that is behind all on its left and has room.
class Filling {
 public:
  Filling(const std::vector<Size>& boxes, const Sides& sides, double height)
      : boxes_(boxes), sides_(sides), height_(height), layer_(boxes.size(), 0) {}

  std::vector<size_t> layers(const std::vector<size_t>& order) {
    for (const size_t box : order) place(box);
    for (size_t i = order.size(); i-- > 0;) pull_right(order[i]);
    // What overflowed may find room where it would not make the drawing higher.
    for (const double used : used_) height_ = std::max(height_, used);
    for (const size_t box : order) pull_left(box);
    close_ranks();
    return std::move(layer_);
  }

 private:
  void place(size_t box) {
    size_t first = 0;
    for (const size_t left : sides_.left[box]) first = std::max(first, layer_[left] + 1);
    layer_[box] = with_room(first);
    used_[layer_[box]] += boxes_[box].height + gap;
  }

  /// The first layer from here on that is not full.
  size_t with_room(size_t layer) {
    std::vector<size_t> passed;
    for (;; layer = next_[layer]) {
      while (used_.size() <= layer) {
        used_.push_back(0);
        next_.push_back(used_.size());
      }
      if (used_[layer] < height_) break;
      passed.push_back(layer);
    }
    for (const size_t full : passed) next_[full] = layer;
    return layer;
  }

  /// A box that more stand behind than before goes to where they are, if there is room.
  void pull_right(size_t box) {
    if (sides_.right[box].size() <= sides_.left[box].size()) return;
    size_t last = std::numeric_limits<size_t>::max();
    for (const size_t right : sides_.right[box]) last = std::min(last, layer_[right] - 1);
    for (size_t layer = last; layer > layer_[box]; layer--) {
      if (used_[layer] >= height_) continue;
      used_[layer_[box]] -= boxes_[box].height + gap;
      used_[layer] += boxes_[box].height + gap;
      layer_[box] = layer;
      return;
    }
  }

  /// A box that overflowed goes back to the first layer that it still fits into.
  void pull_left(size_t box) {
    if (sides_.right[box].size() > sides_.left[box].size()) return;
    size_t first = 0;
    for (const size_t left : sides_.left[box]) first = std::max(first, layer_[left] + 1);
    const double height = boxes_[box].height + gap;
    for (size_t layer = first; layer < layer_[box]; layer++) {
      if (used_[layer] + height > height_) continue;
      used_[layer_[box]] -= height;
      used_[layer] += height;
      layer_[box] = layer;
      return;
    }
  }

  void close_ranks() {
    std::vector<size_t> number(used_.size() + 1, 0);
    for (const size_t layer : layer_) number[layer + 1] = 1;
    std::partial_sum(number.begin(), number.end(), number.begin());
    for (size_t& layer : layer_) layer = number[layer];
  }

  const std::vector<Size>& boxes_;
  const Sides& sides_;
  double height_;
  std::vector<size_t> layer_;
  std::vector<double> used_;    // height by layer
  std::vector<size_t> next_{};  // of a full layer: one behind it that may have room
};

/// About how large the drawing will be.
Size estimate(const std::vector<Size>& boxes, const Sides& sides,
              const std::vector<size_t>& layers) {
  const size_t count = 1 + *std::ranges::max_element(layers);
  std::vector<double> width(count, 0);
  std::vector<double> height(count, 0);
  std::vector<double> lanes(count + 1, 0);  // how many more than in the layer before
  for (size_t box = 0; box < boxes.size(); box++) {
    width[layers[box]] = std::max(width[layers[box]], boxes[box].width);
    height[layers[box]] += boxes[box].height + gap;
    size_t last = layers[box];
    for (const size_t right : sides.right[box]) last = std::max(last, layers[right]);
    if (last <= layers[box] + 1) continue;
    lanes[layers[box] + 1] += lane_gap;
    lanes[last] -= lane_gap;
  }
  std::partial_sum(lanes.begin(), lanes.end(), lanes.begin());
  double total_width = 0;
  double total_height = 1;
  for (size_t layer = 0; layer < count; layer++) {
    total_width += width[layer] + gutter;
    total_height = std::max(total_height, height[layer] + lanes[layer]);
  }
  return {total_width, total_height};
}

}  // namespace

Arcs without_cycles(size_t boxes, const std::vector<Link>& links) {
  Arcs result{.arcs = {}, .is_reversed = std::vector<bool>(links.size(), false)};
  std::vector<std::vector<size_t>> leaving(boxes);
  for (size_t link = 0; link < links.size(); link++)
    if (links[link].from != links[link].to) leaving[links[link].from].push_back(link);

  // Depth first: a link to a box that is still being looked at closes a cycle.
  enum class State : uint8_t { fresh, open, done };
  std::vector<State> state(boxes, State::fresh);
  std::vector<std::pair<size_t, size_t>> path;  // a box and how many of its links were followed
  for (size_t root = 0; root < boxes; root++) {
    if (state[root] != State::fresh) continue;
    path.emplace_back(root, 0);
    state[root] = State::open;
    while (!path.empty()) {
      auto& [box, followed] = path.back();
      if (followed == leaving[box].size()) {
        state[box] = State::done;
        path.pop_back();
        continue;
      }
      const size_t link = leaving[box][followed++];
      const size_t next = links[link].to;
      if (state[next] == State::open) result.is_reversed[link] = true;
      if (state[next] != State::fresh) continue;
      state[next] = State::open;
      path.emplace_back(next, 0);
    }
  }
  for (size_t link = 0; link < links.size(); link++) {
    const auto& [from, from_y, to, to_y] = links[link];
    if (from == to) continue;
    result.arcs.push_back(result.is_reversed[link] ? Arc{from, to} : Arc{to, from});
  }
  return result;
}

std::vector<size_t> assign_layers(const std::vector<Size>& boxes, const std::vector<Arc>& arcs,
                                  double aspect) {
  const Sides sides(boxes.size(), arcs);
  const std::vector<size_t> order = placing_order(sides);
  double area = 0;
  for (const Size& box : boxes) area += (box.width + gutter) * (box.height + gap);
  std::vector<size_t> best;
  double least = std::numeric_limits<double>::max();
  for (const double share : {0.4, 0.55, 0.75, 1.0, 1.3, 1.7, 2.2}) {
    const double height = std::sqrt(area / aspect) * share;
    std::vector<size_t> layers = Filling(boxes, sides, height).layers(order);
    const double frame = frame_width(estimate(boxes, sides, layers), aspect);
    if (frame >= least) continue;
    least = frame;
    best = std::move(layers);
  }
  return best;
}

}  // namespace schemalint::layout
