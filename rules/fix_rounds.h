#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/fix.h"
#include "analyzer/load.h"
#include "rules/run.h"

namespace schemalint {

/// What fixing until nothing changes came to. Nothing has been written.
struct FixOutcome {
  std::vector<FileChange> changes;      ///< what to write, ordered by path
  std::map<std::string, size_t> fixed;  ///< number of findings that were mended, by rule
  size_t rounds = 0;                    ///< rounds that changed something
  Project project;                      ///< as it is with the changes
  RunResult result;                     ///< what the rules say about that
  /// A mistake in our fixes, in words: they undo each other or break a file. Then `changes` is
  /// empty, and `project` and `result` are those of the files as they were.
  std::string failure;
};

/// The files that no fix may touch because their own syntax is broken. Unreadable SQL inside a
/// Python file leaves the Python sound.
std::set<uint32_t> broken_files(const Project& project);

/// Those of a run's findings that somebody wants mended.
using ChooseFindings = std::function<std::vector<Finding>(const Project& project,
                                                          const std::vector<Finding>& findings)>;

/// Loads the project, runs the rules, applies their fixes in memory and begins again, until there
/// is nothing left to fix. Files with syntax errors are never changed. `choose` picks, in each
/// round, the findings that are to be mended; all where it is empty.
FixOutcome fix_until_stable(const ProjectInput& input, const Settings& settings,
                            const std::vector<const RuleEntry*>& rules, Safety minimum,
                            const ChooseFindings& choose = {});

}  // namespace schemalint
