#include "rules/run.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/database.h"
#include "analyzer/words.h"
#include "rules/select.h"

namespace schemalint {
namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

using DriftCheck = void (*)(const Drift&, Context&);
using SuppressionCheck = void (*)(const SuppressionUse&, Context&);

bool runs_last(const RuleEntry& entry) {
  return std::holds_alternative<SuppressionCheck>(entry.rule->check);
}

using Clock = std::chrono::steady_clock;
using ChangeCheck = void (*)(const Change&, Context&);

/// Runs the checks of rules over a project. What several rules look at is made once.
class Checker {
 public:
  Checker(const Project& project, const std::vector<const RuleEntry*>& rules) : project_(project) {
    for (const RuleEntry* entry : rules)
      if (std::holds_alternative<ChangeCheck>(entry->rule->check))
        changes_.emplace_back(*this, entry);
  }

  std::vector<Finding> check(const RuleEntry& entry) {
    Context context(project_, *entry.rule);
    const Overloaded walk{
        [&](void (*check)(const Project&, Context&)) { check(project_, context); },
        [&](void (*check)(const Table&, Context&)) {
          for (const Table& table : project_.declared.tables()) check(table, context);
        },
        [&](void (*check)(const Relationship&, Context&)) {
          for (const Relationship& relationship : project_.relationships)
            check(relationship, context);
        },
        [&](void (*check)(const Step&, Context&)) {
          for (const History& history : project_.histories)
            for (const Revision& revision : history.revisions)
              for (const Step& step : revision.upgrade) check(step, context);
        },
        [](ChangeCheck) {},
        [&](void (*check)(const Drift&, Context&)) { check(drift(), context); },
        [](SuppressionCheck) {},
    };
    if (std::holds_alternative<ChangeCheck>(entry.rule->check)) return of_changes(entry);
    const Clock::time_point begin = Clock::now();
    std::visit(walk, entry.rule->check);
    timings_.push_back({entry.rule->name, Clock::now() - begin - std::exchange(shared_, {})});
    return context.take();
  }

  std::vector<Timing> take_timings() { return std::move(timings_); }

 private:
  /// A rule that looks at changes, while all of them look at one replay.
  struct Watcher {
    Watcher(const Checker& checker, const RuleEntry* rule)
        : entry(rule), context(checker.project_, *rule->rule) {}
    const RuleEntry* entry;
    Context context;
    std::chrono::nanoseconds time{};
  };

  const Drift& drift() {
    if (!drift_) share("drift", [&] { drift_ = drift_of(project_); });
    return *drift_;
  }

  std::vector<Finding> of_changes(const RuleEntry& entry) {
    if (!std::exchange(walked_, true)) walk_changes();
    for (Watcher& watcher : changes_)
      if (watcher.entry == &entry) return watcher.context.take();
    return {};
  }

  void walk_changes() {
    std::chrono::nanoseconds checks{};
    share("replay", [&] {
      for_each_change(project_, [&](const Change& change) {
        if (project_.frozen.contains(change.revision.where.file)) return;
        for (Watcher& watcher : changes_) {
          // What a revision locks matters until it has run everywhere.
          if (!change.is_open && watcher.entry->area == "locks") continue;
          const Clock::time_point begin = Clock::now();
          std::get<ChangeCheck>(watcher.entry->rule->check)(change, watcher.context);
          watcher.time += Clock::now() - begin;
        }
      });
    });
    for (const Watcher& watcher : changes_) {
      timings_.push_back({watcher.entry->rule->name, watcher.time});
      checks += watcher.time;
    }
    timings_[timings_.size() - changes_.size() - 1].time -= checks;
    shared_ = {};
  }

  /// Makes something that is no rule's own: its time is not the asking rule's.
  void share(std::string_view what, const std::function<void()>& make) {
    const Clock::time_point begin = Clock::now();
    make();
    timings_.push_back({what, Clock::now() - begin});
    shared_ += timings_.back().time;
  }

