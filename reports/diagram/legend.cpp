#include "reports/diagram/legend.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "reports/diagram/text_width.h"
#include "reports/markup.h"

namespace schemalint {
namespace {

constexpr double size = 11;  // of the font
constexpr double line_height = 22;
constexpr double widest = 900;
constexpr double sample_width = 30;

constexpr std::pair<Mark, std::string_view> meanings[] = {
    {Mark::tenant_root, "a tenant; a column that says whose a row is"},
    {Mark::finding_error, "error"},
    {Mark::finding_warning, "warning"},
    {Mark::finding_info, "info"},
    {Mark::added, "+ added"},
    {Mark::removed, "− removed"},
    {Mark::changed, "~ changed"},
};

std::set<Mark> marks_of(const Diagram& diagram) {
  std::set<Mark> marks;
  const auto add = [&](const Overlay& overlay) {
    marks.insert(overlay.marks.begin(), overlay.marks.end());
  };
  for (const DiagramTable& table : diagram.tables) {
    add(table.overlay);
    for (const DiagramColumn& column : table.columns) add(column.overlay);
  }
  for (const DiagramEdge& edge : diagram.edges) add(edge.overlay);
  return marks;
}

/// Entries one behind the other, in lines.
class Lines {
 public:
  /// `sample` is drawn in a space of its own, `sample_width` wide; empty: there is none.
  void add(std::string_view sample, std::string_view text) {
    const double before = sample.empty() ? 0 : sample_width;
    const double width = before + text_width(text) * size + 24;
    if (x_ > 0 && x_ + width > widest) {
      x_ = 0;
      y_ += line_height;
    }
    legend_.markup += fmt::format(
        "<g transform=\"translate({:.0f},{:.0f})\">{}<text x=\"{:.0f}\" y=\"4\">{}</text></g>\n",
        x_, y_, sample, before, escaped(text));
    x_ += width;
    legend_.width = std::max(legend_.width, x_);
    legend_.height = y_ + line_height;
  }

  Legend take() { return std::move(legend_); }

 private:
  Legend legend_;
  double x_ = 0;
  double y_ = 0;
};

constexpr std::string_view many =
    R"(<g class="edge"><path d="M0,0h24M24,-5l-9,5l9,5"/><path class="arrow" d="M0,0l8,-4v8z"/></g>)";
constexpr std::string_view one =
    R"(<g class="edge"><path d="M0,0h24M17,-5v10"/><path class="arrow" d="M0,0l8,-4v8z"/></g>)";
constexpr std::string_view optional =
    R"(<g class="edge optional"><path class="line" d="M0,0h24"/></g>)";

}  // namespace

Legend legend_of(const Diagram& diagram) {
  Lines lines;
  lines.add("", "PK primary key · FK foreign key · U unique · ? may be NULL");
  const auto any = [&](auto&& is) { return std::ranges::any_of(diagram.edges, is); };
  if (any([](const DiagramEdge& edge) { return !edge.one; }))
    lines.add(many, "many rows refer to one");
  if (any([](const DiagramEdge& edge) { return edge.one; }))
    lines.add(one, "at most one row refers to it");
  if (any([](const DiagramEdge& edge) { return edge.optional; }))
    lines.add(optional, "may be NULL");
  const std::set<Mark> marks = marks_of(diagram);
  for (const auto& [mark, meaning] : meanings)
    if (marks.contains(mark))
      lines.add(fmt::format("<g class=\"mark-{}\"><rect class=\"box\" y=\"-7\" width=\"22\" "
                            "height=\"14\" rx=\"3\"/><rect class=\"band\" x=\"1\" y=\"-6\" "
                            "width=\"20\" height=\"12\" rx=\"2\"/></g>",
                            to_string(mark)),
                meaning);
  return lines.take();
}

}  // namespace schemalint
