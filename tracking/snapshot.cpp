#include "tracking/snapshot.h"

#include <algorithm>
#include <unordered_map>

#include "analyzer/change.h"
#include "rules/registry.h"
#include "tracking/identity.h"

namespace schemalint {

namespace {

/// Which table the object of a finding belongs to: "s.t", "s.t.column", "s.t(a, b)" belong to the
/// table s.t, "Class.attribute" to that of the mapped class.
class TableOf {
 public:
  explicit TableOf(const Project& project) {
    for (const Schema* schema : {&project.declared, &project.migrated})
      for (const Table& table : schema->tables())
        tables_.emplace(table.name.text(), table.name.text());
    for (const auto* relationships : {&project.relationships, &project.inherited_relationships})
      for (const Relationship& relationship : *relationships)
        if (!relationship.table.name.empty())
          classes_.emplace(relationship.model_class, relationship.table.text());
  }

  std::string operator()(const std::string& object) const {
    // From the longest prefix that ends where a name may end.
    for (size_t end = object.size(); end != std::string::npos && end > 0;
         end = object.find_last_of(".(", end - 1))
      for (const auto* names : {&tables_, &classes_})
        if (const auto found = names->find(object.substr(0, end)); found != names->end())
          return found->second;
    return {};
  }

 private:
  using Names = std::unordered_map<std::string, std::string>;
  Names tables_;
  Names classes_;  // the name of a mapped class without its module
};

/// The identity, told apart from those before it that are alike.
std::string own_identity(const Finding& finding, Occurrences& occurrences) {
  const std::string identity = identity_of(finding);
  const size_t number = occurrences.next(identity);
  return number > 1 ? identity + "\t" + std::to_string(number) : identity;
}

TrackedFinding tracked(const Finding& finding, const Project& project, const TableOf& table_of) {
  TrackedFinding result;
  result.rule = finding.rule;
  if (const RuleEntry* entry = find_rule(finding.rule)) result.area = entry->area;
  result.object = finding.object;
  result.detail = finding.detail;
  result.severity = finding.severity;
  result.message = finding.message;
  result.help = finding.help;
  if (finding.where.known()) {
    const SourceFile& file = project.files[finding.where.file];
    result.path = file.path();
    result.place = file.position(finding.where.begin);
  }
  result.table = table_of(finding.object);
  return result;
}

TrackedSuppression tracked(const Suppression& suppression, const SuppressionOutcome& outcome,
                           const Project& project) {
  const SourceFile& file = project.files[suppression.where.file];
  return {.path = file.path(),
          .line = file.line_number(suppression.where.begin),
          .rules = suppression.rules,
          .reason = suppression.reason,
          .until = suppression.until,
          .until_revision = suppression.until_revision,
          .expired = outcome.expired,
          .findings = outcome.findings};
}

/// The files of the revisions that are not open. One whose revisions are told apart by nothing but
/// their order in it (SQL with several migrations) is closed when all of them are.
std::set<std::string> closed_revisions(const Project& project) {
  const std::set<const Revision*> open = open_revisions(project);
  std::set<std::string> closed, still_open;
  for (const History& history : project.histories)
    for (const Revision& revision : history.revisions)
      if (revision.where.known())
        (open.contains(&revision) ? still_open : closed)
            .insert(project.files[revision.where.file].path());
  std::erase_if(closed, [&](const std::string& path) { return still_open.contains(path); });
  return closed;
}

}  // namespace

Snapshot take_snapshot(const Project& project, const RunResult& result) {
  Snapshot snapshot;
  snapshot.stats = measure(project);
  snapshot.closed_revisions = closed_revisions(project);
  const TableOf table_of(project);
  // Those that comments take back are numbered first: of two that are alike, the one that is left
  // then keeps the number that the comment did not take, and nothing looks mended.
  Occurrences occurrences;
  for (const Finding& finding : result.suppressed)
    snapshot.suppressed.insert(own_identity(finding, occurrences));
  for (const Finding& finding : result.findings) {
    TrackedFinding one = tracked(finding, project, table_of);
    one.identity = own_identity(finding, occurrences);
    snapshot.findings.push_back(std::move(one));
  }
  std::ranges::sort(snapshot.findings, {}, &TrackedFinding::identity);
  for (size_t i = 0; i < project.suppressions.size() && i < result.suppressions.size(); ++i)
    snapshot.suppressions.push_back(
        tracked(project.suppressions[i], result.suppressions[i], project));
  std::ranges::sort(snapshot.suppressions, {}, [](const TrackedSuppression& suppression) {
    return std::pair(std::string_view(suppression.path), suppression.line);
  });
  return snapshot;
}

bool is_out_of_sight(const TrackedFinding& finding, const Snapshot& later) {
  const RuleEntry* entry = find_rule(finding.rule);
  return entry != nullptr && looks_at_open_revisions(*entry) &&
         later.closed_revisions.contains(finding.path);
}

}  // namespace schemalint
