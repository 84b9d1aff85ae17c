#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/milestone_settings.h"
#include "rules/registry.h"
#include "tracking/snapshot.h"

namespace schemalint {

/// Which work item of a milestone a finding belongs to: the first that names its rule or area and,
/// where it has paths, covers its file.
class WorkItems {
 public:
  explicit WorkItems(const Milestone& milestone) : milestone_(milestone) {}

  /// An index into the milestone's items; nothing where none wants the finding.
  std::optional<size_t> item_of(const TrackedFinding& finding) const;

 private:
  const Milestone& milestone_;
};

/// Raises SettingError for an item that names neither rule nor area, or a rule that does not run,
/// and for a metric that there is not.
void check_milestone(const Milestone& milestone, const std::vector<const RuleEntry*>& rules);

}  // namespace schemalint
