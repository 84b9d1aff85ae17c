#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/discovery/discover.h"
#include "analyzer/read_file.h"
#include "analyzer/words.h"
#include "cli/commands.h"
#include "cli/report_formats.h"
#include "cli/settings.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/write_file.h"
#include "tracking/days.h"
#include "tracking/history.h"
#include "tracking/owners.h"
#include "tracking/work_items.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

constexpr int64_t days_a_year = 365;

/// A run of `report`, step by step.
class ReportRun {
 public:
  explicit ReportRun(const ReportArguments& arguments)
      : arguments_(arguments),
        target_(find_target(arguments.project)),
        settings_(checked_settings(target_.configuration)),
        rules_(selected_rules(settings_)),
        repository_(GitRepository::find(target_.root)) {}

  int run();

 private:
  void look_at_now();
  void look_at_past();
  std::vector<Commit> commits() const;
  bool is_changed(const Commit& head) const;
  std::function<std::string(const std::string&)> owners() const;
  std::string day() const;
  void print_reports(const Progress& progress) const;
  bool fails(const Progress& progress) const;

  const ReportArguments& arguments_;
  Target target_;
  Settings settings_;
  std::vector<const RuleEntry*> rules_;
  std::unique_ptr<GitRepository> repository_;
  ProjectInput input_;
  Project project_;
  Timeline timeline_;
};

int ReportRun::run() {
  try {
    check_milestone(settings_.milestone, rules_);
    look_at_now();
    look_at_past();
  } catch (const SettingError& error) {
    throw target_.configuration.error(error.key(), error.what());
  }
  const Progress progress = progress_of(timeline_, settings_.milestone,
                                        target_.root.filename().string(), day(), owners());
  if (!arguments_.explain.empty()) {
    print(explain(progress, arguments_.explain));
    return 0;
  }
  print_reports(progress);
  return arguments_.check_goals && fails(progress) ? 1 : 0;
}

void ReportRun::look_at_now() {
  input_ = discover(target_.root, settings_);
  std::optional<Commit> head = repository_ ? repository_->head() : std::nullopt;
  if (head && is_changed(*head)) head.reset();
  // What is committed is looked at on its own day, so that the report is the same tomorrow.
  if (head) settings_.today = head->day();
  project_ = load(input_, settings_);
  timeline_.now = take_snapshot(project_, schemalint::run(project_, rules_));
  timeline_.now.commit = head;
  timeline_.now.day = settings_.today;
}

/// Whether a file that counts for the schema is not as in the commit checked out.
bool ReportRun::is_changed(const Commit& head) const {
  std::set<std::string> files(settings_.index_stats.begin(), settings_.index_stats.end());
  for (const FoundFile& file : input_.files) files.insert(file.path);
  const std::string prefix = prefix_of(target_.root, repository_->top());
  return std::ranges::any_of(repository_->changed_files(head, true), [&](const std::string& path) {
    if (!path.starts_with(prefix)) return false;
    const std::string below = path.substr(prefix.size());
    // One that is gone counts as well.
    return files.contains(below) || path.ends_with("alembic.ini") || path.ends_with(".gitignore") ||
           ((path.ends_with(".py") || path.ends_with(".sql")) && !fs::exists(target_.root / below));
  });
}

/// The commits of the history, oldest first, without the one that `now` stands for.
std::vector<Commit> ReportRun::commits() const {
  const std::optional<Commit> head = repository_ ? repository_->head() : std::nullopt;
  if (!head || arguments_.interval == "none") return {};
  std::string first_day = arguments_.since;
  std::optional<Commit> first;
  if (first_day.empty()) first_day = settings_.milestone.start;
  if (first_day.empty()) first_day = day_text(day_number(head->day()) - days_a_year);
  if (!is_date(first_day)) {
    const Commit since = repository_->resolve(first_day);
    first = repository_->merge_base(since, *head);
  }
  // The last commit before the first day says where things stood on it. A milestone is seen from
  // its start on in any case: its points would be others without what was done first.
  const std::string& start = settings_.milestone.start;
  std::vector<Commit> all = repository_->first_parents(*head, [&](const Commit& commit) {
    if (!start.empty() && commit.day() >= start) return false;
    return first ? commit.time <= first->time && repository_->is_ancestor(commit, *first)
                 : commit.day() < first_day;
  });
  std::ranges::reverse(all);
  const std::string& word = arguments_.interval;
  const Interval interval = word == "commit"  ? Interval::commit
                            : word == "day"   ? Interval::day
                            : word == "month" ? Interval::month
                                              : Interval::week;
  // What the history and the milestone begin with is looked at in any case: all that is done is
  // held against it.
  std::set<std::string> looked_at = {all.front().id};
  const auto begun =
      std::ranges::find_if(all, [&](const Commit& commit) { return commit.day() >= start; });
  if (begun != all.begin()) looked_at.insert(std::prev(begun)->id);
  for (const Commit& commit : one_each(all, interval)) looked_at.insert(commit.id);
  std::erase_if(all, [&](const Commit& commit) { return !looked_at.contains(commit.id); });
  if (timeline_.now.commit) all.pop_back();
  return all;
}

