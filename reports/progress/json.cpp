#include <nlohmann/json.hpp>

#include "reports/coverage_json.h"
#include "reports/progress/progress.h"

namespace schemalint {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json measure_json(const Measure& measure) {
  Json json = {{"value", measure.value}};
  if (measure.of) {
    json["of"] = *measure.of;
    json["percent"] = measure.percent();
  }
  return json;
}

Json bounds_json(const Bounds& bounds) {
  Json json = Json::object();
  if (bounds.at_least) json["at_least"] = *bounds.at_least;
  if (bounds.at_most) json["at_most"] = *bounds.at_most;
  json["unit"] = bounds.percent ? "percent" : "count";
  return json;
}

Json point_json(const Point& point, const Progress& progress) {
  Json items = Json::object();
  for (size_t at = 0; at < point.items_left.size(); ++at)
    items[progress.milestone.items[at].name] = point.items_left[at];
  return {{"day", point.day},
          {"commit", text_or_null(point.commit)},
          {"findings", point.findings},
          {"points_left", point.points_left},
          {"items_left", items}};
}

Json item_json(const ItemProgress& progress) {
  const WorkItem& item = *progress.item;
  Json json = {{"name", item.name},
               {"title", item.title},
               {"priority", text_or_null(item.priority)},
               {"week", item.week > 0 ? Json(item.week) : Json()},
               {"issue", text_or_null(item.issue)},
               {"state", state_text(progress.state)},
               {"late", progress.late},
               {"share", progress.share},
               {"points", item.points},
               {"points_left", progress.points_left}};
  if (progress.now) {
    json["metric"] = item.metric;
    json["first"] = measure_json(*progress.first);
    json["now"] = measure_json(*progress.now);
    json["goal"] = bounds_json(item.bounds);
  } else {
    json["rules"] = item.rules;
    json["paths"] = item.paths;
    json["target"] = item.target;
    json["left"] = progress.left;
    json["mended"] = progress.mended;
  }
  return json;
}

Json metric_json(const MetricProgress& metric) {
  return {{"name", metric.metric->name},
          {"title", metric.metric->title},
          {"first", measure_json(metric.first)},
          {"now", measure_json(metric.now)},
          {"goal", metric.goal ? bounds_json(*metric.goal) : Json()},
          {"met", metric.goal ? Json(metric.met) : Json()}};
}

Json item_name(const Progress& progress, const std::optional<size_t>& item) {
  return item ? Json(progress.milestone.items[*item].name) : Json();
}

Json finding_json(const TrackedFinding& finding) {
  return {
      {"id", finding.identity},
      {"rule", finding.rule},
      {"area", finding.area},
      {"object", finding.object},
      {"detail", finding.detail},
      {"table", text_or_null(finding.table)},
      {"severity", to_string(finding.severity)},
      {"message", finding.message},
      {"location",
       {{"path", finding.path}, {"line", finding.place.line}, {"column", finding.place.column}}}};
}

Json open_json(const OpenFinding& open, const Progress& progress) {
  Json json = finding_json(open.finding);
  json["item"] = item_name(progress, open.item);
  json["owner"] = text_or_null(open.owner);
  json["since"] = open.since;
  json["since_commit"] = text_or_null(open.since_commit);
  json["maybe_older"] = open.older;
  return json;
}

Json mended_json(const MendedFinding& gone, const Progress& progress) {
  Json json = finding_json(gone.finding);
  json["item"] = item_name(progress, gone.item);
  json["mended_on"] = gone.day;
  json["mended_by"] = text_or_null(gone.commit);
  return json;
}

Json group_json(const std::vector<Group>& groups) {
  Json list = Json::array();
  for (const Group& group : groups)
    list.push_back({{"name", text_or_null(group.name)},
                    {"left", group.left},
                    {"mended", group.mended},
                    {"points_left", group.points_left}});
  return list;
}

Json suppression_json(const OpenSuppression& open) {
  const TrackedSuppression& suppression = open.suppression;
  return {{"path", suppression.path},
          {"line", suppression.line},
          {"rules", suppression.rules},
          {"reason", text_or_null(suppression.reason)},
          {"until", text_or_null(suppression.until)},
          {"until_revision", text_or_null(suppression.until_revision)},
          {"expired", suppression.expired},
          {"findings", suppression.findings},
          {"since", open.since},
          {"maybe_older", open.older}};
}

template <typename T, typename ToJson>
Json list_of(const std::vector<T>& values, ToJson to_json) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(to_json(value));
  return list;
}

Json milestone_json(const Progress& progress) {
  if (progress.milestone.empty()) return {};
  const Milestone& milestone = progress.milestone;
  Json json = {{"name", text_or_null(milestone.name)},
               {"start", text_or_null(milestone.start)},
               {"until", text_or_null(milestone.until)},
               {"points", progress.total_points},
               {"points_left", progress.points_left}};
  json["line"] = Json();
  if (progress.line)
    json["line"] = {{"day", progress.line->day},
                    {"allowed", progress.line->allowed},
                    {"left", progress.line->left},
                    {"behind", progress.line->behind}};
  const Forecast& forecast = progress.forecast;
  json["forecast"] = {{"day", text_or_null(forecast.day)},
                      {"low", text_or_null(forecast.low)},
                      {"high", text_or_null(forecast.high)},
                      {"why_not", text_or_null(forecast.why_not)}};
  return json;
}

}  // namespace

std::string progress_json(const Progress& progress) {
  const Json json = {
      {"schema_version", 1},
      {"tool", "schemalint " SCHEMALINT_VERSION},
      {"project", progress.project},
      {"day", progress.day},
      {"commit", text_or_null(progress.commit)},
      {"uncommitted", progress.uncommitted},
      {"totals", {{"findings", progress.findings.size()}, {"mended", progress.mended.size()}}},
      {"milestone", milestone_json(progress)},
      {"criteria",
       list_of(progress.criteria,
               [](const Criterion& criterion) -> Json {
                 return {{"text", criterion.text}, {"now", criterion.now}, {"met", criterion.met}};
               })},
      {"items", list_of(progress.items, item_json)},
      {"metrics", list_of(progress.metrics, metric_json)},
      {"series",
       list_of(progress.points, [&](const Point& point) { return point_json(point, progress); })},
      {"by_priority", group_json(progress.by_priority)},
      {"by_area", group_json(progress.by_area)},
      {"by_table", group_json(progress.by_table)},
      {"by_owner", group_json(progress.by_owner)},
      {"suppressions", list_of(progress.suppressions, suppression_json)},
      {"findings", list_of(progress.findings,
                           [&](const OpenFinding& open) { return open_json(open, progress); })},
      {"mended", list_of(progress.mended,
                         [&](const MendedFinding& gone) { return mended_json(gone, progress); })},
      {"coverage", coverage_json(progress.stats.coverage)},
  };
  return json.dump(2) + "\n";
}

}  // namespace schemalint
