#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/finding.h"
#include "analyzer/git/repository.h"
#include "analyzer/project.h"
#include "rules/run.h"
#include "tracking/metrics.h"

namespace schemalint {

/// A finding as it is followed over commits: what a report says of it, without the project.
struct TrackedFinding {
  std::string identity;  ///< identity_of(); of those that are alike, the second has "\t2" behind it
  std::string_view rule;
  std::string_view area;
  std::string object;
  std::string detail;
  Severity severity = Severity::warning;
  std::string message;
  std::string help;
  std::string path;   ///< of the file, relative to the project's root
  Position place;     ///< in code points
  std::string table;  ///< qualified name of the table it is about; empty: of none
};

/// A comment that takes findings back, as it stands in the source.
struct TrackedSuppression {
  std::string path;
  uint32_t line = 0;
  std::vector<std::string> rules;  ///< names or areas as written
  std::string reason;
  std::string until;           ///< "2026-12-31"; empty: none
  std::string until_revision;  ///< empty: none
  bool expired = false;
  size_t findings = 0;  ///< that it takes back
};

/// What is known of the schema at one commit, or on disk.
struct Snapshot {
  std::optional<Commit> commit;          ///< none: files that are not committed
  std::string day;                       ///< "2026-06-29"
  std::vector<TrackedFinding> findings;  ///< ordered by identity
  std::vector<TrackedSuppression> suppressions;
  std::set<std::string> suppressed;  ///< identities of the findings that comments take back
  /// Paths of revisions that rules about open revisions leave alone: they have run everywhere.
  std::set<std::string> closed_revisions;
  Stats stats;
};

/// Looks at a project. `result` is what the rules found in it.
Snapshot take_snapshot(const Project& project, const RunResult& result);

/// Whether a finding that a later snapshot has not is gone because its rule does not look at its
/// revision any more, rather than mended.
bool is_out_of_sight(const TrackedFinding& finding, const Snapshot& later);

}  // namespace schemalint
