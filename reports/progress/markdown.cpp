#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "reports/markup.h"
#include "reports/progress/progress.h"

namespace schemalint {

namespace {

constexpr size_t most_bytes = 65'000;
constexpr size_t most_rows = 25;

std::string short_id(const std::string& commit) {
  return commit.substr(0, 10);
}

std::string share_text(double share) {
  // Rounded down: what is nearly done is not done. But 57 of 100 are 57 %, and 0.57 × 100 is less.
  constexpr double rounding = 1e-9;
  return fmt::format("{} %", static_cast<int>(share * 100 + rounding));
}

std::string headline(const Progress& progress) {
  std::string text = fmt::format(
      "# {}\n\n",
      markdown_cell(progress.milestone.name.empty() ? progress.project : progress.milestone.name));
  text += fmt::format("As of {}", progress.day);
  if (!progress.commit.empty()) text += fmt::format(", commit {}", short_id(progress.commit));
  if (progress.uncommitted) text += ", with changes that are not committed";
  text += ".\n\n";
  if (!progress.items.empty())
    text += fmt::format("- **{} of {} left**\n", points_text(progress.points_left),
                        counted_points(progress.total_points));
  text += fmt::format("- {}, {} mended\n", counted(progress.findings.size(), "finding"),
                      grouped(progress.mended.size()));
  if (progress.line) text += fmt::format("- {}\n", line_text(*progress.line));
  if (!progress.items.empty())
    text += fmt::format("- Done by: {}\n", forecast_text(progress.forecast));
  return text + "\n";
}

std::string criteria(const Progress& progress) {
  if (progress.criteria.empty()) return {};
  std::string text = "## Success criteria\n\n| Criterion | Now | Met |\n|---|---|---|\n";
  for (const Criterion& criterion : progress.criteria)
    text += fmt::format("| {} | {} | {} |\n", markdown_cell(criterion.text),
                        markdown_cell(criterion.now), criterion.met ? "yes" : "**no**");
  return text + "\n";
}

/// What of an item is left: findings, or where its metric stands.
std::string left_text(const ItemProgress& item) {
  if (item.now) return fmt::format("{} → {}", to_string(*item.now), to_string(item.item->bounds));
  if (item.item->target > 0) return fmt::format("{} ({} may stay)", item.left, item.item->target);
  return grouped(item.left);
}

/// What is written as an issue: a link, in which nothing is escaped by a backslash, or plain text.
std::string issue_text(const std::string& issue) {
  if (!issue.starts_with("https://") && !issue.starts_with("http://")) return markdown_cell(issue);
  constexpr std::string_view not_in_links = "<>\"\\|`";
  std::string link = "<";
  for (const char c : issue) {
    const bool plain = c > ' ' && c < '\x7F' && not_in_links.find(c) == std::string_view::npos;
    if (c == '&')
      link += "&amp;";
    else
      link += plain ? std::string(1, c)
                    : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return link + ">";
}

std::string item_row(const ItemProgress& item) {
  std::string title = markdown_cell(item.item->title);
  if (!item.item->issue.empty()) title += fmt::format(" ({})", issue_text(item.item->issue));
  const std::string mended = item.now ? "from " + to_string(*item.first) : grouped(item.mended);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} of {} |\n",
                     markdown_cell(item.item->priority), title,
                     item.item->week > 0 ? std::to_string(item.item->week) : "",
                     item.late ? "**late**" : state_text(item.state), left_text(item), mended,
                     share_text(item.share), points_text(item.points_left), item.item->points);
}

std::string items(const Progress& progress) {
  if (progress.items.empty()) return {};
  std::string text =
      "## Work items\n\n| Priority | Item | Week | State | Left | Mended | Share | Points left |\n"
      "|---|---|---:|---|---:|---:|---:|---:|\n";
  for (const ItemProgress& item : progress.items) text += item_row(item);
  return text + "\n";
}

std::string metrics(const Progress& progress) {
  std::string text = "## Metrics\n\n| Metric | At the start | Now | Goal |\n|---|---:|---:|---|\n";
  for (const MetricProgress& metric : progress.metrics)
    text += fmt::format("| {} | {} | {} | {} |\n", metric.metric->title, to_string(metric.first),
                        to_string(metric.now),
                        metric.goal ? to_string(*metric.goal) + (metric.met ? ", met" : "") : "");
  return text + "\n";
}

std::string groups(std::string_view title, std::string_view heading, std::string_view none,
                   const std::vector<Group>& list) {
  if (list.empty()) return {};
  std::string text = fmt::format(
      "## {}\n\n| {} | Left | Mended | Points left |\n|---|---:|---:|---:|\n", title, heading);
  for (size_t at = 0; at < list.size() && at < most_rows; ++at)
    text += fmt::format("| {} | {} | {} | {} |\n",
                        list[at].name.empty() ? std::string(none) : markdown_cell(list[at].name),
                        list[at].left, list[at].mended, points_text(list[at].points_left));
  if (list.size() > most_rows) text += fmt::format("\n{} more.\n", list.size() - most_rows);
  return text + "\n";
}

std::string burn_down(const Progress& progress) {
  if (progress.points.size() < 2) return {};
  std::string text =
      "## Burn-down\n\n| Day | Commit | Points left | Findings |\n|---|---|---:|---:|\n";
  for (const Point& point : progress.points)
    text += fmt::format("| {} | {} | {} | {} |\n", point.day,
                        point.commit.empty() ? "not committed" : short_id(point.commit),
                        points_text(point.points_left), point.findings);
  return text + "\n";
}

std::string oldest(const Progress& progress) {
  if (progress.oldest.empty()) return {};
  std::string text =
      "## Oldest findings\n\n| Since | Rule | Finding | Place |\n|---|---|---|---|\n";
  for (const size_t at : progress.oldest) {
    const OpenFinding& open = progress.findings[at];
    text += fmt::format("| {}{} | {} | {} | {}:{} |\n", open.older ? "before " : "", open.since,
                        open.finding.rule, markdown_cell(open.finding.message),
                        markdown_cell(open.finding.path), open.finding.place.line);
  }
  return text + "\n";
}

std::string suppressions(const Progress& progress) {
  if (progress.suppressions.empty()) return {};
  std::string text =
      "## Suppressions\n\n| Rules | Reason | Since | Until | Findings | Place |\n"
      "|---|---|---|---|---:|---|\n";
  for (size_t at = 0; at < progress.suppressions.size() && at < most_rows; ++at) {
    const OpenSuppression& open = progress.suppressions[at];
    const TrackedSuppression& suppression = open.suppression;
    std::string until = suppression.until.empty() ? suppression.until_revision : suppression.until;
    if (suppression.expired) until += " (expired)";
    text += fmt::format("| {} | {} | {}{} | {} | {} | {}:{} |\n",
                        markdown_cell(join(suppression.rules)),
                        suppression.reason.empty() ? "**none**" : markdown_cell(suppression.reason),
                        open.older ? "before " : "", open.since, markdown_cell(until),
                        suppression.findings, markdown_cell(suppression.path), suppression.line);
  }
  if (progress.suppressions.size() > most_rows)
    text += fmt::format("\n{} more.\n", progress.suppressions.size() - most_rows);
  return text + "\n";
}

}  // namespace

std::string progress_markdown(const Progress& progress) {
  std::string text = headline(progress) + criteria(progress) + items(progress) + metrics(progress);
  std::string left_out;
  for (const std::string& section :
       {groups("By priority", "Priority", "no work item", progress.by_priority),
        groups("By area", "Area", "none", progress.by_area),
        groups("By owner", "Owner", "nobody", progress.by_owner),
        groups("By table", "Table", "no table", progress.by_table), burn_down(progress),
        oldest(progress), suppressions(progress)}) {
    if (section.empty()) continue;
    if (text.size() + section.size() <= most_bytes) {
      text += section;
    } else {
      const std::string title = section.substr(3, section.find('\n') - 3);
      left_out += (left_out.empty() ? "" : ", ") + title;
    }
  }
  if (!left_out.empty()) text += fmt::format("Left out for their length: {}.\n", left_out);
  return cut_at(text, most_bytes + 500);
}

}  // namespace schemalint
