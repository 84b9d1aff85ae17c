#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace schemalint {

/// The bounds of a metric: `at-most = 60`, `at-least = "100%"`. A percentage is one of all that the
/// metric counts among.
struct Bounds {
  std::optional<double> at_least;
  std::optional<double> at_most;
  bool percent = false;

  bool empty() const { return !at_least && !at_most; }
  auto operator<=>(const Bounds&) const = default;
};

/// A number that the milestone wants in its bounds.
struct MetricGoal {
  std::string metric;
  Bounds bounds;
};

/// A work item of the milestone: the findings of some rules, or a metric that has to move.
struct WorkItem {
  std::string name;                ///< how `--explain` and data formats call it; unique
  std::string title;               ///< for people; the name where there is none
  std::string priority;            ///< "P0", "P1", "P2"
  std::vector<std::string> rules;  ///< names or areas
  std::vector<std::string> paths;  ///< globs for the finding's file; empty: all
  std::string metric;              ///< instead of `rules`
  Bounds bounds;                   ///< of the metric
  int64_t target = 0;              ///< findings that may stay
  int64_t points = 0;
  int64_t week = 0;   ///< of the milestone, from 1, in which it is planned; 0: not planned
  std::string issue;  ///< a link
};

/// `[milestone]`: what a team wants of its schema and until when. Days are "2026-06-29", in UTC.
struct Milestone {
  std::string name;
  std::string start;  ///< empty: the first day that the history knows
  std::string until;  ///< empty: no line is held
  std::vector<WorkItem> items;
  std::vector<MetricGoal> metrics;

  bool empty() const { return items.empty() && metrics.empty(); }
};

}  // namespace schemalint
