#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "analyzer/words.h"
#include "reports/html/days.h"
#include "reports/html/sections.h"
#include "reports/html/table.h"
#include "reports/html/writing.h"

// The work items of the milestone, and the numbers that it wants in bounds.

namespace schemalint::html {

namespace {

using Sort = Column::Sort;

std::string_view title_of(const WorkItem& item) {
  return item.title.empty() ? item.name : item.title;
}

std::string metric_title(const std::string& name) {
  const Metric* metric = find_metric(name);
  return metric == nullptr ? name : std::string(metric->title);
}

std::string chip(std::string_view css_class, std::string_view text) {
  return fmt::format(" <span class=\"chip {}\">{}</span>", css_class, text);
}

std::string state_chip(ItemProgress::State state) {
  switch (state) {
    case ItemProgress::State::done:
      return chip("good", "✓ done");
    case ItemProgress::State::begun:
      return chip("", "begun");
    case ItemProgress::State::not_begun:
      break;
  }
  return chip("quiet", "not begun");
}

/// What an item comes to beside its title: the way of its metric, findings that may stay.
std::string remark(const ItemProgress& progress) {
  const WorkItem& item = *progress.item;
  std::string text;
  if (!item.metric.empty() && progress.now)
    text = fmt::format("{}: {}, goal {}", shown(metric_title(item.metric)),
                       shown(to_string(*progress.now)), shown(to_string(item.bounds)));
  if (item.target > 0) text = counted(static_cast<size_t>(item.target), "finding") + " may stay";
  return text.empty() ? "" : fmt::format("<small>{}</small>", text);
}

Cell title_cell(const ItemProgress& progress) {
  const WorkItem& item = *progress.item;
  const std::string title = shown(title_of(item));
  std::string markup = "<span class=\"name\">" + web_link(item.issue, title) + "</span>";
  markup += "<span class=\"chips\">" + state_chip(progress.state);
  if (progress.late) markup += chip("bad", "late");
  if (progress.left > 0)
    markup += fmt::format(
        " <a href=\"#findings\" data-filter=\"item\" data-value=\"{}\">findings</a>", title);
  return {markup + "</span>" + remark(progress), title};
}

Cell week_cell(const Page& page, const ItemProgress& progress) {
  const int64_t week = progress.item->week;
  if (week <= 0) return {"<span class=\"quiet\">–</span>", "999999"};
  std::string markup = fmt::format("{}", week);
  std::string start = page.progress.milestone.start;
  if (start.empty() && !page.progress.points.empty()) start = page.progress.points.front().day;
  // Weeks beyond all calendars are shown without their day.
  if (const auto first = known_day(start); first && week < 5000)
    markup += fmt::format(" <small>from {}</small>",
                          day_words(*first + static_cast<int>(week - 1) * 7, false));
  return {markup, fmt::format("{}", week)};
}

/// How many findings there were over time, in a line without axes.
std::string sparkline(const Progress& progress, size_t item) {
  constexpr double width = 96, height = 22;
  size_t most = 1, count = 0;
  for (const Point& point : progress.points)
    if (item < point.items_left.size()) {
      most = std::max(most, point.items_left[item]);
      count++;
    }
  if (count < 2 || progress.items[item].first) return "<span class=\"quiet\">–</span>";
  std::string path;
  double x = 2;
  const double step = (width - 4) / static_cast<double>(count - 1);
  double y = 0;
  for (const Point& point : progress.points) {
    if (item >= point.items_left.size()) continue;
    const double share = static_cast<double>(point.items_left[item]) / static_cast<double>(most);
    y = height - 3 - share * (height - 6);
    path += fmt::format("{}{:.1f},{:.1f}", path.empty() ? "M" : "L", x, y);
    x += step;
  }
  return fmt::format(
      "<svg class=\"spark\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "aria-label=\"from {2} to {3} findings\"><path d=\"{4}\"/><circle cx=\"{5:.1f}\" "
      "cy=\"{6:.1f}\" r=\"2.5\"/></svg>",
      width, height, progress.points.front().items_left[item],
      progress.points.back().items_left[item], path, x - step, y);
}

std::string share_markup(double share) {
  return fmt::format("<span class=\"share\">{}<span>{}</span></span>",
                     bar(share, share >= 1 ? "good" : ""), percent_text(share));
}

std::string number_or_dash(bool is_counted, size_t number) {
  return is_counted ? grouped(number) : "<span class=\"quiet\">–</span>";
}

}  // namespace

std::string items_section(const Page& page) {
  const Progress& progress = page.progress;
  Table table("sortable stack labelled items", "Work items of the milestone",
              {{"Priority"},
               {"Work item"},
               {"Week", Sort::number},
               {"Left", Sort::number, true},
               {"Mended", Sort::number, true},
               {"Trend", Sort::none},
               {"Done", Sort::number},
               {"Points left", Sort::number, true}});
  for (size_t i = 0; i < progress.items.size(); i++) {
    const ItemProgress& each = progress.items[i];
    const bool has_findings = each.item->metric.empty();
    table.row({{shown(each.item->priority)},
               title_cell(each),
               week_cell(page, each),
               {number_or_dash(has_findings, each.left), fmt::format("{}", each.left)},
               {number_or_dash(has_findings, each.mended), fmt::format("{}", each.mended)},
               {sparkline(progress, i)},
               {share_markup(each.share), fmt::format("{:.4f}", each.share)},
               {fmt::format("<strong>{}</strong> of {}", points_text(each.points_left),
                            each.item->points),
                fmt::format("{:.4f}", each.points_left)}});
  }
  if (table.empty()) return {};
  const std::string foot = fmt::format(
      "<tr><td colspan=\"7\">All work items</td><td class=\"n\"><strong>{}</strong> of "
      "{}</td></tr>",
      points_text(progress.points_left), points_text(progress.total_points));
  return section("items", "Work items", table.text(0, foot));
}

std::string metrics_section(const Page& page) {
  Table table("sortable stack labelled metrics", "Numbers of the schema, and what they should be",
              {{"Metric"},
               {"At the start", Sort::none},
               {"Now", Sort::none},
               {"Goal", Sort::none},
               {"Way", Sort::number},
               {"State"}});
  for (const MetricProgress& each : page.progress.metrics) {
    if (each.metric == nullptr) continue;
    Cell way = {"<span class=\"quiet\">–</span>", "-1"};
    std::string state = "<span class=\"quiet\">no goal</span>";
    std::string goal = "<span class=\"quiet\">–</span>";
    if (each.goal) {
      const double share = each.met ? 1 : share_of_way(each.first, each.now, *each.goal);
      way = {share_markup(share), fmt::format("{:.4f}", share)};
      state = each.met ? "<span class=\"chip good\">✓ met</span>"
                       : "<span class=\"chip bad\">✗ not met</span>";
      goal = shown(to_string(*each.goal));
    }
    table.row({{shown(each.metric->title)},
               {shown(to_string(each.first))},
               {"<strong>" + shown(to_string(each.now)) + "</strong>"},
               {goal},
               way,
               {state}});
  }
  if (table.empty()) return {};
  return section("metrics", "Metrics", table.text());
}

}  // namespace schemalint::html
