#pragma once

#include <filesystem>
#include <vector>

#include "analyzer/git/repository.h"
#include "analyzer/load.h"
#include "rules/registry.h"
#include "tracking/snapshot.h"

namespace schemalint {

/// Loads the project as a commit (or the index) has it, by the settings of today. A `frozen-before`
/// that is not known there yet freezes nothing. `syntax` may be shared by several loads; `named`
/// are files that are read even where they are ignored or excluded.
Project load_at(const std::shared_ptr<const SourceTree>& tree, Settings settings,
                const std::shared_ptr<SyntaxCache>& syntax,
                const std::vector<std::string>& named = {});

/// How many commits of a history are looked at: every one, or the last of each day, week (from
/// Monday, UTC) or month.
enum class Interval : uint8_t { commit, day, week, month };

/// Of commits, oldest first, the last of each interval.
std::vector<Commit> one_each(const std::vector<Commit>& commits, Interval interval);

/// What looking at commits came to, besides the snapshots.
struct HistoryCost {
  size_t commits = 0;
  BlobReads files;           ///< contents read from the object database, and not read again
  size_t parsed = 0;         ///< Python files that were parsed
  size_t parsed_before = 0;  ///< whose syntax was known from an earlier commit
};

/// Looks at the project as it was at commits (oldest first), in the object database. Settings and
/// rules are those of today, so that numbers of different commits are of one kind; the day of
/// comments that end is that of the commit, and a `frozen-before` that a commit does not know yet
/// freezes nothing there. Commits from before the first file of the project are left out.
std::vector<Snapshot> snapshots_of(const GitRepository& repository,
                                   const std::filesystem::path& root, const Settings& settings,
                                   const std::vector<const RuleEntry*>& rules,
                                   const std::vector<Commit>& commits, HistoryCost* cost = nullptr);

}  // namespace schemalint