void ReportRun::look_at_past() {
  HistoryCost cost;
  timeline_.past =
      repository_ ? snapshots_of(*repository_, target_.root, settings_, rules_, commits(), &cost)
                  : std::vector<Snapshot>();
  if (repository_ && repository_->is_shallow() && arguments_.interval != "none")
    print_note(
        "this is a shallow clone: the history ends where it was cut off (fetch it with "
        "git fetch --unshallow, or fetch-depth: 0 of actions/checkout)");
  if (!arguments_.timings) return;
  const auto share = [](size_t reused, size_t all) {
    return all == 0 ? 0.0 : 100.0 * static_cast<double>(reused) / static_cast<double>(all);
  };
  print_aside(fmt::format(
      "{}: {} read from the repository, {} not again ({:.1f} %); {} parsed, {} not again "
      "({:.1f} %)\n",
      counted(cost.commits, "commit"), counted(cost.files.read, "file"), grouped(cost.files.reused),
      share(cost.files.reused, cost.files.read + cost.files.reused),
      counted(cost.parsed, "Python file"), grouped(cost.parsed_before),
      share(cost.parsed_before, cost.parsed + cost.parsed_before)));
}

/// Who owns a file, by the CODEOWNERS file of the repository (or of the project's folder).
std::function<std::string(const std::string&)> ReportRun::owners() const {
  const fs::path top = repository_ ? repository_->top() : target_.root;
  const std::string prefix = prefix_of(target_.root, top);
  for (const std::string_view name : owners_files)
    if (const FileBytes file = read_file(top / name); file.bytes)
      return [owners = Owners(*file.bytes), prefix](const std::string& path) {
        return path.empty() ? std::string() : owners.of(prefix + path);
      };
  return [](const std::string&) { return std::string(); };
}

std::string ReportRun::day() const {
  if (!arguments_.day.empty()) return arguments_.day;
  return arguments_.check_goals ? checked_settings(target_.configuration).today : timeline_.now.day;
}

void ReportRun::print_reports(const Progress& progress) const {
  ProgressChoices choices{.source_url = arguments_.source_url};
  if (!arguments_.csv_table.empty()) choices.table = csv_table_of(arguments_.csv_table);
  // Behind it stand paths as the repository has them.
  if (!choices.source_url.empty()) {
    if (!choices.source_url.ends_with('/')) choices.source_url += '/';
    if (repository_) choices.source_url += prefix_of(target_.root, repository_->top());
  }
  std::vector<Output> outputs = arguments_.outputs;
  if (outputs.empty()) outputs.push_back({"markdown", {}});
  for (const Output& output : outputs) {
    const std::string text = progress_report(output.format, progress, project_, choices);
    output.path.empty() ? print(text) : write_report(output.path, text);
  }
}

/// Says why not on standard error.
bool ReportRun::fails(const Progress& progress) const {
  std::vector<std::string> reasons;
  if (progress.line && progress.line->behind) reasons.push_back(line_text(*progress.line));
  const std::string& until = settings_.milestone.until;
  if (!until.empty() && day() > until)
    for (const Criterion& criterion : progress.criteria)
      if (!criterion.met)
        reasons.push_back(
            fmt::format("not met by {}: {} (now {})", until, criterion.text, criterion.now));
  for (const OpenSuppression& open : progress.suppressions) {
    const TrackedSuppression& suppression = open.suppression;
    // The comments were read on the day of the last commit, which may be long ago.
    if (suppression.expired || (!suppression.until.empty() && suppression.until < day()))
      reasons.push_back(fmt::format("{}:{}: the suppression is past its end", suppression.path,
                                    suppression.line));
  }
  for (const std::string& reason : reasons) print_note(reason);
  return !reasons.empty();
}

}  // namespace

int run(const ReportArguments& arguments) {
  return ReportRun(arguments).run();
}

}  // namespace schemalint
