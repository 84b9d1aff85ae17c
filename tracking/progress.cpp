#include "tracking/progress.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/words.h"
#include "tracking/burn_down.h"
#include "tracking/days.h"
#include "tracking/forecast.h"

namespace schemalint {

namespace {

constexpr size_t most_oldest = 10;

/// The snapshots of a timeline, oldest first, the one of now last.
std::vector<const Snapshot*> all_of(const Timeline& timeline) {
  std::vector<const Snapshot*> snapshots;
  for (const Snapshot& snapshot : timeline.past) snapshots.push_back(&snapshot);
  snapshots.push_back(&timeline.now);
  return snapshots;
}

/// The snapshot that a milestone begins with: the last one before its start, else the first.
size_t first_of(const std::vector<const Snapshot*>& snapshots, const Milestone& milestone) {
  size_t first = 0;
  while (first + 1 < snapshots.size() && snapshots[first + 1]->day < milestone.start) ++first;
  return first;
}

/// Since when things are there that have a key: the first snapshot of the unbroken row up to now.
class Ages {
 public:
  template <typename Keys>
  Ages(const std::vector<const Snapshot*>& snapshots, Keys keys_of) : snapshots_(snapshots) {
    std::set<std::string> open = keys_of(*snapshots.back());
    for (const std::string& key : open) since_[key] = snapshots.size() - 1;
    for (size_t at = snapshots.size() - 1; at-- > 0 && !open.empty();) {
      std::set<std::string> still;
      for (const std::string& key : keys_of(*snapshots[at]))
        if (open.contains(key)) {
          since_[key] = at;
          still.insert(key);
        }
      open = std::move(still);
    }
  }

  const Snapshot& since(const std::string& key) const { return *snapshots_[since_.at(key)]; }
  bool is_older(const std::string& key) const { return since_.at(key) == 0; }

 private:
  const std::vector<const Snapshot*>& snapshots_;
  std::map<std::string, size_t> since_;
};

std::set<std::string> identities(const Snapshot& snapshot) {
  std::set<std::string> keys;
  for (const TrackedFinding& finding : snapshot.findings) keys.insert(finding.identity);
  return keys;
}

/// What a comment is known by over commits: its words and the name of its file, not the line.
std::string key_of(const TrackedSuppression& suppression) {
  const std::string file = suppression.path.substr(suppression.path.rfind('/') + 1);
  return file + "\t" + join(suppression.rules) + "\t" + suppression.reason + "\t" +
         suppression.until;
}

std::set<std::string> suppression_keys(const Snapshot& snapshot) {
  std::set<std::string> keys;
  for (const TrackedSuppression& suppression : snapshot.suppressions)
    keys.insert(key_of(suppression));
  return keys;
}

/// Findings and points by something that findings have in common.
class Groups {
 public:
  void left(const std::string& name, double points) {
    Group& group = groups_[name];
    ++group.left;
    group.points_left += points;
  }
  void mended(const std::string& name) { ++groups_[name].mended; }
  /// Work without findings.
  void work(const std::string& name, double points) { groups_[name].points_left += points; }

  /// Where most is left first, then by name; what belongs nowhere last.
  std::vector<Group> take() {
    std::vector<Group> list;
    for (auto& [name, group] : groups_) {
      group.name = name;
      list.push_back(std::move(group));
    }
    std::ranges::stable_sort(list, [](const Group& a, const Group& b) {
      return std::pair(a.name.empty(), b.left) < std::pair(b.name.empty(), a.left);
    });
    return list;
  }
  /// By name; what belongs nowhere last.
  std::vector<Group> take_by_name() {
    std::vector<Group> list = take();
    std::ranges::stable_sort(list, [](const Group& a, const Group& b) {
      return std::pair(a.name.empty(), std::string_view(a.name)) <
             std::pair(b.name.empty(), std::string_view(b.name));
    });
    return list;
  }

 private:
  std::map<std::string, Group> groups_;
};

class Assembly {
 public:
  Assembly(const Timeline& timeline, const Milestone& milestone, const std::string& today,
           const std::function<std::string(const std::string&)>& owners)
      : milestone_(milestone),
        today_(today),
        owners_(owners),
        snapshots_(all_of(timeline)),
        items_(milestone),
        burn_down_(milestone, items_) {
    for (size_t at = first_of(snapshots_, milestone); at < snapshots_.size(); ++at)
      burn_down_.add(*snapshots_[at]);
  }

  Progress run(std::string project) {
    result_.project = std::move(project);
    result_.milestone = milestone_;
    result_.day = now().day;
    result_.commit = now().commit ? now().commit->id : std::string();
    result_.uncommitted = !now().commit.has_value();
    result_.points = burn_down_.points();
    result_.items = burn_down_.items();
    result_.stats = now().stats;
    for (const auto& [identity, gone] : burn_down_.mended()) result_.mended.push_back(gone);
    for (const ItemProgress& item : result_.items) {
      result_.total_points += static_cast<double>(item.item->points);
      result_.points_left += item.points_left;
    }
    add_metrics();
    add_findings();
    add_groups();
    add_oldest();
    add_suppressions();
    if (!milestone_.items.empty()) result_.forecast = forecast_of(result_.points);
    if (milestone_.items.empty()) result_.forecast.why_not = "the milestone has no work items";
    add_line();
    add_criteria();
    point_items_into(result_);
    return std::move(result_);
  }

 private:
  const Snapshot& now() const { return *snapshots_.back(); }

  /// Makes the items those of the result's own copy of the milestone.
  static void point_items_into(Progress& progress) {
    for (size_t at = 0; at < progress.items.size(); ++at)
      progress.items[at].item = &progress.milestone.items[at];
  }

