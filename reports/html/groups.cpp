#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "reports/html/sections.h"
#include "reports/html/table.h"
#include "reports/html/writing.h"

// Who and what has findings; which of them are the oldest; which are taken back by comments.

namespace schemalint::html {

namespace {

using Sort = Column::Sort;

/// How many rows of a group are shown before more are asked for.
constexpr size_t first_groups = 12;

struct Grouping {
  std::string_view caption;
  std::string_view head;
  std::string_view filter;   ///< of the findings' table; empty: it has none of it
  std::string_view nothing;  ///< what a group without a name is called
  const std::vector<Group>& groups;
};

std::string group_table(const Page& page, const Grouping& grouping) {
  std::vector<Column> columns = {
      {grouping.head}, {"Left", Sort::number, true}, {"Mended", Sort::number, true}};
  if (page.has_points()) columns.push_back({"Points left", Sort::number, true});
  Table table("sortable groups", grouping.caption, columns);
  for (const Group& group : grouping.groups) {
    const std::string name = group.name.empty() ? std::string(grouping.nothing) : group.name;
    std::vector<Cell> cells = {
        {grouping.filter.empty() || group.left == 0 ? shown(name)
                                                    : filter_link(grouping.filter, name)},
        {grouped(group.left), fmt::format("{}", group.left)},
        {grouped(group.mended), fmt::format("{}", group.mended)}};
    if (page.has_points())
      cells.push_back({points_text(group.points_left), fmt::format("{:.4f}", group.points_left)});
    table.row(cells);
  }
  return table.empty() ? "" : "<div class=\"card\">" + table.text(first_groups) + "</div>\n";
}

std::string rules_text(const TrackedSuppression& suppression) {
  std::string text;
  for (const std::string& rule : suppression.rules)
    text += fmt::format("{}<code>{}</code>", text.empty() ? "" : ", ", shown(rule));
  return text.empty() ? "every rule" : text;
}

Cell end_cell(const TrackedSuppression& suppression) {
  std::string text;
  if (!suppression.until.empty()) text = "<time>" + shown(suppression.until) + "</time>";
  if (!suppression.until_revision.empty())
    text += (text.empty() ? "revision " : ", revision ") + shown(suppression.until_revision);
  if (text.empty()) return {"<span class=\"quiet\">never</span>", "9999"};
  if (suppression.expired) text += " <span class=\"chip bad\">expired</span>";
  return {text};
}

}  // namespace

std::string groups_section(const Page& page) {
  const Progress& progress = page.progress;
  std::string body;
  if (!progress.milestone.items.empty())
    body +=
        group_table(page, {"By priority", "Priority", "", "no work item", progress.by_priority});
  std::vector<Group> areas = progress.by_area;
  for (Group& group : areas) group.name = area_text(group.name);
  body += group_table(page, {"By area", "Area", "area", "none", areas});
  body += group_table(page, {"By owner", "Owner", "owner", "nobody", progress.by_owner});
  body += group_table(page, {"By table", "Table", "table", "no table", progress.by_table});
  if (body.empty()) return {};
  return section("groups", "Who and what has findings",
                 "<div class=\"tables\">\n" + body + "</div>\n");
}

std::string oldest_section(const Page& page) {
  Table table("sortable stack labelled oldest", "The findings that are there the longest",
              {{"Since"}, {"Finding"}, {"Rule"}, {"Place"}, {"Owner"}});
  for (const size_t index : page.progress.oldest) {
    if (index >= page.progress.findings.size()) continue;
    const OpenFinding& open = page.progress.findings[index];
    table.row(
        {{since_text(open.since, open.older), shown(open.since)},
         {fmt::format("<a href=\"#f{}\">{}</a>", index, shown_with_code(open.finding.message))},
         {rule_link(open.finding.rule)},
         {source_link(page, open.finding.path, open.finding.place.line)},
         {open.owner.empty() ? "<span class=\"quiet\">nobody</span>" : shown(open.owner)}});
  }
  if (table.empty()) return {};
  return section("oldest", "Oldest findings", table.text());
}

std::string suppressions_section(const Page& page) {
  Table table(
      "sortable stack labelled suppressions", "Comments that take findings back",
      {{"Place"}, {"Rules"}, {"Reason"}, {"Takes back", Sort::number, true}, {"Since"}, {"Until"}});
  for (const OpenSuppression& open : page.progress.suppressions) {
    const TrackedSuppression& each = open.suppression;
    table.row(
        {{source_link(page, each.path, each.line)},
         {rules_text(each)},
         {each.reason.empty() ? "<span class=\"chip bad\">no reason</span>" : shown(each.reason)},
         {grouped(each.findings), fmt::format("{}", each.findings)},
         {since_text(open.since, open.older), shown(open.since)},
         end_cell(each)});
  }
  if (table.empty())
    return section("suppressions", "Suppressions", "<p>No comment takes a finding back.</p>\n");
  return section("suppressions", "Suppressions", table.text(first_groups * 2));
}

}  // namespace schemalint::html
