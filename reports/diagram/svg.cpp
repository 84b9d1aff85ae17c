#include "reports/diagram/svg.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "analyzer/words.h"
#include "reports/diagram/layout.h"
#include "reports/diagram/legend.h"
#include "reports/diagram/table_box.h"
#include "reports/diagram/wording.h"
#include "reports/markup.h"

namespace schemalint {
namespace {

constexpr double margin = 32;  // lines from a table to itself reach into it
constexpr double title_height = 40;
constexpr size_t hues = 6;

/// Whole pixels: they are sharp, and shorter to write.
long px(double length) {
  return std::lround(length);
}

std::string mark_classes(const Overlay& overlay) {
  std::string classes;
  for (const Mark mark : overlay.marks) classes += fmt::format(" mark-{}", to_string(mark));
  return classes;
}

class Svg {
 public:
  Svg(const Diagram& diagram, const SvgOptions& options) : diagram_(diagram), options_(options) {
    std::vector<std::set<std::string>> targets(diagram.tables.size());
    for (const DiagramEdge& edge : diagram.edges)
      targets[edge.to].insert(edge.target_columns.begin(), edge.target_columns.end());
    for (size_t table = 0; table < targets.size(); table++)
      boxes_.push_back(box_of(diagram.tables[table], targets[table], options.all_columns));
    std::vector<layout::Size> sizes;
    for (const TableBox& box : boxes_) sizes.push_back({box.width, box.height});
    std::vector<layout::Link> links;
    for (const DiagramEdge& edge : diagram.edges)
      links.push_back({edge.from, boxes_[edge.from].middle_of(edge.source_column()), edge.to,
                       boxes_[edge.to].middle_of(edge.target_column())});
    drawing_ = layout::draw(sizes, links);
  }

  std::string text(bool stand_alone) {
    const Legend legend = options_.legend ? legend_of(diagram_) : Legend{};
    const double top = margin + (options_.title.empty() ? 0 : title_height);
    const double width = std::max(drawing_.size.width, legend.width) + 2 * margin;
    const double height = top + drawing_.size.height + margin + legend.height;
    out(R"(<svg xmlns="http://www.w3.org/2000/svg" class="schema-diagram" viewBox="0 0 {0} {1}" )"
        R"(width="{0}" height="{1}" role="img" aria-label="{2}">)",
        px(width), px(height), escaped(label()));
    text_ += "\n";
    if (stand_alone) {
      text_ += "<style>" + escaped(diagram_style()) + "</style>\n";
      out(R"(<rect class="paper" width="{}" height="{}"/>)", px(width), px(height));
      text_ += "\n";
    }
    if (!options_.title.empty())
      out("<text class=\"title\" x=\"{}\" y=\"{}\">{}</text>\n", px(margin), px(margin + 14),
          escaped(options_.title));
    out("<g transform=\"translate({},{})\">\n", px(margin), px(top));
    edges();
    for (size_t table = 0; table < boxes_.size(); table++)
      draw(boxes_[table], drawing_.boxes[table]);
    text_ += "</g>\n";
    if (!legend.markup.empty())
      out("<g class=\"legend\" transform=\"translate({},{})\">\n{}</g>\n", px(margin),
          px(top + drawing_.size.height + margin), legend.markup);
    return std::move(text_) + "</svg>\n";
  }

 private:
  template <typename... Values>
  void out(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
  }

  std::string label() const {
    if (!options_.title.empty()) return options_.title;
    return fmt::format("{}, {}", counted(diagram_.tables.size(), "table"),
                       counted(diagram_.edges.size(), "foreign key"));
  }

  void edges();
  std::vector<size_t> hues_of_targets() const;
  void draw(const DiagramEdge& edge, const layout::Route& route, size_t hue);
  std::string line(const layout::Route& route, bool is_loop) const;
  void draw(const TableBox& box, const layout::Box& place);
  void draw_head(const TableBox& box, double width);
  void draw(const BoxRow& row, const TableBox& box, double top, double width);
  void open_link(const Overlay& overlay) {
    if (const auto link = safe_link(overlay); !link.empty()) out("<a href=\"{}\">", escaped(link));
  }
  void close_link(const Overlay& overlay) {
    if (!safe_link(overlay).empty()) text_ += "</a>";
  }

