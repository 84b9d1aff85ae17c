#include "reports/diagram/layout.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "reports/diagram/layered.h"
#include "reports/diagram/packing.h"

namespace schemalint::layout {
namespace {

constexpr double wanted_aspect = 1.5;
constexpr double space_between_parts = 64;

/// Boxes that hang together, and the links between them.
struct Part {
  std::vector<size_t> boxes;
  std::vector<size_t> links;
};

/// Trees of boxes: who has the same root hangs together.
size_t root_of(std::vector<size_t>& parent, size_t box) {
  while (parent[box] != box) box = parent[box] = parent[parent[box]];
  return box;
}

std::vector<Part> find_parts(size_t boxes, const std::vector<Link>& links) {
  std::vector<size_t> parent(boxes);
  std::iota(parent.begin(), parent.end(), size_t{0});
  for (const Link& link : links) {
    const size_t a = root_of(parent, link.from), b = root_of(parent, link.to);
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<Part> parts;
  std::vector<size_t> part_of(boxes);
  for (size_t box = 0; box < boxes; box++) {
    const size_t root = root_of(parent, box);
    if (root == box) {
      part_of[box] = parts.size();
      parts.emplace_back();
    }
    part_of[box] = part_of[root];
    parts[part_of[box]].boxes.push_back(box);
  }
  for (size_t link = 0; link < links.size(); link++)
    parts[part_of[links[link].from]].links.push_back(link);
  return parts;
}

class Canvas {
 public:
  Canvas(const std::vector<Size>& boxes, const std::vector<Link>& links)
      : sizes_(boxes), links_(links), place_(boxes.size()) {
    drawing_.boxes.resize(boxes.size());
    drawing_.routes.resize(links.size());
  }

  Drawing draw() {
    std::vector<Part> linked;
    std::vector<size_t> alone;
    for (Part& part : find_parts(sizes_.size(), links_)) {
      if (part.boxes.size() == 1 && part.links.empty())
        alone.push_back(part.boxes.front());
      else
        linked.push_back(std::move(part));
    }
    std::vector<Drawing> drawings;
    for (const Part& part : linked) drawings.push_back(draw_part(part));
    if (!alone.empty()) {
      drawings.push_back(best_grid(alone, drawings));
      linked.push_back({.boxes = std::move(alone), .links = {}});
    }
    const Sheet sheet = pack(sizes_of(drawings), space_between_parts, wanted_aspect);
    for (size_t i = 0; i < linked.size(); i++) put(linked[i], drawings[i], sheet.corners[i]);
    drawing_.size = sheet.size;
    return std::move(drawing_);
  }

 private:
  Drawing draw_part(const Part& part) {
    std::vector<Size> sizes;
    std::vector<Link> links;
    for (const size_t box : part.boxes) {
      place_[box] = sizes.size();
      sizes.push_back(sizes_[box]);
    }
    for (const size_t link : part.links) {
      links.push_back(links_[link]);
      links.back().from = place_[links_[link].from];
      links.back().to = place_[links_[link].to];
    }
    return draw_layered(sizes, links, wanted_aspect);
  }

  static std::vector<Size> sizes_of(const std::vector<Drawing>& drawings) {
    std::vector<Size> sizes;
    for (const Drawing& drawing : drawings) sizes.push_back(drawing.size);
    return sizes;
  }

  /// Boxes without any link, in as many columns as leave the whole smallest.
  Drawing best_grid(const std::vector<size_t>& boxes, const std::vector<Drawing>& beside) const {
    std::vector<Size> sizes;
    double widest = 0;
    for (const size_t box : boxes) {
      sizes.push_back(sizes_[box]);
      widest = std::max(widest, sizes_[box].width);
    }
    std::vector<Size> parts = sizes_of(beside);
    parts.emplace_back();
    Sheet best;
    double least = std::numeric_limits<double>::max();
    for (size_t columns = 1; columns <= boxes.size(); columns += 1 + columns / 4) {
      Sheet sheet = grid(sizes, gap, columns);
      parts.back() = sheet.size;
      const double frame =
          frame_width(pack(parts, space_between_parts, wanted_aspect).size, wanted_aspect);
      if (frame >= least) continue;
      least = frame;
      best = std::move(sheet);
    }
    Drawing drawing{.boxes = {}, .routes = {}, .size = best.size};
    for (size_t i = 0; i < boxes.size(); i++)
      drawing.boxes.push_back({best.corners[i].x, best.corners[i].y, widest, sizes[i].height});
    return drawing;
  }

  void put(const Part& part, Drawing& drawing, Point corner) {
    for (size_t i = 0; i < part.boxes.size(); i++) {
      Box& box = drawing_.boxes[part.boxes[i]] = drawing.boxes[i];
      box.x += corner.x;
      box.y += corner.y;
    }
    for (size_t i = 0; i < part.links.size(); i++) {
      Route& route = drawing_.routes[part.links[i]] = std::move(drawing.routes[i]);
      for (Point& point : route) point = {point.x + corner.x, point.y + corner.y};
    }
  }

  const std::vector<Size>& sizes_;
  const std::vector<Link>& links_;
  std::vector<size_t> place_;  // of a box in its part
  Drawing drawing_;
};

}  // namespace

Drawing draw(const std::vector<Size>& boxes, const std::vector<Link>& links) {
  return Canvas(boxes, links).draw();
}

}  // namespace schemalint::layout
