#pragma once

#include <vector>

#include "analyzer/timing.h"
#include "rules/registry.h"

namespace schemalint {

/// What became of a comment that takes findings back.
struct SuppressionOutcome {
  bool expired = false;  ///< its end has come: it takes nothing back any more
  size_t findings = 0;   ///< that it takes back, perhaps together with another comment
};

/// What a run of the rules came to. `findings` are ordered by file, place and rule.
struct RunResult {
  std::vector<Finding> findings;
  std::vector<Finding> suppressed;  ///< taken back by comments; with them, their reasons
  std::vector<SuppressionOutcome> suppressions;  ///< of each of Project::suppressions
  std::vector<Timing> timings;                   ///< in the order in which things ran
};

/// The rules that the settings (and `--select`, `--ignore`, merged into them) switch on. Raises
/// SettingError, with the nearest name, for a selector that is neither a rule nor an area, wherever
/// in the settings it stands, and for a rule's option that is not known or of another kind.
std::vector<const RuleEntry*> selected_rules(const Settings& settings);

/// Whether a rule looks at open_revisions() alone: what it finds in one is not mended when the next
/// revision comes, but no longer looked at.
bool looks_at_open_revisions(const RuleEntry& entry);

/// Runs the rules and applies suppressions, severities and per-file ignores. Same project, same
/// result. What a mixin declares once and several tables inherit is one finding.
RunResult run(const Project& project, const std::vector<const RuleEntry*>& rules);

}  // namespace schemalint