  const Diagram& diagram_;
  const SvgOptions& options_;
  std::vector<TableBox> boxes_;
  layout::Drawing drawing_;
  std::string text_;
};

/// Lines to one table have one colour, so that the eye can follow them; those to the tables that
/// most others point at differ the most. Tables that one line leads to have none: `hues`.
std::vector<size_t> Svg::hues_of_targets() const {
  std::vector<std::pair<size_t, size_t>> counts(diagram_.tables.size());
  for (size_t table = 0; table < counts.size(); table++) counts[table].second = table;
  for (const DiagramEdge& edge : diagram_.edges) counts[edge.to].first++;
  std::ranges::stable_sort(counts, std::ranges::greater(), &std::pair<size_t, size_t>::first);
  std::vector<size_t> hue(counts.size(), hues);
  for (size_t rank = 0; rank < counts.size() && counts[rank].first > 1; rank++)
    hue[counts[rank].second] = rank % hues;
  return hue;
}

void Svg::edges() {
  const std::vector<size_t> hue = hues_of_targets();
  // What is marked lies above what is not.
  for (const bool is_marked : {false, true})
    for (size_t edge = 0; edge < diagram_.edges.size(); edge++)
      if (const DiagramEdge& one = diagram_.edges[edge]; one.overlay.marks.empty() != is_marked)
        draw(one, drawing_.routes[edge], hue[one.to]);
}

std::string Svg::line(const layout::Route& route, bool is_loop) const {
  const auto& [x, y] = route.front();
  std::string path = fmt::format("M{},{}", px(x), px(y));
  if (is_loop) {
    const auto& end = route.back();
    constexpr double reach = 30;
    // Ends at one height would lie on each other.
    const double bulge = std::abs(end.y - y) < 1 ? 8 : 0;
    return path + fmt::format("C{},{} {},{} {},{}", px(x + reach), px(y + bulge), px(x + reach),
                              px(end.y - bulge), px(end.x), px(end.y));
  }
  for (size_t i = 1; i < route.size(); i++) {
    const auto& from = route[i - 1];
    const auto& to = route[i];
    if (px(from.y) == px(to.y)) {
      path += fmt::format("H{}", px(to.x));
      continue;
    }
    const double middle = (from.x + to.x) / 2;
    path += fmt::format("C{},{} {},{} {},{}", px(middle), px(from.y), px(middle), px(to.y),
                        px(to.x), px(to.y));
  }
  return path;
}

void Svg::draw(const DiagramEdge& edge, const layout::Route& route, size_t hue) {
  const auto& start = route.front();
  const auto& end = route.back();
  const bool is_loop = edge.points_at_itself();
  // Which way the line leaves the box at either end.
  const long out_of_start = is_loop || start.x < end.x ? 1 : -1;
  const long out_of_end = is_loop || end.x < start.x ? 1 : -1;
  const std::string path = line(route, is_loop);
  open_link(edge.overlay);
  out("<g class=\"edge{}{}{}\" data-from=\"{}\" data-to=\"{}\">", edge.optional ? " optional" : "",
      edge.overlay.marks.empty() && hue < hues ? fmt::format(" hue-{}", hue) : "",
      mark_classes(edge.overlay), escaped(diagram_.tables[edge.from].name.text()),
      escaped(diagram_.tables[edge.to].name.text()));
  out("<title>{}</title>", escaped(edge_words(diagram_, edge) + note_lines(edge.overlay)));
  out(R"(<path class="reach" d="{0}"/><path class="line" d="{0}"/>)", path);
  const long x = px(start.x), y = px(start.y);
  if (edge.one)
    out("<path d=\"M{},{}v10\"/>", x + 7 * out_of_start, y - 5);
  else
    out("<path d=\"M{0},{1}l{2},5l{3},5\"/>", x, y - 5, 9 * out_of_start, -9 * out_of_start);
  out("<path class=\"arrow\" d=\"M{},{}l{},-4v8z\"/>", px(end.x), px(end.y), 8 * out_of_end);
  text_ += "</g>";
  close_link(edge.overlay);
  text_ += "\n";
}

void Svg::draw_head(const TableBox& box, double width) {
  out(R"(<path class="head" d="M0,{0}V6a6,6 0 0 1 6,-6H{1}a6,6 0 0 1 6,6V{0}z"/>)", px(box.head),
      px(width - 6));
  const double name_y = box.head - 9;
  if (!box.schema.empty())
    out("<text class=\"schema\" x=\"{}\" y=\"14\">{}</text>", px(box::padding),
        escaped(box.schema));
  out("<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>", px(box::padding), px(name_y),
      escaped(box.name));
  if (box.badge.empty()) return;
  const double badge = box.badge_width - 8;
  const double left = width - box::padding + 3 - badge;
  out("<rect class=\"badge\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"14\" rx=\"7\"/>"
      "<text class=\"badge-text\" x=\"{}\" y=\"{}\">{}</text>",
      px(left), px(name_y - 11), px(badge), px(left + badge / 2), px(name_y - 1), box.badge);
}

void Svg::draw(const TableBox& box, const layout::Box& place) {
  const DiagramTable& table = *box.table;
  open_link(table.overlay);
  out("<g class=\"table{}\" data-table=\"{}\" transform=\"translate({},{})\">",
      mark_classes(table.overlay), escaped(table.name.text()), px(place.x), px(place.y));
  std::string title = table.name.text();
  if (!table.complete) title += " (a part of it could not be understood)";
  out("<title>{}</title>", escaped(title + note_lines(table.overlay)));
  out("<rect class=\"box\" width=\"{}\" height=\"{}\" rx=\"6\"/>", px(place.width),
      px(place.height));
  draw_head(box, place.width);
  double top = box.head;
  for (const BoxRow& row : box.rows) {
    draw(row, box, top, place.width);
    top += box::row_height;
  }
  if (box.folded > 0)
    out("<text class=\"more\" x=\"{}\" y=\"{}\">+ {} more</text>", px(box.keys_width), px(top + 13),
        box.folded);
  text_ += "</g>";
  close_link(table.overlay);
  text_ += "\n";
}

void Svg::draw(const BoxRow& row, const TableBox& box, double top, double width) {
  const DiagramColumn& column = *row.column;
  out("<g class=\"row{}{}\">", column.primary_key ? " primary" : "", mark_classes(column.overlay));
  out("<title>{}</title>", escaped(column_words(column) + note_lines(column.overlay)));
  out("<rect class=\"band\" x=\"1\" y=\"{}\" width=\"{}\" height=\"{}\"/>", px(top + 1),
      px(width - 2), px(box::row_height - 1));
  if (column.overlay.has(Mark::tenant_root))
    out("<rect class=\"bar\" x=\"0\" y=\"{}\" width=\"4\" height=\"{}\"/>", px(top + 1),
        px(box::row_height - 1));
  const long baseline = px(top + 13);
  if (!row.keys.empty())
    out("<text class=\"key\" x=\"{}\" y=\"{}\">{}</text>", px(box::padding), baseline, row.keys);
  out("<text class=\"column\" x=\"{}\" y=\"{}\">{}</text>", px(box.keys_width), baseline,
      escaped(row.name));
  out("<text class=\"type\" x=\"{}\" y=\"{}\">{}</text></g>", px(width - box::padding), baseline,
      escaped(row.type));
}

}  // namespace

std::string diagram_svg(const Diagram& diagram, const SvgOptions& options) {
  return Svg(diagram, options).text(true);
}

std::string diagram_element(const Diagram& diagram, const SvgOptions& options) {
  return Svg(diagram, options).text(false);
}

}  // namespace schemalint
