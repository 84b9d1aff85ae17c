#include "reports/review/review.h"

#include "analyzer/discovery/discover.h"
#include "cli/commands.h"
#include "cli/compare.h"
#include "cli/settings.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/write_file.h"
#include "tracking/history.h"
#include "tracking/work_items.h"

namespace schemalint {
namespace {

/// A project as it is somewhere, with what the rules find in it.
struct Checked {
  Project project;
  Snapshot snapshot;
};

Checked checked(Project project, const std::vector<const RuleEntry*>& rules) {
  Snapshot snapshot = take_snapshot(project, run(project, rules));
  return {std::move(project), std::move(snapshot)};
}

/// The state that the points of a milestone count from: the last commit before its first day,
/// on the way to `base`. Nothing where the change began before that.
template <typename Look>
std::optional<Snapshot> start_of(const Milestone& milestone, const GitRepository& repository,
                                 const Commit& base, Look look) {
  if (milestone.items.empty() || milestone.start.empty()) return std::nullopt;
  const std::vector<Commit> commits = repository.first_parents(
      base, [&](const Commit& commit) { return commit.day() < milestone.start; });
  const bool is_cut_off = commits.back().day() >= milestone.start && repository.is_shallow();
  if (commits.size() < 2 || is_cut_off) return std::nullopt;
  Snapshot snapshot = look(commits.back());
  snapshot.commit = commits.back();
  snapshot.day = commits.back().day();
  return snapshot;
}

Review review(const ReviewArguments& arguments, const Target& target) {
  const Settings settings = checked_settings(target.configuration);
  const std::vector<const RuleEntry*> rules = selected_rules(settings);
  check_milestone(settings.milestone, rules);
  const std::unique_ptr<GitRepository> repository = require_repository(target.root, "review");
  const std::optional<Commit> head = repository->head();
  if (!head) throw Error("review: the repository has no commit yet");
  const Commit base = repository->merge_base(repository->resolve(arguments.since), *head);
  const auto syntax = std::make_shared<SyntaxCache>();
  Checked before = checked(load_at(repository->tree(base, target.root), settings, syntax), rules);
  before.snapshot.commit = base;
  before.snapshot.day = base.day();
  ProjectInput input = discover(target.root, settings);
  input.syntax = syntax;
  Checked after = checked(load(std::move(input), settings), rules);
  after.snapshot.day = settings.today;
  if (repository->changed_files(*head, true).empty()) after.snapshot.commit = head;
  const std::optional<Snapshot> start =
      start_of(settings.milestone, *repository, base, [&](const Commit& commit) {
        return checked(load_at(repository->tree(commit, target.root), settings, syntax), rules)
            .snapshot;
      });
  return review_of({before.project, before.snapshot}, {after.project, after.snapshot},
                   start ? &*start : nullptr);
}

}  // namespace

int run(const ReviewArguments& arguments) {
  const Target target = find_target(arguments.project);
  try {
    const Review found = review(arguments, target);
    std::vector<Output> outputs = arguments.outputs;
    if (outputs.empty()) outputs.push_back({"markdown", {}});
    for (const Output& output : outputs) {
      const std::string text =
          output.format == "json" ? review_json(found) : review_markdown(found);
      output.path.empty() ? print(text) : write_report(output.path, text);
    }
  } catch (const SettingError& error) {
    throw target.configuration.error(error.key(), error.what());
  }
  return 0;
}

}  // namespace schemalint
