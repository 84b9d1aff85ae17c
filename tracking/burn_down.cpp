#include "tracking/burn_down.h"

#include <algorithm>

#include "tracking/days.h"

namespace schemalint {

double share_of_findings(size_t left, size_t mended, int64_t target) {
  const auto may_stay = static_cast<size_t>(std::max<int64_t>(target, 0));
  if (left <= may_stay) return 1;
  const size_t work = left + mended - may_stay;  // left is more than may stay
  return static_cast<double>(work - (left - may_stay)) / static_cast<double>(work);
}

BurnDown::BurnDown(const Milestone& milestone, const WorkItems& items)
    : milestone_(milestone), work_items_(items) {
  for (const WorkItem& item : milestone.items) progress_.push_back({.item = &item});
}

void BurnDown::add(const Snapshot& snapshot) {
  Point point{.day = snapshot.day,
              .findings = snapshot.findings.size(),
              .items_left = std::vector<size_t>(progress_.size())};
  if (snapshot.commit) {
    point.commit = snapshot.commit->id;
    point.subject = snapshot.commit->subject;
  }
  count_findings(snapshot, point);
  for (size_t item = 0; item < progress_.size(); ++item) {
    progress_[item].left = point.items_left[item];
    judge(item, snapshot);
    point.points_left += progress_[item].points_left;
  }
  points_.push_back(std::move(point));
}

void BurnDown::count_findings(const Snapshot& snapshot, Point& point) {
  std::map<std::string, TrackedFinding> now;
  for (const TrackedFinding& finding : snapshot.findings) now.emplace(finding.identity, finding);
  for (auto& [identity, finding] : open_)
    if (!now.contains(identity) && !is_out_of_sight(finding, snapshot))
      mended_.insert_or_assign(identity, MendedFinding{.item = work_items_.item_of(finding),
                                                       .day = point.day,
                                                       .commit = point.commit,
                                                       .finding = std::move(finding)});
  for (const auto& [identity, finding] : now) {
    mended_.erase(identity);  // it has come back
    if (const auto item = work_items_.item_of(finding)) ++point.items_left[*item];
  }
  for (const std::string& identity : snapshot.suppressed) mended_.erase(identity);
  open_ = std::move(now);
  for (ItemProgress& item : progress_) item.mended = 0;
  for (const auto& [identity, gone] : mended_)
    if (gone.item) ++progress_[*gone.item].mended;
}

void BurnDown::judge(size_t at, const Snapshot& snapshot) {
  ItemProgress& progress = progress_[at];
  const WorkItem& item = *progress.item;
  if (const Metric* metric = find_metric(item.metric)) {
    progress.now = metric->measure(snapshot.stats, snapshot.findings.size());
    if (!progress.first) progress.first = progress.now;
    progress.share = share_of_way(*progress.first, *progress.now, item.bounds);
  } else {
    progress.share = share_of_findings(progress.left, progress.mended, item.target);
  }
  using State = ItemProgress::State;
  progress.state = progress.share >= 1  ? State::done
                   : progress.share > 0 ? State::begun
                                        : State::not_begun;
  progress.points_left = static_cast<double>(item.points) * (1 - progress.share);
  progress.late = false;
  if (item.week > 0 && !milestone_.start.empty())
    progress.late = progress.state != State::done &&
                    day_number(snapshot.day) >= day_number(milestone_.start) + 7 * item.week;
}

}  // namespace schemalint
