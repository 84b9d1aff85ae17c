#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/finding.h"

namespace schemalint {

/// A file that fixes rewrite. `path` is relative to the project's root.
struct FileChange {
  std::string path;
  std::string before;
  std::string after;
};

/// What one round of fixes came to.
struct FixResult {
  std::map<uint32_t, std::string> texts;  ///< new text of every file that changes, by file index
  std::vector<size_t> fixed;              ///< indices of the findings whose fix is in `texts`
  std::vector<size_t> waiting;            ///< those whose fix overlaps an accepted one: next round
};

/// Applies the fixes that are at least as safe as `minimum` (`safe` or `unsafe`), in the order of
/// the findings; the first of two that overlap wins. A fix is applied with all its edits or not at
/// all. Not applied, ever: a fix that touches a file of `untouchable` (its syntax is broken), that
/// contradicts itself, or whose ranges do not lie in their files.
///
/// Bytes outside the edits stay as they are; inserted line ends become those of the file; nothing
/// is put in front of a byte order mark. Pure: reads and writes no disk.
FixResult apply_fixes(const std::deque<SourceFile>& files, const std::vector<Finding>& findings,
                      Safety minimum, const std::set<uint32_t>& untouchable = {});

}  // namespace schemalint
