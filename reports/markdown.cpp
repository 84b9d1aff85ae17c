#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "analyzer/words.h"
#include "reports/display.h"
#include "reports/markup.h"
#include "reports/places.h"
#include "reports/report.h"
#include "reports/tally.h"

namespace schemalint {

// The summary of a step in GitHub Actions: how many findings of each rule there are, then the
// findings, the most severe first. GitHub shows none of a summary beyond 1 MiB, and what other
// commands of the step write counts as well.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits

namespace {

constexpr size_t most_bytes = 900'000;
constexpr size_t longest_message = 1000;  // in bytes, before anything is escaped

std::string heading(const ReportContext& context) {
  const std::string files = counted(context.project.file_count(), "file");
  const Tally count = tally(context);
  std::string rest;
  if (context.suppressed > 0) rest += "; " + grouped(context.suppressed) + " suppressed";
  if (context.findings.empty())
    return "## schemalint: no problems found\n\nLooked at " + files + rest + ".\n";

  std::vector<std::string> parts;
  for (const SeverityCount& each : by_severity(count)) parts.push_back(each.words);
  std::string text = fmt::format("## schemalint: {} found\n\n{} in {} of {}{}.",
                                 counted(context.findings.size(), "problem"), join(parts),
                                 grouped(count.files), files, rest);
  if (const std::string fixes = describe_fixes(count, context); !fixes.empty()) text += " " + fixes;
  return text + "\n";
}

std::string rule_table(const ReportContext& context) {
  std::string table = "\n| rule | severity | findings |\n|---|---|--:|\n";
  for (const RuleCount& count : by_rule(context.findings))
    table += fmt::format("| {} | {} | {} |\n", markdown_cell(count.rule), to_string(count.highest),
                         grouped(count.findings));
  return table;
}

std::string row(const Finding& finding, const ReportContext& context) {
  std::string place = path_of(context.project, finding, context.repository_prefix);
  if (finding.where.known())
    place += fmt::format(":{}", place_of(context.project, finding.where).begin.line);
  return fmt::format("| {} | {} | {} | {} |\n", to_string(finding.severity), markdown_cell(place),
                     markdown_cell(finding.rule),
                     markdown_cell(cut_at(finding.message, longest_message)));
}

std::vector<const Finding*> most_severe_first(const std::vector<Finding>& findings) {
  std::vector<const Finding*> order;
  for (const Finding& finding : findings) order.push_back(&finding);
  std::stable_sort(order.begin(), order.end(),
                   [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  return order;
}

}  // namespace

std::string markdown_report(const ReportContext& context) {
  std::string text = heading(context);
  if (context.findings.empty()) return text;
  text += rule_table(context);
  text += "\n| severity | place | rule | what is wrong |\n|---|---|---|---|\n";
  size_t shown = 0;
  for (const Finding* finding : most_severe_first(context.findings)) {
    const std::string next = row(*finding, context);
    if (text.size() + next.size() > most_bytes) break;
    text += next;
    shown++;
  }
  if (shown < context.findings.size())
    text +=
        fmt::format("\n{} more are not listed here.\n", grouped(context.findings.size() - shown));
  return text;
}

}  // namespace schemalint
