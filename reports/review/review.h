#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/deployment.h"
#include "reports/diff.h"
#include "tracking/progress.h"

namespace schemalint {

/// A step of a revision that a change brings.
struct ReviewedStep {
  std::string verb;    ///< "add column"
  std::string object;  ///< "users.email"; empty where that is not known
  std::vector<Lock> locks;
  std::vector<std::string> scans, rewrites, index_builds;  ///< names of relations
  bool in_transaction = true;
  DeploymentAdvice deployment;
};

/// A revision that a change brings.
struct ReviewedRevision {
  std::string id;
  std::string path;
  std::string message;
  std::vector<ReviewedStep> steps;  ///< of the upgrade, those that do something
};

/// What the rules say of one side of a change, and how much work that is.
struct ReviewSide {
  std::string commit;  ///< its id; empty: files that are not committed
  size_t findings = 0;
  std::optional<double> points_left;  ///< of the milestone, where there is one
};

/// What a change (of a pull request) does to the schema.
struct Review {
  ReviewSide before, after;
  double total_points = 0;
  /// Differences of what the migrations amount to; where there are none, of the models.
  std::vector<Difference> changes;
  /// What models and migrations say differently now, and did not before.
  std::vector<Difference> parted;
  std::vector<ReviewedRevision> revisions;  ///< in the order in which they run
  std::vector<TrackedFinding> found;        ///< findings that are new
  std::vector<TrackedFinding> mended;
  size_t out_of_sight = 0;  ///< findings whose revision is no longer the last one
  std::string diagram;  ///< Mermaid: the tables that change and what they refer to; may be empty
};

/// One side of a change, as it was read and checked.
struct ReviewInput {
  const Project& project;
  const Snapshot& snapshot;
};

/// Compares two sides. `start` is the state that the points of a milestone count from; null: that
/// before the change.
Review review_of(const ReviewInput& before, const ReviewInput& after, const Snapshot* start);

/// For a comment on a pull request: below GitHub's limit of 65,536 characters; of long lists it
/// says how many are left out.
std::string review_markdown(const Review& review);
/// For programs.
std::string review_json(const Review& review);

}  // namespace schemalint
