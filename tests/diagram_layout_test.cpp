#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "reports/diagram/layout.h"

using namespace schemalint::layout;

namespace {

/// Numbers that look like chance, the same in every run.
class Numbers {
 public:
  explicit Numbers(uint32_t seed) : state_(seed) {}
  size_t below(size_t limit) {
    state_ = state_ * 1664525u + 1013904223u;
    return (state_ >> 8) % limit;
  }

 private:
  uint32_t state_;
};

struct Graph {
  std::vector<Size> boxes;
  std::vector<Link> links;
};

/// Hubs that many point at, chains, cycles, loops, and boxes on their own.
Graph random_graph(uint32_t seed, size_t boxes, size_t links) {
  Numbers numbers(seed);
  Graph graph;
  for (size_t i = 0; i < boxes; i++)
    graph.boxes.push_back({.width = 80.0 + static_cast<double>(numbers.below(200)),
                           .height = 40.0 + static_cast<double>(numbers.below(300))});
  for (size_t i = 0; i < links; i++) {
    const size_t from = numbers.below(boxes);
    const size_t to = numbers.below(3) == 0 ? numbers.below(1 + boxes / 20) : numbers.below(boxes);
    graph.links.push_back({.from = from,
                           .from_y = static_cast<double>(
                               numbers.below(static_cast<size_t>(graph.boxes[from].height))),
                           .to = to,
                           .to_y = 30});
  }
  return graph;
}

/// As schemas are: tables refer to those that were there before them, many to a few of the first.
Graph schema_like_graph(size_t boxes) {
  Numbers numbers(11);
  Graph graph = random_graph(7, boxes, 0);
  for (size_t from = 1; from < boxes; from++)
    for (size_t i = numbers.below(4); i > 0; i--) {
      const size_t hubs = std::min<size_t>(from, 1 + boxes / 50);
      const size_t to = numbers.below(numbers.below(2) == 0 ? hubs : from);
      graph.links.push_back({.from = from, .from_y = 35, .to = to, .to_y = 30});
    }
  return graph;
}

bool overlap(const Box& a, const Box& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// What two neighbouring corners of a line span: a curve between them stays inside.
Box span_of(const Point& a, const Point& b) {
  return {.x = std::min(a.x, b.x),
          .y = std::min(a.y, b.y),
          .width = std::abs(a.x - b.x),
          .height = std::abs(a.y - b.y)};
}

bool is_at_side(const Point& point, const Box& box, double below_top) {
  const bool at_side =
      std::abs(point.x - box.x) < 1e-6 || std::abs(point.x - box.x - box.width) < 1e-6;
  return at_side && std::abs(point.y - box.y - below_top) < 1e-6;
}

void check_drawing(const Graph& graph) {
  const Drawing drawing = draw(graph.boxes, graph.links);
  REQUIRE(drawing.boxes.size() == graph.boxes.size());
  REQUIRE(drawing.routes.size() == graph.links.size());
  size_t overlaps = 0, outside = 0, through = 0;
  for (size_t a = 0; a < drawing.boxes.size(); a++) {
    const Box& box = drawing.boxes[a];
    CHECK(box.width > graph.boxes[a].width - 1e-6);
    CHECK(box.height == graph.boxes[a].height);
    outside += box.x < 0 || box.y < 0 || box.x + box.width > drawing.size.width + 1e-6 ||
               box.y + box.height > drawing.size.height + 1e-6;
    for (size_t b = a + 1; b < drawing.boxes.size(); b++)
      overlaps += overlap(box, drawing.boxes[b]);
  }
  for (size_t link = 0; link < graph.links.size(); link++) {
    const auto& [from, from_y, to, to_y] = graph.links[link];
    const Route& route = drawing.routes[link];
    REQUIRE(route.size() >= 2);
    CHECK(is_at_side(route.front(), drawing.boxes[from], from_y));
    CHECK(is_at_side(route.back(), drawing.boxes[to], to_y));
    for (size_t i = 1; i < route.size(); i++)
      for (const Box& box : drawing.boxes) through += overlap(span_of(route[i - 1], route[i]), box);
  }
  CHECK(overlaps == 0);
  CHECK(outside == 0);
  CHECK(through == 0);
}

}  // namespace

TEST_CASE("layout: no box overlaps another, and lines pass between them to the sides they name") {
  for (const uint32_t seed : {1u, 2u, 3u, 4u, 5u})
    for (const size_t links : {0u, 20u, 60u, 200u}) {
      INFO("seed ", seed, ", links ", links);
      check_drawing(random_graph(seed, 60, links));
    }
}

TEST_CASE("layout: what is referenced stands on the left") {
  // 0 <- 1 <- 2, and 2 refers to 0 as well: that line passes 1.
  const Drawing drawing = draw({{100, 50}, {100, 50}, {100, 50}},
                               {{.from = 1, .to = 0}, {.from = 2, .to = 1}, {.from = 2, .to = 0}});
  CHECK(drawing.boxes[0].x < drawing.boxes[1].x);
  CHECK(drawing.boxes[1].x < drawing.boxes[2].x);
  CHECK(drawing.routes[1].size() == 2);
  CHECK(drawing.routes[2].size() == 4);
}

TEST_CASE("layout: cycles and loops have their lines too") {
  const Drawing drawing = draw(
      {{100, 50}, {100, 50}},
      {{.from = 0, .to = 1}, {.from = 1, .to = 0}, {.from = 0, .from_y = 40, .to = 0, .to_y = 9}});
  const Box& box = drawing.boxes[0];
  CHECK(drawing.routes[2].front().x == box.x + box.width);
  CHECK(drawing.routes[2].back().x == box.x + box.width);
  CHECK(drawing.boxes[0].x != drawing.boxes[1].x);
}

TEST_CASE("layout: nothing, and one box") {
  CHECK(draw({}, {}).boxes.empty());
  const Drawing one = draw({{100, 50}}, {});
  CHECK(one.size.width == 100);
  CHECK(one.size.height == 50);
}

TEST_CASE("layout: the sheet has a sane shape, few tables or many") {
  for (const size_t boxes : {12u, 100u, 500u, 2000u}) {
    const Graph graph = schema_like_graph(boxes);
    const Size size = draw(graph.boxes, graph.links).size;
    INFO(boxes, " boxes: ", size.width, " by ", size.height);
    CHECK(size.width / size.height > 0.9);
    CHECK(size.width / size.height < 2.1);
  }
}

TEST_CASE("layout: boxes that all point at one stand in several columns") {
  Graph graph;
  for (size_t box = 0; box <= 80; box++) {
    graph.boxes.push_back({200, 200});
    if (box > 0) graph.links.push_back({.from = box, .from_y = 50, .to = 0, .to_y = 40});
  }
  check_drawing(graph);
  const Size size = draw(graph.boxes, graph.links).size;
  CHECK(size.width / size.height > 1);
  CHECK(size.width / size.height < 2);
}
