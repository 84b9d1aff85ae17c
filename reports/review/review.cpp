#include "reports/review/review.h"

#include <set>

#include "analyzer/operation_words.h"
#include "reports/diagram/diagram.h"
#include "reports/diagram/mermaid.h"
#include "tracking/burn_down.h"

namespace schemalint {

namespace {

std::vector<std::string> names(const std::vector<QualifiedName>& relations) {
  std::vector<std::string> texts;
  for (const QualifiedName& relation : relations) texts.push_back(relation.text());
  return texts;
}

/// What tells a revision from others, in a project with several histories.
std::string key_of(const History& history, const Revision& revision) {
  return history.folder + "\t" + revision.id;
}

std::set<std::string> revisions_of(const Project& project) {
  std::set<std::string> keys;
  for (const History& history : project.histories)
    for (const Revision& revision : history.revisions) keys.insert(key_of(history, revision));
  return keys;
}

ReviewedStep step_of(const Change& change) {
  return {.verb = std::string(describe(change.step.operation)),
          .object = object_of(change.step.operation),
          .locks = change.effects.locks,
          .scans = names(change.effects.scans),
          .rewrites = names(change.effects.rewrites),
          .index_builds = names(change.effects.index_builds),
          .in_transaction = change.step.in_transaction,
          .deployment = deployment_of(change)};
}

std::vector<ReviewedRevision> new_revisions(const Project& before, const Project& after) {
  const std::set<std::string> known = revisions_of(before);
  std::vector<ReviewedRevision> revisions;
  const Revision* last = nullptr;
  for_each_change(after, [&](const Change& change) {
    if (known.contains(key_of(change.history, change.revision))) return;
    if (last != &change.revision) {
      const Span where = change.revision.where;
      revisions.push_back({.id = change.revision.id,
                           .path = where.known() ? after.files[where.file].path() : std::string(),
                           .message = change.revision.message,
                           .steps = {}});
      last = &change.revision;
    }
    if (!std::holds_alternative<NoSchemaChange>(change.step.operation) &&
        !std::holds_alternative<SetParameter>(change.step.operation))
      revisions.back().steps.push_back(step_of(change));
  });
  return revisions;
}

/// The findings of one side that the other has not.
std::vector<TrackedFinding> only_in(const Snapshot& one, const Snapshot& other) {
  std::set<std::string_view> known;
  for (const TrackedFinding& finding : other.findings) known.insert(finding.identity);
  std::vector<TrackedFinding> found;
  for (const TrackedFinding& finding : one.findings)
    if (!known.contains(finding.identity)) found.push_back(finding);
  return found;
}

ReviewSide side_of(const Snapshot& snapshot) {
  return {.commit = snapshot.commit ? snapshot.commit->id : std::string(),
          .findings = snapshot.findings.size()};
}

/// The points of the milestone before and after the change.
void add_points(const ReviewInput& before, const ReviewInput& after, const Snapshot* start,
                Review& review) {
  const Milestone& milestone = after.project.settings.milestone;
  if (milestone.items.empty()) return;
  // Without the state at the milestone's start nobody knows what has been mended since.
  const bool has_begun = !milestone.start.empty() && before.snapshot.day >= milestone.start;
  if (start == nullptr && has_begun) return;
  const WorkItems items(milestone);
  BurnDown burn_down(milestone, items);
  if (start != nullptr) burn_down.add(*start);
  burn_down.add(before.snapshot);
  review.before.points_left = burn_down.points().back().points_left;
  burn_down.add(after.snapshot);
  review.after.points_left = burn_down.points().back().points_left;
  for (const WorkItem& item : milestone.items)
    review.total_points += static_cast<double>(item.points);
}

/// What models and migrations of one side say differently, where the other side has it not.
std::vector<Difference> new_drift(const Project& before, const Project& after) {
  std::set<std::string> known;
  for (const Difference& difference : differences_of(drift_of(before)))
    known.insert(difference.text());
  std::vector<Difference> found = differences_of(drift_of(after));
  std::erase_if(found,
                [&](const Difference& difference) { return known.contains(difference.text()); });
  return found;
}

/// The tables that change with what they refer to, where that is not too much to look at.
std::string diagram_text(const Schema& before, const Schema& after) {
  constexpr size_t most_tables = 25;
  constexpr MermaidLimits limits{.characters = 14'000};
  const Diagram both = merged(diagram_of(before), diagram_of(after));
  const std::vector<QualifiedName> changed = changed_tables(both);
  if (changed.empty()) return {};
  Diagram drawn = restricted(both, changed, 1);
  if (drawn.tables.size() > most_tables) drawn = restricted(both, changed, 0);
  return diagram_mermaid(drawn, limits);
}

}  // namespace

Review review_of(const ReviewInput& before, const ReviewInput& after, const Snapshot* start) {
  Review review;
  review.before = side_of(before.snapshot);
  review.after = side_of(after.snapshot);
  add_points(before, after, start, review);
  const auto schema_of = [&](const Project& project) -> const Schema& {
    return after.project.histories.empty() ? project.declared : project.migrated;
  };
  const Schema& was = schema_of(before.project);
  const Schema& is = schema_of(after.project);
  review.changes = differences_of(compare(is, was));
  review.parted = new_drift(before.project, after.project);
  review.revisions = new_revisions(before.project, after.project);
  review.found = only_in(after.snapshot, before.snapshot);
  review.mended = only_in(before.snapshot, after.snapshot);
  review.out_of_sight = std::erase_if(review.mended, [&](const TrackedFinding& finding) {
    return is_out_of_sight(finding, after.snapshot);
  });
  review.diagram = diagram_text(was, is);
  return review;
}

}  // namespace schemalint
