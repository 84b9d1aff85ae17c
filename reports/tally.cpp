#include "reports/tally.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/words.h"

namespace schemalint {

static Safety safety_of_fix(const Finding& finding) {
  return finding.fix ? finding.fix->safety : Safety::none;
}

bool is_fixable(const Finding& finding, const ReportContext& context) {
  return safety_of_fix(finding) >= (context.unsafe_fixes ? Safety::unsafe : Safety::safe);
}

bool is_fixable_unsafely(const Finding& finding, const ReportContext& context) {
  return safety_of_fix(finding) == Safety::unsafe && !context.unsafe_fixes;
}

Tally tally(const ReportContext& context) {
  Tally tally;
  std::set<uint32_t> files;
  for (const Finding& finding : context.findings) {
    tally.errors += finding.severity == Severity::error;
    tally.warnings += finding.severity == Severity::warning;
    tally.info += finding.severity == Severity::info;
    tally.fixable += is_fixable(finding, context);
    tally.fixable_unsafely += is_fixable_unsafely(finding, context);
    if (finding.where.known()) files.insert(finding.where.file);
  }
  tally.files = files.size();
  return tally;
}

std::vector<SeverityCount> by_severity(const Tally& count) {
  std::vector<SeverityCount> severities;
  const auto add = [&](Severity severity, size_t number, std::string_view noun,
                       std::string_view plural = {}) {
    if (number > 0) severities.push_back({severity, counted(number, noun, plural)});
  };
  add(Severity::error, count.errors, "error");
  add(Severity::warning, count.warnings, "warning");
  add(Severity::info, count.info, "info", "info");
  return severities;
}

std::vector<RuleCount> by_rule(const std::vector<Finding>& findings) {
  std::map<std::string_view, RuleCount> rules;
  for (const Finding& finding : findings) {
    RuleCount& count = rules.try_emplace(finding.rule, RuleCount{finding.rule}).first->second;
    count.findings++;
    count.highest = std::max(count.highest, finding.severity);
  }
  std::vector<RuleCount> order;
  for (const auto& [name, count] : rules) order.push_back(count);
  std::stable_sort(order.begin(), order.end(),
                   [](const RuleCount& a, const RuleCount& b) { return a.findings > b.findings; });
  return order;
}

std::string describe_fixes(const Tally& count, const ReportContext& context) {
  std::string command = "schemalint check --fix";
  if (context.unsafe_fixes) command += " --unsafe-fixes";
  if (count.fixable > 0) {
    std::string text = grouped(count.fixable) + " fixable with `" + command + "`";
    if (count.fixable_unsafely > 0)
      text += " (" + grouped(count.fixable_unsafely) + " more with --unsafe-fixes)";
    return text + ".";
  }
  if (count.fixable_unsafely == 0) return {};
  return grouped(count.fixable_unsafely) + " fixable with `" + command + " --unsafe-fixes`.";
}

}  // namespace schemalint
