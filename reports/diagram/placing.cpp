#include <algorithm>
#include <utility>
#include <vector>

#include "reports/diagram/layered.h"

// Where items stand in the order that their layer has: each as near as can be to where its lines
// would be level. In one layer that is an isotonic regression, solved exactly by pooling adjacent
// violators; layers take turns.

namespace schemalint::layout {
namespace {

/// Items that stand as close as they may, and where their first one would like to be.
struct Pool {
  double wish = 0;
  double weight = 0;
  size_t first = 0;  ///< its place in the layer

  void take(const Pool& below) {
    wish = (wish * weight + below.wish * below.weight) / (weight + below.weight);
    weight += below.weight;
  }
};

class Placer {
 public:
  explicit Placer(Layered& graph) : graph_(graph), joined_(graph.items.size()) {
    for (size_t segment = 0; segment < graph.segments.size(); segment++) {
      joined_[graph.segments[segment].left].push_back(segment);
      joined_[graph.segments[segment].right].push_back(segment);
    }
  }

  void run() {
    for (const std::vector<size_t>& layer : graph_.layers) stack(layer);
    for (const std::vector<size_t>& layer : graph_.layers)
      if (!layer.empty()) half_height_ = std::max(half_height_, -graph_.items[layer.front()].y);
    const int rounds = rounds_for(graph_.items.size(), 24);
    const size_t count = graph_.layers.size();
    for (int round = 0; round < rounds; round++)
      for (size_t i = 0; i < count; i++) settle(graph_.layers[round % 2 == 0 ? i : count - 1 - i]);
    double top = 0;
    for (const Item& item : graph_.items) top = std::min(top, item.y);
    for (Item& item : graph_.items) item.y -= top;
  }

 private:
  /// How far below the first item each one stands where there is no free room.
  std::vector<double> offsets(const std::vector<size_t>& layer) const {
    std::vector<double> offsets(layer.size(), 0);
    for (size_t i = 1; i < layer.size(); i++) {
      const Item& above = graph_.items[layer[i - 1]];
      offsets[i] = offsets[i - 1] + above.height + space_between(above, graph_.items[layer[i]]);
    }
    return offsets;
  }

  void stack(const std::vector<size_t>& layer) {
    const std::vector<double> offset = offsets(layer);
    const double height = layer.empty() ? 0 : offset.back() + graph_.items[layer.back()].height;
    for (size_t i = 0; i < layer.size(); i++) graph_.items[layer[i]].y = offset[i] - height / 2;
  }

  /// Where an item would like its top to be, and how much. Lanes weigh more: a line that passes
  /// should be straight.
  Pool wish_of(size_t item, size_t place) const {
    const Item& one = graph_.items[item];
    if (joined_[item].empty()) return {one.y, 0.01, place};
    double sum = 0;
    double weight = 0;
    for (const size_t index : joined_[item]) {
      const Segment& segment = graph_.segments[index];
      const bool is_left = segment.left == item;
      const Item& other = graph_.items[is_left ? segment.right : segment.left];
      const double level = is_left ? other.y + segment.right_y - segment.left_y
                                   : other.y + segment.left_y - segment.right_y;
      const double importance = one.is_lane && other.is_lane ? 8 : 1;
      sum += level * importance;
      weight += importance;
    }
    return {sum / weight, one.is_lane ? 2 * weight : weight, place};
  }

  void settle(const std::vector<size_t>& layer) {
    const std::vector<double> offset = offsets(layer);
    std::vector<Pool> pools;
    for (size_t i = 0; i < layer.size(); i++) {
      Pool pool = wish_of(layer[i], i);
      pool.wish -= offset[i];
      pools.push_back(pool);
      while (pools.size() > 1 && pools[pools.size() - 2].wish > pools.back().wish) {
        pools[pools.size() - 2].take(pools.back());
        pools.pop_back();
      }
    }
    if (layer.empty()) return;
    // No layer reaches beyond the highest one: bounds cut off the solution without them.
    const double lowest = half_height_ - offset.back() - graph_.items[layer.back()].height;
    for (Pool& pool : pools) pool.wish = std::clamp(pool.wish, -half_height_, lowest);
    for (size_t pool = 0; pool < pools.size(); pool++) {
      const size_t end = pool + 1 < pools.size() ? pools[pool + 1].first : layer.size();
      for (size_t i = pools[pool].first; i < end; i++)
        graph_.items[layer[i]].y = pools[pool].wish + offset[i];
    }
  }

  Layered& graph_;
  double half_height_ = 0;                   // of the highest layer
  std::vector<std::vector<size_t>> joined_;  // segments of an item
};

}  // namespace

void place_items(Layered& graph) {
  Placer(graph).run();
}

}  // namespace schemalint::layout
