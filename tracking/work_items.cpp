#include "tracking/work_items.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/glob.h"
#include "analyzer/nearest.h"
#include "analyzer/settings.h"
#include "rules/select.h"

namespace schemalint {

namespace {

void check_metric(const std::string& key, const std::string& name) {
  if (find_metric(name) != nullptr) return;
  std::vector<std::string> known;
  for (const Metric& metric : all_metrics()) known.emplace_back(metric.name);
  throw SettingError(key,
                     fmt::format("there is no metric '{}'.{}", name, did_you_mean(name, known)));
}

/// A name of a rule has to run; of an area, at least one rule.
void check_selector(const std::string& key, const std::string& selector,
                    const std::vector<const RuleEntry*>& rules) {
  std::vector<std::string> known;
  bool exists = false;
  for (const RuleEntry& entry : all_rules()) {
    known.emplace_back(entry.rule->name);
    known.emplace_back(entry.area);
    if (closeness(selector, entry) < Closeness::area) continue;
    exists = true;
    if (std::ranges::find(rules, &entry) != rules.end()) return;
  }
  if (!exists)
    throw SettingError(key, fmt::format("'{}' is no rule and no area.{}", selector,
                                        did_you_mean(selector, known)));
  throw SettingError(
      key, fmt::format("'{0}' does not run, so nothing would ever be left to do: switch it on with "
                       "extend-select = [\"{0}\"]",
                       selector));
}

}  // namespace

std::optional<size_t> WorkItems::item_of(const TrackedFinding& finding) const {
  const RuleEntry* entry = find_rule(finding.rule);
  if (entry == nullptr) return std::nullopt;
  for (size_t at = 0; at < milestone_.items.size(); ++at) {
    const WorkItem& item = milestone_.items[at];
    if (closeness(item.rules, *entry) >= Closeness::area &&
        (item.paths.empty() || any_covers(item.paths, finding.path)))
      return at;
  }
  return std::nullopt;
}

void check_milestone(const Milestone& milestone, const std::vector<const RuleEntry*>& rules) {
  for (size_t at = 0; at < milestone.items.size(); ++at) {
    const WorkItem& item = milestone.items[at];
    const std::string key = fmt::format("milestone.items.{}", at);
    if (!item.metric.empty()) check_metric(key + ".metric", item.metric);
    for (size_t rule = 0; rule < item.rules.size(); ++rule)
      check_selector(fmt::format("{}.rules.{}", key, rule), item.rules[rule], rules);
  }
  for (size_t at = 0; at < milestone.metrics.size(); ++at)
    check_metric(fmt::format("milestone.metrics.{}.metric", at), milestone.metrics[at].metric);
}

}  // namespace schemalint
