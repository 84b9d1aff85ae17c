#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <vector>

#include "analyzer/words.h"
#include "reports/html/sections.h"
#include "reports/html/writing.h"

// Small bar charts: findings by area, what the indexes are, how relationships load.

namespace schemalint::html {

namespace {

struct Bar {
  std::string label;  // markup
  size_t value = 0;
  std::string note{};  // markup behind the number
};

/// A table of bars, so that it reads as one where nothing is drawn. Bars of one chart share a
/// scale.
std::string chart(std::string_view caption, const std::vector<Bar>& bars,
                  std::string_view css_class = {}) {
  if (bars.empty()) return {};
  size_t most = 1;
  for (const Bar& each : bars) most = std::max(most, each.value);
  std::string rows;
  for (const Bar& each : bars)
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}{}</td></tr>\n", each.label,
        bar(static_cast<double>(each.value) / static_cast<double>(most), css_class),
        grouped(each.value), each.note.empty() ? "" : " <small>" + each.note + "</small>");
  return fmt::format(
      "<table class=\"bars card\">\n<caption>{}</caption>\n<tbody>\n{}</tbody></table>\n", caption,
      rows);
}

std::string part_of(size_t part, size_t whole) {
  if (whole == 0) return {};
  return percent_text(static_cast<double>(part) / static_cast<double>(whole));
}

/// The counts, the largest first.
std::vector<Bar> bars_of(const std::map<std::string, size_t>& counts, size_t whole) {
  std::vector<Bar> bars;
  for (const auto& [name, count] : counts)
    bars.push_back({"<code>" + shown(name) + "</code>", count, part_of(count, whole)});
  std::ranges::stable_sort(bars, std::ranges::greater(), &Bar::value);
  return bars;
}

std::string areas(const Page& page) {
  std::vector<Bar> bars;
  for (const Group& group : page.progress.by_area)
    bars.push_back({filter_link("area", area_text(group.name)), group.left,
                    group.mended > 0 ? grouped(group.mended) + " mended" : ""});
  std::ranges::stable_sort(bars, std::ranges::greater(), &Bar::value);
  return chart("Findings left by area", bars, "findings");
}

std::string indexes(const Stats& stats) {
  const size_t all = stats.column_indexes + stats.explicit_indexes;
  if (all == 0) return {};
  return chart("Indexes by method", bars_of(stats.index_methods, all)) +
         chart(
             "Indexes by how they are declared",
             {{"<code>index=True</code>", stats.column_indexes, part_of(stats.column_indexes, all)},
              {"by themselves", stats.explicit_indexes, part_of(stats.explicit_indexes, all)},
              {"partial, of all", stats.partial_indexes, part_of(stats.partial_indexes, all)}});
}

}  // namespace

std::string make_up_section(const Page& page) {
  const Stats& stats = page.progress.stats;
  std::string charts = areas(page) + indexes(stats);
  if (stats.relationships > 0)
    charts += chart("Relationships by loader", bars_of(stats.loaders, stats.relationships));
  if (charts.empty()) return {};
  const std::string counts =
      fmt::format("<p>{}, {}, {}, {}, {}.</p>\n", counted(stats.tables, "table"),
                  counted(stats.columns, "column"), counted(stats.foreign_keys, "foreign key"),
                  counted(stats.column_indexes + stats.explicit_indexes, "index", "indexes"),
                  counted(stats.relationships, "relationship"));
  return section("make-up", "What it is made of",
                 counts + "<div class=\"charts\">\n" + charts + "</div>\n");
}

}  // namespace schemalint::html
