#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tracking/snapshot.h"

namespace schemalint {

/// A point of a burn-down: what was left at a commit.
struct Point {
  std::string commit;  ///< its id; empty: files that are not committed
  std::string subject;
  std::string day;
  size_t findings = 0;             ///< all of them, of work items or not
  double points_left = 0;          ///< of all work items
  std::vector<size_t> items_left;  ///< findings of each work item, in their order
};

/// How far a work item is.
struct ItemProgress {
  enum class State : uint8_t { done, begun, not_begun };
  const WorkItem* item = nullptr;
  State state = State::not_begun;
  size_t left = 0;    ///< findings; 0 for a metric
  size_t mended = 0;  ///< findings that were there since the start of the history and are gone
  std::optional<Measure> first{};  ///< of its metric, at the start
  std::optional<Measure> now{};
  double share = 0;  ///< of the work done, 0 to 1
  double points_left = 0;
  bool late = false;  ///< planned for a week that is over, and not done
};

/// Where a metric stands.
struct MetricProgress {
  const Metric* metric = nullptr;
  std::optional<Bounds> goal{};  ///< none: only shown
  Measure first;
  Measure now;
  bool met = false;
};

/// A finding that is there now.
struct OpenFinding {
  TrackedFinding finding;
  std::string since;         ///< the day of the first commit of the history that has it ever since
  std::string since_commit;  ///< empty: not committed
  bool older = false;        ///< it was there when the history begins: it may be older
  std::optional<size_t> item{};  ///< the work item it belongs to
  std::string owner;             ///< of CODEOWNERS; empty: nobody's
};

/// A finding of the history that is gone.
struct MendedFinding {
  std::optional<size_t> item{};  ///< the work item it belongs to
  std::string day;               ///< of the first snapshot without it
  std::string commit;            ///< of that snapshot; empty: not committed
  TrackedFinding finding;        ///< as it was last seen
};

/// Findings by something they have in common.
struct Group {
  std::string name;  ///< "P0", an area, a table, an owner; empty: none of them
  size_t left = 0;
  size_t mended = 0;
  double points_left = 0;  ///< their part of the points of their work items
};

struct OpenSuppression {
  TrackedSuppression suppression;
  std::string since;  ///< the day of the first commit of the history with it
  bool older = false;
};

/// When the work will be done if it goes on as it did: least squares over the points of a
/// burn-down, with the range that twice the standard error of the slope gives.
struct Forecast {
  std::string day;  ///< empty: there is none
  std::string low, high;
  std::string why_not;  ///< where there is none: "fewer than 4 points", "the work does not shrink"
};

/// A condition of success and whether it is met.
struct Criterion {
  std::string text;  ///< "Migrations: at most 60"
  std::string now;   ///< "130"
  bool met = false;
};

/// The line from the start of a milestone to its end that the points left are held against.
struct GoalLine {
  std::string day;     ///< the day that is looked at
  double allowed = 0;  ///< points that may be left on it
  double left = 0;
  bool behind = false;
};

/// Where a clean-up stands: all that its reports show. A pure function of the snapshots.
struct Progress {
  std::string project;  ///< the name of its folder
  Milestone milestone;  ///< of the settings; may be empty
  std::string day;      ///< of the last snapshot
  std::string commit;   ///< of the last snapshot; empty: none
  bool uncommitted = false;

  std::vector<Point> points;  ///< the burn-down, oldest first
  std::vector<ItemProgress> items;
  std::vector<MetricProgress> metrics;
  std::vector<OpenFinding> findings;  ///< ordered by identity
  std::vector<Group> by_priority, by_area, by_table, by_owner;
  std::vector<size_t> oldest;  ///< indices into `findings`
  std::vector<OpenSuppression> suppressions;
  std::vector<Criterion> criteria;
  std::optional<GoalLine> line;  ///< where the milestone has an end
  Forecast forecast;
  Stats stats;
  std::vector<MendedFinding> mended;  ///< since the milestone's start, ordered by identity
  double total_points = 0;            ///< of all work items
  double points_left = 0;
};

/// Which snapshots a report looks at besides the one of now.
struct Timeline {
  std::vector<Snapshot> past;  ///< oldest first
  Snapshot now;
};

/// `owners` names the owner of a path, or nothing. `today` is what the milestone's line is looked
/// at on.
Progress progress_of(const Timeline& timeline, const Milestone& milestone, std::string project,
                     const std::string& today,
                     const std::function<std::string(const std::string& path)>& owners);

}  // namespace schemalint
