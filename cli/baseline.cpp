#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzer/discovery/discover.h"
#include "analyzer/git/repository.h"
#include "analyzer/nearest.h"
#include "analyzer/read_file.h"
#include "analyzer/words.h"
#include "cli/baseline_file.h"
#include "cli/commands.h"
#include "cli/load_project.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "reports/display.h"
#include "reports/places.h"
#include "rules/run.h"
#include "rules/select.h"
#include "tracking/identity.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

/// What the rules of the configuration find in the project.
struct Found {
  std::vector<const RuleEntry*> rules;
  Project project;
  RunResult result;
};

Found find_all(const Target& target) {
  Found found;
  const Settings settings = checked_settings(target.configuration);
  found.rules = selected_rules(settings);
  found.project = load_project(target);
  found.result = run(found.project, found.rules);
  return found;
}

/// An entry as words of a sentence: "implicit-lazy Order.lines".
std::string shown(const std::string& entry) {
  std::string text = entry;
  if (text.ends_with("\t-")) text.resize(text.size() - 2);
  std::ranges::replace(text, '\t', ' ');
  return text;
}

/// One run of `baseline`: the file, and what there is now.
class BaselineRun {
 public:
  explicit BaselineRun(const BaselineArguments& arguments)
      : arguments_(arguments), target_(find_target(arguments.project)) {
    if (!target_.asked_for.empty())
      throw Error(fmt::format("baseline: {} lies in the project in {}; name that",
                              arguments.project.paths.front(), shown_path(target_.root)));
  }

  int run() {
    using Action = BaselineArguments::Action;
    const fs::path path = baseline_path(target_, target_.configuration.settings, arguments_.file);
    if (arguments_.action == Action::write) return write(path);
    file_ = read_baseline(path);
    switch (arguments_.action) {
      case Action::add:
        return add();
      case Action::prune:
        return prune();
      case Action::diff:
        return arguments_.ref.empty() ? diff_to_findings() : diff_to_commit();
      default:
        return show();
    }
  }

 private:
  int write(const fs::path& path) const;
  int add() const;
  int prune() const;
  int show() const;
  int diff_to_findings() const;
  int diff_to_commit() const;

  void require_file() const {
    if (!file_.exists)
      throw Error(
          fmt::format("{}: no such file; `schemalint baseline write` makes it", file_.shown));
  }
  std::vector<std::string> mended(const Found& found, const BaselineMatch& match) const;

  const BaselineArguments& arguments_;
  Target target_;
  BaselineFile file_;
};

int BaselineRun::write(const fs::path& path) const {
  // A baseline may hold what git could not merge; what is none is not written over.
  if (!is_headed(read_file(path).bytes.value_or(""))) read_baseline(path);
  const Found found = find_all(target_);
  const BaselineFile file{.path = path, .shown = shown_path(path)};
  write_baseline(file, Baseline(found.result.findings));
  print(fmt::format("{}: {} accepted.\n", file.shown,
                    counted(found.result.findings.size(), "finding")));
  return 0;
}

int BaselineRun::add() const {
  for (const std::string& selector : arguments_.selectors)
    if (!is_selector(selector))
      throw Error(fmt::format("baseline add: '{}' is neither a rule nor an area.{}", selector,
                              did_you_mean(selector, all_selectors())));
  const Found found = find_all(target_);
  const BaselineMatch known = match(file_.baseline, found.result.findings);
  std::vector<std::string> entries = file_.baseline.entries();
  for (size_t i = 0; i < found.result.findings.size(); ++i) {
    const Finding& finding = found.result.findings[i];
    if (!known.accepted[i] &&
        closeness(arguments_.selectors, *find_rule(finding.rule)) != Closeness::not_at_all)
      entries.push_back(identity_of(finding));
  }
  const size_t added = entries.size() - file_.baseline.entries().size();
  write_baseline(file_, Baseline(std::move(entries)));
  print(fmt::format("{}: {} accepted.\n", file_.shown, counted(added, "more finding")));
  return 0;
}