  const Project& project_;
  std::optional<Drift> drift_;
  std::vector<Watcher> changes_;
  bool walked_ = false;
  std::vector<Timing> timings_;
  std::chrono::nanoseconds shared_{};  // spent on shared facts since the last rule began
};

/// Whether nobody who reads a report can mend what stands in this file: it is a library's, or a
/// revision that has run everywhere. What models and migrations say differently stays to be mended.
bool is_settled(const Project& project, const RuleEntry& entry, uint32_t file) {
  if (project.files[file].is_library()) return true;
  const bool is_drift = std::holds_alternative<DriftCheck>(entry.rule->check);
  return project.frozen.contains(file) && !is_drift;
}

/// Severity by the configuration; without what it switches off or ignores in a file, without what
/// stands in settled files, and without fixes that would change one.
std::vector<Finding> configured(const Project& project, const RuleEntry& entry,
                                std::vector<Finding> findings) {
  const Settings& settings = project.settings;
  std::erase_if(findings, [&](Finding& finding) {
    const bool known = finding.where.known();
    const std::string_view path =
        known ? std::string_view(project.files[finding.where.file].path()) : std::string_view();
    if (const auto severity = configured_severity(settings, entry, path))
      finding.severity = *severity;
    if (finding.severity == Severity::off) return true;
    if (!known) return false;
    return is_settled(project, entry, finding.where.file) || ignored_in_file(settings, entry, path);
  });
  for (Finding& finding : findings) {
    const auto is_frozen = [&](const Edit& edit) {
      return project.frozen.contains(edit.where.file);
    };
    if (finding.fix && std::ranges::any_of(finding.fix->edits, is_frozen)) finding.fix.reset();
  }
  return findings;
}

/// Orders by path rather than by file index, which depends on what was read first. Findings
/// without a place come first.
void sort_findings(const Project& project, std::vector<Finding>& findings) {
  const auto path = [&](const Finding& finding) -> std::string_view {
    if (!finding.where.known()) return {};
    return project.files[finding.where.file].path();
  };
  const auto before = [&](const Finding& a, const Finding& b) {
    return std::tuple(path(a), a.where.begin, a.rule, a.where.end, std::string_view(a.detail),
                      std::string_view(a.object), std::string_view(a.message)) <
           std::tuple(path(b), b.where.begin, b.rule, b.where.end, std::string_view(b.detail),
                      std::string_view(b.object), std::string_view(b.message));
  };
  std::stable_sort(findings.begin(), findings.end(), before);
}

bool same_defect(const Finding& a, const Finding& b) {
  const bool same_fix =
      a.fix.has_value() == b.fix.has_value() && (!a.fix || a.fix->edits == b.fix->edits);
  return a.where.known() && a.where == b.where && a.rule == b.rule && a.detail == b.detail &&
         same_fix;
}

std::string also(const std::vector<std::string>& objects) {
  constexpr size_t most = 3;
  std::string list;
  for (size_t i = 0; i < objects.size() && i < most; ++i)
    list += (list.empty() ? "" : ", ") + objects[i];
  if (objects.size() > most) list += " and " + std::to_string(objects.size() - most) + " more";
  return " (also " + list + ")";
}

/// Makes one finding of what is written once and inherited by several tables: a mixin's column is
/// one line to mend. Expects sorted findings, so that the object that gives the name is stable.
std::vector<Finding> merge(std::vector<Finding> findings) {
  std::vector<Finding> merged;
  for (auto first = findings.begin(); first != findings.end();) {
    auto end = std::next(first);
    std::vector<std::string> others;
    for (; end != findings.end() && same_defect(*first, *end); ++end) {
      const std::string& known = others.empty() ? first->object : others.back();
      if (end->object != known) others.push_back(end->object);
    }
    if (!others.empty()) first->message += also(others);
    merged.push_back(std::move(*first));
    first = end;
  }
  return merged;
}

/// A date is the last day, as "2026-12-31"; a revision ends it by being there.
bool is_expired(const Project& project, const Suppression& suppression) {
  if (!suppression.until_revision.empty() &&
      !find_revisions(project, suppression.until_revision).empty())
    return true;
  return is_date(suppression.until) && suppression.until < project.settings.today;
}

/// Applies suppressions and keeps the books on which of their names were needed.
class Suppressor {
 public:
  Suppressor(const Project& project, const std::vector<const RuleEntry*>& rules)
      : project_(project), rules_(rules) {
    for (const Suppression& suppression : project.suppressions) {
      by_file_[suppression.where.file].push_back(used_.size());
      used_.emplace_back(suppression.rules.size(), false);
      outcomes_.push_back({.expired = is_expired(project, suppression)});
    }
  }

