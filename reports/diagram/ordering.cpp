#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "reports/diagram/layered.h"

// Barycentre sweeps: items go, layer after layer, where the mean of what they are joined to lies,
// from the left to the right and back; then neighbours change places where fewer lines cross then.
// The best order of all is kept.

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
    best_ = graph_.layers;
    least_ = cost();
    const int sweeps = rounds_for(graph_.items.size(), 12);
    for (int sweep = 0; sweep < sweeps; sweep++) {
      if (sweep % 2 == 0)
        for (size_t layer = 1; layer < graph_.layers.size(); layer++) sort(layer, at_left_);
      else
        for (size_t layer = graph_.layers.size() - 1; layer-- > 0;) sort(layer, at_right_);
      keep_if_better();
      exchange_neighbours();
      keep_if_better();
    }
    graph_.layers = std::move(best_);
  }

 private:
  double left_end(const Segment& segment) const {
    return graph_.items[segment.left].y + segment.left_y;
  }
  double right_end(const Segment& segment) const {
    return graph_.items[segment.right].y + segment.right_y;
  }

  /// What a reader pays: lines that cross, and lines that rise and fall.
  double cost() const {
    constexpr double rise_like_a_crossing = 60;
    double rises = 0;
    for (const Segment& segment : graph_.segments)
      rises += std::abs(left_end(segment) - right_end(segment));
    return static_cast<double>(crossings()) + rises / rise_like_a_crossing;
  }

  void keep_if_better() {
    const double found = cost();
    if (found >= least_) return;
    least_ = found;
    best_ = graph_.layers;
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
    std::vector<std::pair<double, size_t>> keyed;
    for (const size_t item : graph_.layers[layer]) {
      const Item& one = graph_.items[item];
      double sum = 0;
      for (const double end : ends(joined, item)) sum += end;
      // What is joined to the same place keeps its order: it spreads around the line that passes.
      keyed.emplace_back(joined[item].empty() ? one.y + one.height / 2
                                              : sum / static_cast<double>(joined[item].size()),
                         item);
    }
    std::ranges::stable_sort(keyed, {}, &std::pair<double, size_t>::first);
    for (size_t i = 0; i < keyed.size(); i++) graph_.layers[layer][i] = keyed[i].second;
    stack(layer);
  }

  /// Where the segments of an item lead to at one side, from top to bottom.
  std::vector<double> ends(const Ends& joined, size_t item) const {
    std::vector<double> ends;
    for (const size_t segment : joined[item])
      ends.push_back(&joined == &at_left_ ? left_end(graph_.segments[segment])
                                          : right_end(graph_.segments[segment]));
    std::ranges::sort(ends);
    return ends;
  }

  /// How often lines to these ends cross, those to `upper` coming from above those to `lower`.
  static size_t crossings(const std::vector<double>& upper, const std::vector<double>& lower) {
    size_t count = 0;
    size_t above = 0;  // of `lower`, those above the end in question
    for (const double end : upper) {
      while (above < lower.size() && lower[above] < end) above++;
      count += above;
    }
    return count;
  }

  /// Lets items that are next to each other change places while that spares crossings.
  void exchange_neighbours() {
    constexpr int rounds = 6;
    bool is_better = true;
    for (int round = 0; round < rounds && is_better; round++) {
      is_better = false;
      for (size_t layer = 0; layer < graph_.layers.size(); layer++)
        is_better = exchange_neighbours(layer) || is_better;
    }
  }

  bool exchange_neighbours(size_t layer) {
    struct Lines {
      std::vector<double> left;
      std::vector<double> right;
    };
    std::vector<size_t>& items = graph_.layers[layer];
    std::vector<Lines> lines;
    for (const size_t item : items) lines.push_back({ends(at_left_, item), ends(at_right_, item)});
    bool is_better = false;
    for (size_t i = 1; i < items.size(); i++) {
      Lines& upper = lines[i - 1];
      Lines& lower = lines[i];
      const size_t now = crossings(upper.left, lower.left) + crossings(upper.right, lower.right);
      const size_t then = crossings(lower.left, upper.left) + crossings(lower.right, upper.right);
      if (then >= now) continue;
      std::swap(upper, lower);
      std::swap(items[i - 1], items[i]);
      is_better = true;
    }
    if (is_better) stack(layer);
    return is_better;
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
  std::vector<std::vector<size_t>> best_;
  double least_ = 0;
  Ends at_left_;   // of an item: the segments that come from the layer on the left
  Ends at_right_;  // those that go to the layer on the right
};

}  // namespace

void order_items(Layered& graph) {
  Sweeper(graph).run();
}

}  // namespace schemalint::layout
