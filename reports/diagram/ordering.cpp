#include <algorithm>
#include <numeric>
#include <utility>

#include "reports/diagram/layered.h"

// Barycentre sweeps: items go, layer after layer, where the mean of what they are joined to lies,
// from the left to the right and back. The order with the fewest crossings is kept.

namespace schemalint::layout {
namespace {

/// Segments by the item at their one end.
using Ends = std::vector<std::vector<size_t>>;

class Sweeper {
 public:
  explicit Sweeper(Layered& graph)
      : graph_(graph), at_left_(graph.items.size()), at_right_(graph.items.size()) {
    for (size_t segment = 0; segment < graph.segments.size(); segment++) {
      at_left_[graph.segments[segment].right].push_back(segment);
      at_right_[graph.segments[segment].left].push_back(segment);
    }
    for (size_t layer = 0; layer < graph.layers.size(); layer++) stack(layer);
  }

  void run() {
    std::vector<std::vector<size_t>> best = graph_.layers;
    size_t fewest = crossings();
    constexpr int sweeps = 12;
    for (int sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
      if (sweep % 2 == 0)
        for (size_t layer = 1; layer < graph_.layers.size(); layer++) sort(layer, at_left_);
      else
        for (size_t layer = graph_.layers.size() - 1; layer-- > 0;) sort(layer, at_right_);
      const size_t found = crossings();
      if (found >= fewest) continue;
      fewest = found;
      best = graph_.layers;
    }
    graph_.layers = std::move(best);
  }

 private:
  double left_end(const Segment& segment) const {
    return graph_.items[segment.left].y + segment.left_y;
  }
  double right_end(const Segment& segment) const {
    return graph_.items[segment.right].y + segment.right_y;
  }

  /// Items one below the other, the middle of the layer at 0.
  void stack(size_t layer) {
    const std::vector<size_t>& items = graph_.layers[layer];
    double y = 0;
    for (size_t i = 0; i < items.size(); i++) {
      if (i > 0) y += space_between(graph_.items[items[i - 1]], graph_.items[items[i]]);
      graph_.items[items[i]].y = y;
      y += graph_.items[items[i]].height;
    }
    for (const size_t item : items) graph_.items[item].y -= y / 2;
  }

  void sort(size_t layer, const Ends& joined) {
    const bool from_left = &joined == &at_left_;
    std::vector<std::pair<double, size_t>> keyed;
    for (const size_t item : graph_.layers[layer]) {
      double sum = 0;
      for (const size_t index : joined[item]) {
        const Segment& segment = graph_.segments[index];
        // Where the top would be if this segment were level.
        sum +=
            from_left ? left_end(segment) - segment.right_y : right_end(segment) - segment.left_y;
      }
      const Item& one = graph_.items[item];
      const double top =
          joined[item].empty() ? one.y : sum / static_cast<double>(joined[item].size());
      keyed.emplace_back(top + one.height / 2, item);
    }
    std::ranges::stable_sort(keyed, {}, &std::pair<double, size_t>::first);
    for (size_t i = 0; i < keyed.size(); i++) graph_.layers[layer][i] = keyed[i].second;
    stack(layer);
  }

  /// How often segments cross, counted between each two layers with a tree of partial sums.
  size_t crossings() const {
    std::vector<std::vector<const Segment*>> between(graph_.layers.size());
    for (const Segment& segment : graph_.segments)
      between[graph_.items[segment.left].layer].push_back(&segment);
    size_t count = 0;
    for (std::vector<const Segment*>& segments : between) count += crossings(segments);
    return count;
  }

  size_t crossings(std::vector<const Segment*>& segments) const {
    std::vector<double> ends;
    for (const Segment* segment : segments) ends.push_back(right_end(*segment));
    std::ranges::sort(ends);
    std::ranges::sort(segments, [&](const Segment* a, const Segment* b) {
      return std::pair(left_end(*a), right_end(*a)) < std::pair(left_end(*b), right_end(*b));
    });
    std::vector<size_t> tree(ends.size() + 1, 0);
    size_t count = 0;
    for (size_t seen = 0; seen < segments.size(); seen++) {
      const auto end = std::ranges::upper_bound(ends, right_end(*segments[seen]));
      const auto rank = static_cast<size_t>(end - ends.begin());
      size_t not_above = 0;
      for (size_t i = rank; i > 0; i &= i - 1) not_above += tree[i];
      count += seen - not_above;
      for (size_t i = rank; i < tree.size(); i += i & (~i + 1)) tree[i]++;
    }
    return count;
  }

  Layered& graph_;
  Ends at_left_;   // of an item: the segments that come from the layer on the left
  Ends at_right_;  // those that go to the layer on the right
};

}  // namespace

void order_items(Layered& graph) {
  Sweeper(graph).run();
}

}  // namespace schemalint::layout