  bool suppresses(const Finding& finding) {
    if (!finding.where.known()) return false;
    const auto in_file = by_file_.find(finding.where.file);
    if (in_file == by_file_.end()) return false;
    const RuleEntry* rule = find_rule(finding.rule);
    const uint32_t line = project_.files[finding.where.file].line_number(finding.where.begin);
    bool suppressed = false;
    for (const size_t index : in_file->second) {
      const Suppression& suppression = project_.suppressions[index];
      if (line < suppression.first_line || suppression.last_line < line) continue;
      if (outcomes_[index].expired) continue;
      bool by_this = false;
      for (size_t i = 0; i < suppression.rules.size(); ++i) {
        if (!names(suppression.rules[i], *rule)) continue;
        used_[index][i] = true;
        by_this = true;
      }
      outcomes_[index].findings += by_this;
      suppressed = suppressed || by_this;
    }
    return suppressed;
  }

  const std::vector<SuppressionOutcome>& outcomes() const { return outcomes_; }

  std::vector<SuppressionUse> uses() const {
    std::vector<SuppressionUse> uses;
    for (size_t index = 0; index < used_.size(); ++index) {
      const Suppression& suppression = project_.suppressions[index];
      uses.push_back(
          {.suppression = suppression, .names = {}, .expired = outcomes_[index].expired});
      for (size_t i = 0; i < suppression.rules.size(); ++i)
        uses.back().names.push_back(used_[index][i] ? SuppressionUse::Name::used
                                                    : state(suppression, suppression.rules[i]));
    }
    return uses;
  }

 private:
  /// "all" is no name for a comment: it has to say what it takes back.
  static bool names(std::string_view name, const RuleEntry& rule) {
    return closeness(name, rule) >= Closeness::area;
  }

  SuppressionUse::Name state(const Suppression& suppression, std::string_view name) const {
    const std::string& path = project_.files[suppression.where.file].path();
    bool exists = false;
    for (const RuleEntry& entry : all_rules()) {
      if (!names(name, entry)) continue;
      exists = true;
      // A comment about comments would have to be judged by its own outcome.
      const bool selected = std::find(rules_.begin(), rules_.end(), &entry) != rules_.end();
      // What is off unless it is asked for leaves the rest of its area judged.
      if (!selected && !entry.rule->on_by_default && closeness(name, entry) == Closeness::area)
        continue;
      const bool ran =
          selected && !ignored_in_file(project_.settings, entry, path) && !runs_last(entry);
      if (!ran) return SuppressionUse::Name::not_run;
    }
    return exists ? SuppressionUse::Name::unused : SuppressionUse::Name::unknown;
  }

  const Project& project_;
  const std::vector<const RuleEntry*>& rules_;
  std::map<uint32_t, std::vector<size_t>> by_file_;
  std::vector<std::vector<bool>> used_;       // one for each suppression, then one for each name
  std::vector<SuppressionOutcome> outcomes_;  // one for each suppression
};

void add(RunResult& result, std::vector<Finding> findings, Suppressor& suppressor) {
  for (Finding& finding : findings) {
    auto& list = suppressor.suppresses(finding) ? result.suppressed : result.findings;
    list.push_back(std::move(finding));
  }
}

std::vector<Finding> check_suppressions(const Project& project, const RuleEntry& entry,
                                        const std::vector<SuppressionUse>& uses) {
  Context context(project, *entry.rule);
  const SuppressionCheck check = std::get<SuppressionCheck>(entry.rule->check);
  for (const SuppressionUse& use : uses) check(use, context);
  return configured(project, entry, context.take());
}

}  // namespace

bool looks_at_open_revisions(const RuleEntry& entry) {
  constexpr std::string_view names[] = {"asymmetric-downgrade", "missing-downgrade",
                                        "unguarded-autocommit-statement"};
  return entry.area == "locks" || is_one_of(entry.rule->name, names);
}

RunResult run(const Project& project, const std::vector<const RuleEntry*>& rules) {
  RunResult result;
  Suppressor suppressor(project, rules);
  std::vector<Finding> findings;
  Checker checker(project, rules);
  for (const RuleEntry* entry : rules) {
    std::vector<Finding> found = configured(project, *entry, checker.check(*entry));
    findings.insert(findings.end(), std::make_move_iterator(found.begin()),
                    std::make_move_iterator(found.end()));
  }
  sort_findings(project, findings);
  add(result, merge(std::move(findings)), suppressor);

  const std::vector<SuppressionUse> uses = suppressor.uses();
  for (const RuleEntry* entry : rules)
    if (runs_last(*entry)) add(result, check_suppressions(project, *entry, uses), suppressor);
  sort_findings(project, result.findings);
  sort_findings(project, result.suppressed);
  result.suppressions = suppressor.outcomes();
  result.timings = checker.take_timings();
  return result;
}

}  // namespace schemalint
