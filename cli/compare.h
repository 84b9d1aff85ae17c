#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/git/repository.h"
#include "analyzer/load.h"
#include "cli/target.h"
#include "rules/registry.h"
#include "tracking/baseline.h"

namespace schemalint {

/// The repository that holds a folder. Raises Error, which begins with `asker` (an option or a
/// command), where there is none.
std::unique_ptr<GitRepository> require_repository(const std::filesystem::path& root,
                                                  std::string_view asker);

/// The project as the next commit will have it.
struct StagedFiles {
  std::unique_ptr<GitRepository> repository;  ///< what the tree reads from
  std::shared_ptr<const SourceTree> tree;
  std::set<std::string> changed;  ///< that differ from the commit checked out, relative to the root

  /// Whether a finding or another place that belongs to it lies in such a file.
  bool touches(const Finding& finding, const Project& project) const;
};

/// Raises Error where the root is in no repository or its index cannot be read.
StagedFiles staged_files(const std::filesystem::path& root);

/// The findings at the commit where `ref` and the commit checked out went apart, by the settings
/// and rules of today; those that comments take back there are none. Nothing is checked out:
/// the commit is read from the repository. `syntax` gets the trees of its files. Raises Error where
/// there is no repository, no such commit, or no common one.
Baseline findings_since(const std::string& ref, const Target& target, const Settings& settings,
                        const std::vector<const RuleEntry*>& rules,
                        const std::shared_ptr<SyntaxCache>& syntax);

}  // namespace schemalint
