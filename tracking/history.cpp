#include "tracking/history.h"

#include <algorithm>

#include "analyzer/discovery/discover.h"
#include "rules/run.h"
#include "tracking/days.h"

namespace schemalint {

namespace {

/// The number of the interval that a day lies in.
int64_t interval_number(const std::string& day, Interval interval) {
  switch (interval) {
    case Interval::week:
      return week_number(day_number(day));
    case Interval::month:
      return std::stoll(day.substr(0, 4)) * 12 + std::stoll(day.substr(5, 2));
    case Interval::commit:
    case Interval::day:
      break;
  }
  return day_number(day);
}

/// Loads what a commit has. A `frozen-before` that is not known there yet freezes nothing.
Project load_then(ProjectInput input, Settings settings) {
  try {
    return load(input, settings);
  } catch (const SettingError& error) {
    if (error.key() != "frozen-before") throw;
  }
  settings.frozen_before.clear();
  return load(std::move(input), settings);
}

}  // namespace

Project load_at(const std::shared_ptr<const SourceTree>& tree, Settings settings,
                const std::shared_ptr<SyntaxCache>& syntax, const std::vector<std::string>& named) {
  ProjectInput input = discover(tree, settings, named);
  input.syntax = syntax;
  return load_then(std::move(input), std::move(settings));
}

std::vector<Commit> one_each(const std::vector<Commit>& commits, Interval interval) {
  std::vector<Commit> picked;
  int64_t last = 0;
  for (const Commit& commit : commits) {
    int64_t number = interval_number(commit.day(), interval);
    // Clocks go wrong, and a commit that was rebased is younger than the one behind it.
    if (!picked.empty()) number = std::max(number, last);
    if (!picked.empty() && number == last && interval != Interval::commit)
      picked.back() = commit;
    else
      picked.push_back(commit);
    last = number;
  }
  return picked;
}

std::vector<Snapshot> snapshots_of(const GitRepository& repository,
                                   const std::filesystem::path& root, const Settings& settings,
                                   const std::vector<const RuleEntry*>& rules,
                                   const std::vector<Commit>& commits, HistoryCost* cost) {
  const auto syntax = std::make_shared<SyntaxCache>();
  std::vector<Snapshot> snapshots;
  for (const Commit& commit : commits) {
    Settings then = settings;
    then.today = commit.day();
    ProjectInput input = discover(repository.tree(commit, root), then);
    // Before the first file of the project there was nothing to measure, and nothing done.
    if (snapshots.empty() && input.files.empty()) continue;
    input.syntax = syntax;
    const Project project = load_then(std::move(input), std::move(then));
    Snapshot snapshot = take_snapshot(project, run(project, rules));
    snapshot.commit = commit;
    snapshot.day = commit.day();
    snapshots.push_back(std::move(snapshot));
    repository.drop_unused_blobs();
    syntax->drop_unused();
  }
  if (cost != nullptr)
    *cost = {commits.size(), repository.blob_reads(), syntax->parsed(), syntax->found()};
  return snapshots;
}

}  // namespace schemalint
