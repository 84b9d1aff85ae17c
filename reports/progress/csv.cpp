#include <fmt/core.h>

#include "analyzer/words.h"
#include "reports/progress/progress.h"

namespace schemalint {

namespace {

std::string cell(std::string text) {
  // What spreadsheets evaluate: https://owasp.org/www-community/attacks/CSV_Injection
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos)
    text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string row(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t at = 0; at < cells.size(); ++at) line += (at == 0 ? "" : ",") + cell(cells[at]);
  return line + "\r\n";
}

std::string number(double value) {
  return fmt::format("{:.3f}", value);
}

std::string items_csv(const Progress& progress) {
  std::string text = row({"name", "title", "priority", "week", "issue", "state", "late", "left",
                          "mended", "share", "points", "points left"});
  for (const ItemProgress& item : progress.items)
    text += row({item.item->name, item.item->title, item.item->priority,
                 item.item->week > 0 ? std::to_string(item.item->week) : "", item.item->issue,
                 std::string(state_text(item.state)), item.late ? "yes" : "no",
                 item.now ? to_string(*item.now) : std::to_string(item.left),
                 item.now ? "" : std::to_string(item.mended), number(item.share),
                 std::to_string(item.item->points), number(item.points_left)});
  return text;
}

std::string findings_csv(const Progress& progress) {
  std::string text = row({"rule", "area", "severity", "object", "detail", "table", "item", "owner",
                          "since", "maybe older", "path", "line", "message"});
  for (const OpenFinding& open : progress.findings) {
    const TrackedFinding& finding = open.finding;
    text += row({std::string(finding.rule), std::string(finding.area),
                 std::string(to_string(finding.severity)), finding.object, finding.detail,
                 finding.table, open.item ? progress.milestone.items[*open.item].name : "",
                 open.owner, open.since, open.older ? "yes" : "no", finding.path,
                 std::to_string(finding.place.line), finding.message});
  }
  return text;
}

std::string metrics_csv(const Progress& progress) {
  std::string text = row({"metric", "title", "first", "first of", "now", "now of", "goal", "met"});
  const auto of = [](const Measure& measure) {
    return measure.of ? std::to_string(*measure.of) : std::string();
  };
  for (const MetricProgress& metric : progress.metrics)
    text +=
        row({std::string(metric.metric->name), std::string(metric.metric->title),
             std::to_string(metric.first.value), of(metric.first), std::to_string(metric.now.value),
             of(metric.now), metric.goal ? to_string(*metric.goal) : "",
             !metric.goal ? ""
             : metric.met ? "yes"
                          : "no"});
  return text;
}

std::string points_csv(const Progress& progress) {
  std::vector<std::string> headings = {"day", "commit", "findings", "points left"};
  for (const WorkItem& item : progress.milestone.items) headings.push_back(item.name);
  std::string text = row(headings);
  for (const Point& point : progress.points) {
    std::vector<std::string> cells = {point.day, point.commit, std::to_string(point.findings),
                                      number(point.points_left)};
    for (const size_t left : point.items_left) cells.push_back(std::to_string(left));
    text += row(cells);
  }
  return text;
}

std::string suppressions_csv(const Progress& progress) {
  std::string text =
      row({"path", "line", "rules", "reason", "since", "until", "expired", "findings"});
  for (const OpenSuppression& open : progress.suppressions) {
    const TrackedSuppression& suppression = open.suppression;
    text += row({suppression.path, std::to_string(suppression.line), join(suppression.rules),
                 suppression.reason, open.since,
                 suppression.until.empty() ? suppression.until_revision : suppression.until,
                 suppression.expired ? "yes" : "no", std::to_string(suppression.findings)});
  }
  return text;
}

}  // namespace

std::string progress_csv(const Progress& progress, CsvTable table) {
  switch (table) {
    case CsvTable::findings:
      return findings_csv(progress);
    case CsvTable::metrics:
      return metrics_csv(progress);
    case CsvTable::points:
      return points_csv(progress);
    case CsvTable::suppressions:
      return suppressions_csv(progress);
    case CsvTable::items:
      break;
  }
  return items_csv(progress);
}

}  // namespace schemalint
