#include "reports/diagram/packing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace schemalint::layout {
namespace {

/// What is taken of a sheet of some width, seen from below: steps from the left to the right.
class Skyline {
 public:
  explicit Skyline(double width) : width_(width) {}

  Point place(const Size& size) {
    const Point corner = highest_place(size.width);
    cover(corner.x, corner.x + size.width, corner.y + size.height);
    return corner;
  }

 private:
  struct Step {
    double x = 0;  ///< where it begins
    double y = 0;  ///< down to where the sheet is taken
  };

  Point highest_place(double width) const {
    Point best{0, std::numeric_limits<double>::max()};
    for (size_t first = 0; first < steps_.size(); first++) {
      const double x = steps_[first].x;
      if (x > 0 && x + width > width_) break;
      double y = 0;
      for (size_t i = first; i < steps_.size() && steps_[i].x < x + width; i++)
        y = std::max(y, steps_[i].y);
      if (y < best.y) best = {x, y};
    }
    return best;
  }

  void cover(double left, double right, double y) {
    std::vector<Step> steps;
    double behind = 0;  // the height right of what is covered
    for (const Step& step : steps_) {
      if (step.x < left) steps.push_back(step);
      if (step.x <= right) behind = step.y;
    }
    steps.push_back({left, y});
    steps.push_back({right, behind});
    for (const Step& step : steps_)
      if (step.x > right) steps.push_back(step);
    steps_ = std::move(steps);
  }

  double width_;
  std::vector<Step> steps_{{0, 0}};
};

Sheet packed(const std::vector<Size>& rectangles, const std::vector<size_t>& order, double space,
             double width) {
  Sheet sheet{.corners = std::vector<Point>(rectangles.size()), .size = {}};
  Skyline skyline(width + space);
  for (const size_t one : order) {
    const Size& size = rectangles[one];
    const Point corner = skyline.place({size.width + space, size.height + space});
    sheet.corners[one] = corner;
    sheet.size.width = std::max(sheet.size.width, corner.x + size.width);
    sheet.size.height = std::max(sheet.size.height, corner.y + size.height);
  }
  return sheet;
}

}  // namespace

double frame_width(const Size& size, double aspect) {
  return std::max(size.width, size.height * aspect);
}

Sheet pack(const std::vector<Size>& rectangles, double space, double aspect) {
  std::vector<size_t> order(rectangles.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(
      order, [&](size_t a, size_t b) { return rectangles[a].height > rectangles[b].height; });
  double area = 0;
  double widest = 0;
  for (const Size& size : rectangles) {
    area += (size.width + space) * (size.height + space);
    widest = std::max(widest, size.width);
  }
  Sheet best;
  double least = std::numeric_limits<double>::max();
  for (const double share : {0.8, 1.0, 1.15, 1.3, 1.5, 1.8}) {
    Sheet sheet =
        packed(rectangles, order, space, std::max(widest, std::sqrt(area * aspect) * share));
    const double frame = frame_width(sheet.size, aspect);
    if (frame >= least) continue;
    least = frame;
    best = std::move(sheet);
  }
  return best;
}

Sheet grid(const std::vector<Size>& boxes, double space, size_t columns) {
  Sheet sheet;
  double widest = 0;
  for (const Size& box : boxes) widest = std::max(widest, box.width);
  std::vector<double> used(columns, 0);
  for (const Size& box : boxes) {
    const auto shortest = std::ranges::min_element(used);
    sheet.corners.push_back(
        {static_cast<double>(shortest - used.begin()) * (widest + space), *shortest});
    *shortest += box.height + space;
  }
  sheet.size = {static_cast<double>(columns) * (widest + space) - space,
                *std::ranges::max_element(used) - space};
  return sheet;
}

}  // namespace schemalint::layout
