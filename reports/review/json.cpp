#include <nlohmann/json.hpp>

#include "reports/review/review.h"

namespace schemalint {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json();
}

Json side_json(const ReviewSide& side) {
  return {{"commit", side.commit.empty() ? Json() : Json(side.commit)},
          {"findings", side.findings},
          {"points_left", side.points_left ? Json(*side.points_left) : Json()}};
}

Json changes_json(const std::vector<Difference>& changes) {
  Json list = Json::array();
  for (const Difference& change : changes)
    list.push_back({{"kind", change.kind},
                    {"object", change.object},
                    {"before", text_or_null(change.present)},
                    {"after", text_or_null(change.wanted)}});
  return list;
}

Json step_json(const ReviewedStep& step) {
  Json locks = Json::array();
  for (const Lock& lock : step.locks)
    locks.push_back({{"relation", lock.relation.text()}, {"mode", to_string(lock.mode)}});
  return {{"statement", step.verb},
          {"object", step.object},
          {"locks", std::move(locks)},
          {"scans", step.scans},
          {"rewrites", step.rewrites},
          {"index_builds", step.index_builds},
          {"in_transaction", step.in_transaction},
          {"deployment", to_string(step.deployment.when)},
          {"why", step.deployment.why},
          {"loses_data", step.deployment.loses_data}};
}

Json revisions_json(const std::vector<ReviewedRevision>& revisions) {
  Json list = Json::array();
  for (const ReviewedRevision& revision : revisions) {
    Json steps = Json::array();
    for (const ReviewedStep& step : revision.steps) steps.push_back(step_json(step));
    list.push_back({{"id", revision.id},
                    {"path", revision.path},
                    {"message", revision.message},
                    {"steps", std::move(steps)}});
  }
  return list;
}

Json findings_json(const std::vector<TrackedFinding>& findings) {
  Json list = Json::array();
  for (const TrackedFinding& finding : findings)
    list.push_back({{"id", finding.identity},
                    {"rule", finding.rule},
                    {"severity", to_string(finding.severity)},
                    {"object", finding.object},
                    {"message", finding.message},
                    {"help", finding.help},
                    {"location",
                     {{"path", finding.path},
                      {"line", finding.place.line},
                      {"column", finding.place.column}}}});
  return list;
}

}  // namespace

std::string review_json(const Review& review) {
  const Json json = {{"schema_version", 1},
                     {"tool", "schemalint " SCHEMALINT_VERSION},
                     {"before", side_json(review.before)},
                     {"after", side_json(review.after)},
                     {"changes", changes_json(review.changes)},
                     {"new_drift", changes_json(review.parted)},
                     {"revisions", revisions_json(review.revisions)},
                     {"new", findings_json(review.found)},
                     {"mended", findings_json(review.mended)},
                     {"out_of_sight", review.out_of_sight}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace schemalint