/// Entries whose findings are gone. Raises Error where a file cannot be read that may hold them.
std::vector<std::string> BaselineRun::mended(const Found& found, const BaselineMatch& match) const {
  const std::string unread = unread_file(found.project, found.result, match.accepted);
  if (!unread.empty())
    throw Error(
        fmt::format("{} cannot be understood: what is mended is not known; correct it, or "
                    "accept it with `schemalint baseline add tool`",
                    unread));
  std::vector<std::string> mended;
  for (const std::string& entry : match.missing)
    if (is_judged(entry, found.rules, found.project)) mended.push_back(entry);
  return mended;
}

int BaselineRun::prune() const {
  require_file();
  const Found found = find_all(target_);
  const auto gone = mended(found, match(file_.baseline, found.result.findings));
  write_baseline(file_, Baseline(file_.baseline.without(Baseline(gone))));
  print(fmt::format("{}: {} mended, {} left.\n", file_.shown, grouped(gone.size()),
                    grouped(file_.baseline.entries().size() - gone.size())));
  return 0;
}

int BaselineRun::show() const {
  require_file();
  const Found found = find_all(target_);
  const BaselineMatch known = match(file_.baseline, found.result.findings);
  std::error_code ignored;
  const std::string prefix = prefix_of(target_.root, fs::current_path(ignored));
  std::multimap<std::string, std::string> lines;  // by entry, so that the order is the file's
  for (size_t i = 0; i < found.result.findings.size(); ++i) {
    const Finding& finding = found.result.findings[i];
    if (!known.accepted[i]) continue;
    const std::string entry = identity_of(finding);
    std::string where;
    if (finding.where.known()) {
      const Place place = place_of(found.project, finding.where);
      where = fmt::format("{}:{}:{}: ", one_line(prefix + place.path), place.begin.line,
                          place.begin.column);
    }
    lines.emplace(entry, where + shown(entry));
  }
  size_t gone = 0;
  for (const std::string& entry : known.missing) {
    const bool judged = is_judged(entry, found.rules, found.project);
    gone += judged;
    lines.emplace(entry, fmt::format("{}: {}", judged ? "mended" : "not looked for", shown(entry)));
  }
  std::string text;
  for (const auto& [entry, line] : lines) text += line + "\n";
  print(text + fmt::format("{}: {}, {} mended.\n", file_.shown,
                           counted(lines.size(), "finding") + " accepted", grouped(gone)));
  return 0;
}

std::string difference(const std::vector<std::string>& added,
                       const std::vector<std::string>& gone) {
  std::string text;
  for (const std::string& entry : added) text += "+ " + shown(entry) + "\n";
  for (const std::string& entry : gone) text += "- " + shown(entry) + "\n";
  return text;
}

int BaselineRun::diff_to_findings() const {
  const Found found = find_all(target_);
  const BaselineMatch known = match(file_.baseline, found.result.findings);
  const auto added = Baseline(found.result.findings).without(file_.baseline);
  const auto gone = mended(found, known);
  print(difference(added, gone));
  return added.empty() && gone.empty() ? 0 : 1;
}

int BaselineRun::diff_to_commit() const {
  const fs::path folder = file_.path.parent_path();
  const auto repository = GitRepository::find(folder);
  if (!repository)
    throw Error(fmt::format("baseline diff: {} is in no git repository", file_.shown));
  const Commit commit = repository->resolve(arguments_.ref);
  const auto tree = repository->tree(commit, folder);
  const std::string name = file_.path.filename().string();
  Baseline then;
  if (tree->has_file(name)) {
    const std::string place = fmt::format("{} at {}", file_.shown, commit.short_id());
    const FileBytes read = tree->read(name);
    if (!read.bytes) throw Error(fmt::format("{}: {}", place, read.problem));
    then = Baseline::parse(*read.bytes, place);
  }
  const auto added = file_.baseline.without(then);
  const auto gone = then.without(file_.baseline);
  print(difference(added, gone));
  return added.empty() && gone.empty() ? 0 : 1;
}

}  // namespace

int run(const BaselineArguments& arguments) {
  return BaselineRun(arguments).run();
}

}  // namespace schemalint