  void add_metrics() {
    const Snapshot& first = *snapshots_[first_of(snapshots_, milestone_)];
    for (const Metric& metric : all_metrics()) {
      MetricProgress progress{
          .metric = &metric,
          .first = metric.measure(first.stats, first.findings.size()),
          .now = metric.measure(now().stats, now().findings.size()),
      };
      const auto goal = std::ranges::find(milestone_.metrics, metric.name, &MetricGoal::metric);
      if (goal != milestone_.metrics.end()) {
        progress.goal = goal->bounds;
        progress.met = is_within(progress.now, goal->bounds);
      }
      result_.metrics.push_back(std::move(progress));
    }
  }

  void add_findings() {
    const Ages ages(snapshots_, identities);
    for (const TrackedFinding& finding : now().findings) {
      const Snapshot& since = ages.since(finding.identity);
      result_.findings.push_back({.finding = finding,
                                  .since = since.day,
                                  .since_commit = since.commit ? since.commit->id : std::string(),
                                  .older = snapshots_.size() > 1 && ages.is_older(finding.identity),
                                  .item = items_.item_of(finding),
                                  .owner = owners_(finding.path)});
    }
  }

  /// A finding's part of the points that its work item still has.
  double points_of(const OpenFinding& open) const {
    if (!open.item) return 0;
    const ItemProgress& item = result_.items[*open.item];
    return item.left == 0 ? 0 : item.points_left / static_cast<double>(item.left);
  }

  std::string priority_of(const std::optional<size_t>& item) const {
    return item ? milestone_.items[*item].priority : std::string();
  }

  void add_groups() {
    Groups priorities, areas, tables, owners;
    for (const OpenFinding& open : result_.findings) {
      const double points = points_of(open);
      priorities.left(priority_of(open.item), points);
      areas.left(std::string(open.finding.area), points);
      tables.left(open.finding.table, points);
      owners.left(open.owner, points);
    }
    for (const MendedFinding& gone : result_.mended) {
      priorities.mended(priority_of(gone.item));
      areas.mended(std::string(gone.finding.area));
      tables.mended(gone.finding.table);
      owners.mended(owners_(gone.finding.path));
    }
    for (const ItemProgress& item : result_.items)
      if (item.now) priorities.work(item.item->priority, item.points_left);
    result_.by_priority = priorities.take_by_name();
    result_.by_area = areas.take();
    result_.by_table = tables.take();
    result_.by_owner = owners.take();
  }

  void add_oldest() {
    for (size_t at = 0; at < result_.findings.size(); ++at) result_.oldest.push_back(at);
    const auto rank = [&](size_t at) {
      const OpenFinding& open = result_.findings[at];
      return std::tuple(std::string_view(open.since), -static_cast<int>(open.finding.severity), at);
    };
    std::ranges::sort(result_.oldest, {}, rank);
    if (result_.oldest.size() > most_oldest) result_.oldest.resize(most_oldest);
  }

  void add_suppressions() {
    const Ages ages(snapshots_, suppression_keys);
    for (const TrackedSuppression& suppression : now().suppressions) {
      const std::string key = key_of(suppression);
      result_.suppressions.push_back(
          {suppression, ages.since(key).day, snapshots_.size() > 1 && ages.is_older(key)});
    }
  }

  void add_line() {
    if (milestone_.until.empty() || milestone_.items.empty()) return;
    const std::string start =
        milestone_.start.empty() ? result_.points.front().day : milestone_.start;
    const int64_t begin = day_number(start);
    const auto whole = static_cast<double>(day_number(milestone_.until) - begin);
    const auto gone = static_cast<double>(day_number(today_) - begin);
    const double share = whole <= 0 ? 1 : std::clamp(gone / whole, 0.0, 1.0);
    GoalLine line{
        .day = today_, .allowed = result_.total_points * (1 - share), .left = result_.points_left};
    constexpr double rounding = 1e-9;
    line.behind = line.left > line.allowed + rounding;
    result_.line = line;
  }

  void add_criteria() {
    for (const MetricProgress& metric : result_.metrics)
      if (metric.goal)
        result_.criteria.push_back(
            {fmt::format("{}: {}", metric.metric->title, to_string(*metric.goal)),
             to_string(metric.now), metric.met});
    for (const std::string_view priority : {"P0", "P1", "P2"}) {
      size_t all = 0, done = 0;
      for (const ItemProgress& item : result_.items) {
        if (item.item->priority != priority) continue;
        ++all;
        done += item.state == ItemProgress::State::done;
      }
      if (all > 0)
        result_.criteria.push_back({fmt::format("All work items of {} are done", priority),
                                    fmt::format("{} of {}", done, all), done == all});
    }
    if (!milestone_.empty() && !result_.suppressions.empty()) {
      const auto expired = static_cast<size_t>(std::ranges::count_if(
          result_.suppressions,
          [](const OpenSuppression& open) { return open.suppression.expired; }));
      result_.criteria.push_back(
          {"No suppression is past its end", counted(expired, "suppression"), expired == 0});
    }
  }

  const Milestone& milestone_;
  std::string today_;
  const std::function<std::string(const std::string&)>& owners_;
  std::vector<const Snapshot*> snapshots_;
  WorkItems items_;
  BurnDown burn_down_;
  Progress result_;
};

}  // namespace

Progress progress_of(const Timeline& timeline, const Milestone& milestone, std::string project,
                     const std::string& today,
                     const std::function<std::string(const std::string& path)>& owners) {
  return Assembly(timeline, milestone, today, owners).run(std::move(project));
}

}  // namespace schemalint
