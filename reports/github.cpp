#include <fmt/core.h>

#include <algorithm>
#include <compare>
#include <map>
#include <vector>

#include "analyzer/words.h"
#include "reports/log_command.h"
#include "reports/places.h"
#include "reports/report.h"

namespace schemalint {

namespace {

/// GitHub shows ten annotations of a level in a step and drops the rest without a word, so that
/// the last of the ten says how many there are.
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
constexpr size_t shown_of_a_level = 9;

std::string as_data(std::string_view text) {
  return encoded(text, "\r\n");
}
std::string as_property(std::string_view text) {
  return encoded(text, "\r\n:,");
}

std::string_view command(Severity severity) {
  if (severity == Severity::info) return "notice";
  return to_string(severity);
}

/// One line, also where a rule marked more: GitHub takes columns only within a line.
std::string place(const Finding& finding, const ReportContext& context) {
  if (!finding.where.known()) return {};
  const SourceFile& file = context.project.files[finding.where.file];
  const Place place = place_of(context.project, first_line_of(file, finding.where));
  return fmt::format("file={},line={},endLine={},col={},endColumn={},",
                     as_property(context.repository_prefix + place.path), place.begin.line,
                     place.end.line, place.begin.column, place.end.column);
}

std::string annotation(const Finding& finding, const ReportContext& context) {
  return fmt::format("::{} {}title={}::{}\n", command(finding.severity), place(finding, context),
                     as_property(finding.rule), as_data(message_and_help(finding)));
}

/// The findings of a level, in their order, as many as are shown: the first of every rule before
/// the second of any, so that a rule with many findings hides no other.
std::vector<const Finding*> most_important(const std::vector<const Finding*>& findings) {
  struct Ranked {
    size_t of_its_rule;  // how many of the same rule stand before it
    size_t index;
    auto operator<=>(const Ranked&) const = default;
  };
  std::map<std::string_view, size_t> rules;
  std::vector<Ranked> ranked;
  for (size_t i = 0; i < findings.size(); i++) ranked.push_back({rules[findings[i]->rule]++, i});
  std::sort(ranked.begin(), ranked.end());
  ranked.resize(std::min(ranked.size(), shown_of_a_level));
  std::sort(ranked.begin(), ranked.end(),
            [](const Ranked& a, const Ranked& b) { return a.index < b.index; });
  std::vector<const Finding*> shown;
  for (const Ranked& each : ranked) shown.push_back(findings[each.index]);
  return shown;
}

}  // namespace

std::string github_report(const ReportContext& context) {
  std::string text;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    std::vector<const Finding*> of_level;
    for (const Finding& finding : context.findings)
      if (finding.severity == severity) of_level.push_back(&finding);
    const std::vector<const Finding*> shown = most_important(of_level);
    for (const Finding* finding : shown) text += annotation(*finding, context);
    if (of_level.size() > shown.size())
      text += fmt::format("::{} title=schemalint::{} more of this level\n", command(severity),
                          grouped(of_level.size() - shown.size()));
  }
  return text;
}

}  // namespace schemalint
