#include "reports/diagram/layout.h"

#include <algorithm>
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
    draw_linked(linked);
    draw_alone(alone);
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

  void draw_linked(const std::vector<Part>& parts) {
    std::vector<Drawing> drawings;
    std::vector<Size> sizes;
    for (const Part& part : parts) {
      drawings.push_back(draw_part(part));
      sizes.push_back(drawings.back().size);
    }
    const Sheet sheet = pack(sizes, space_between_parts, wanted_aspect);
    for (size_t i = 0; i < parts.size(); i++) put(parts[i], drawings[i], sheet.corners[i]);
    drawing_.size = sheet.size;
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

  /// Boxes without any link: a grid below all else.
  void draw_alone(const std::vector<size_t>& boxes) {
    if (boxes.empty()) return;
    std::vector<Size> sizes;
    double widest = 0;
    for (const size_t box : boxes) {
      sizes.push_back(sizes_[box]);
      widest = std::max(widest, sizes_[box].width);
    }
    const Size above = drawing_.size;
    const Sheet sheet = grid(sizes, gap, wanted_aspect, above.width);
    const double top = above.height > 0 ? above.height + space_between_parts : 0;
    for (size_t i = 0; i < boxes.size(); i++)
      drawing_.boxes[boxes[i]] = {sheet.corners[i].x, top + sheet.corners[i].y, widest,
                                  sizes[i].height};
    drawing_.size = {std::max(above.width, sheet.size.width), top + sheet.size.height};
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
