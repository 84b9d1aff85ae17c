#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tracking/progress.h"
#include "tracking/work_items.h"

namespace schemalint {

/// Follows the findings of the work items from the start of a milestone on, snapshot by snapshot.
class BurnDown {
 public:
  /// Both have to live as long as this.
  BurnDown(const Milestone& milestone, const WorkItems& items);

  /// The next snapshot in time.
  void add(const Snapshot& snapshot);

  /// What became of the items with the last snapshot.
  const std::vector<ItemProgress>& items() const { return progress_; }
  const std::vector<Point>& points() const { return points_; }
  /// Findings that were there once and are gone, by identity. What a comment takes back is not
  /// mended: it is neither left nor done. Nor is what a rule about open revisions found in one that
  /// has run everywhere since.
  const std::map<std::string, MendedFinding>& mended() const { return mended_; }

 private:
  void count_findings(const Snapshot& snapshot, Point& point);
  void judge(size_t item, const Snapshot& snapshot);

  const Milestone& milestone_;
  const WorkItems& work_items_;
  std::vector<Point> points_;
  std::vector<ItemProgress> progress_;
  std::map<std::string, TrackedFinding> open_;  // of the last snapshot
  std::map<std::string, MendedFinding> mended_;
};

/// The share of an item's work that is done, 0 to 1: of the findings that may not stay, those that
/// are gone. An item that nothing was ever found for is done.
double share_of_findings(size_t left, size_t mended, int64_t target);

}  // namespace schemalint
