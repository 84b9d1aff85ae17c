#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "reports/line_hash.h"
#include "reports/places.h"
#include "reports/report.h"
#include "reports/sarif_text.h"
#include "tracking/identity.h"

namespace schemalint {

// SARIF 2.1.0 as GitHub code scanning reads it: one location a result, nothing suppressed, an empty
// list of results when all is well, so that an upload closes what was mended.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
// https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning

namespace {

using Json = nlohmann::ordered_json;

constexpr size_t most_results = 25000;  // GitHub rejects a run with more
constexpr size_t most_related = 100;    // GitHub uses no more places of a result
constexpr size_t most_links = 6;        // in a message, where they are for people

std::string_view level(Severity severity) {
  return severity == Severity::info ? "note" : to_string(severity);
}

/// What is one result: the findings of one rule on one line. GitHub tells alerts apart by rule and
/// line, so that two results there would be one alert that changes its text with every upload.
struct Result {
  std::vector<const Finding*> findings;  // at least one

  const Finding& first() const { return *findings.front(); }
  Severity severity() const {
    Severity highest = Severity::info;
    for (const Finding* finding : findings) highest = std::max(highest, finding->severity);
    return highest;
  }
};

/// The places that belong to a result, each once.
std::vector<const Note*> related_notes(const Result& result) {
  std::vector<const Note*> related;
  std::set<std::pair<Span, std::string_view>> seen;
  for (const Finding* finding : result.findings)
    for (const Note& note : finding->notes)
      if (note.where.known() && related.size() < most_related &&
          seen.emplace(note.where, note.message).second)
        related.push_back(&note);
  return related;
}

class SarifReport {
 public:
  explicit SarifReport(const ReportContext& context) : context_(context) {
    for (const RuleEntry* rule : context.rules) add_rule(rule);
    for (const Finding& finding : context.findings) add_rule(find_rule(finding.rule));
  }

  std::string text();

 private:
  void add_rule(const RuleEntry* entry) {
    if (entry != nullptr) rules_.emplace(entry->rule->name, entry);
  }
  std::vector<Result> results();
  Json rules() const;
  Json result(const Result& result);
  Json notifications(size_t left_out) const;
  std::string message(const Result& result, const std::vector<const Note*>& related) const;
  Json physical_location(Span where) const;
  Json related_locations(const std::vector<const Note*>& related) const;
  Json fingerprints(const Result& result);
  std::string line_hash(Span where);

  const ReportContext& context_;
  std::map<std::string_view, const RuleEntry*> rules_;        // by name: their order in the file
  std::map<uint32_t, std::vector<std::string>> line_hashes_;  // by file, made when first needed
};

/// Without a place GitHub rejects the whole file; such findings become notifications.
std::vector<Result> SarifReport::results() {
  std::map<std::tuple<std::string_view, uint32_t, uint32_t>, size_t> by_line;
  std::vector<Result> results;
  for (const Finding& finding : context_.findings) {
    if (!finding.where.known()) continue;
    const uint32_t file = finding.where.file;
    const uint32_t line = context_.project.files[file].line_number(finding.where.begin);
    const auto [place, is_new] = by_line.try_emplace({finding.rule, file, line}, results.size());
    if (is_new) results.push_back({});
    results[place->second].findings.push_back(&finding);
  }
  std::stable_sort(results.begin(), results.end(), [](const Result& a, const Result& b) {
    const auto key = [](const Result& r) { return std::tie(r.first().rule, r.first().object); };
    if (a.severity() != b.severity()) return a.severity() > b.severity();
    return key(a) < key(b);
  });
  return results;
}

Json SarifReport::rules() const {
  Json rules = Json::array();
  for (const auto& [name, entry] : rules_) {
    const Rule& rule = *entry->rule;
    std::string area(entry->area);
    std::replace(area.begin(), area.end(), '_', '-');
    const std::string page = rule_page(*entry);
    const bool info = rule.severity == Severity::info;
    rules.push_back({{"id", name},
                     {"name", pascal_case(name)},
                     {"shortDescription", {{"text", shortened(rule.summary)}}},
                     {"fullDescription", {{"text", shortened(rule.why)}}},
                     {"help", {{"text", page}, {"markdown", page}}},
                     {"defaultConfiguration", {{"level", level(rule.severity)}}},
                     {"properties",
                      {{"tags", Json::array({area, "postgresql", "sqlalchemy"})},
                       {"precision", "high"},
                       {"problem.severity", info ? "recommendation" : to_string(rule.severity)}}}});
  }
  return rules;
}

Json SarifReport::physical_location(Span where) const {
  const SourceFile& file = context_.project.files[where.file];
  const Span part = first_line_of(file, where);  // GitHub shows an alert only inside a diff's lines
  const uint32_t number = file.line_number(part.begin);
  const std::string_view line = file.line(number);
  const uint32_t begin = file.line_begin(number);
  return {
      {"artifactLocation",
       {{"uri", uri_path(context_.repository_prefix + file.path())}, {"uriBaseId", "%SRCROOT%"}}},
      {"region",
       {{"startLine", number},
        {"startColumn", 1 + utf16_length(line.substr(0, part.begin - begin))},
        {"endLine", number},
        {"endColumn", 1 + utf16_length(line.substr(0, part.end - begin))}}}};
}

std::string SarifReport::message(const Result& result,
                                 const std::vector<const Note*>& related) const {
  std::string text = message_text(sentence(result.first().message));
  for (size_t i = 1; i < result.findings.size(); i++) {
    if (i == most_links) {
      text += fmt::format(" And {} more on this line.", result.findings.size() - i);
      break;
    }
    text += " " + message_text(sentence(result.findings[i]->message));
  }
  if (!result.first().help.empty()) text += " " + message_text(sentence(result.first().help));
  for (size_t i = 0; i < std::min(related.size(), most_links); i++)
    text +=
        fmt::format("{} [{}]({})", i == 0 ? " See:" : ",", link_text(related[i]->message), i + 1);
  return text;
}

Json SarifReport::related_locations(const std::vector<const Note*>& related) const {
  Json locations = Json::array();
  for (size_t i = 0; i < related.size(); i++)
    locations.push_back({{"id", i + 1},
                         {"physicalLocation", physical_location(related[i]->where)},
                         {"message", {{"text", message_text(related[i]->message)}}}});
  return locations;
}

/// Empty where the line is none that GitHub counts: it would compute another value, or none.
std::string SarifReport::line_hash(Span where) {
  const SourceFile& file = context_.project.files[where.file];
  const auto [hashes, is_new] = line_hashes_.try_emplace(where.file);
  if (is_new) hashes->second = line_hashes(file.text());
  const size_t index = file.line_number(where.begin) - 1;
  return index < hashes->second.size() ? hashes->second[index] : std::string();
}

Json SarifReport::fingerprints(const Result& result) {
  std::string identity;
  for (const Finding* finding : result.findings) {
    if (!identity.empty()) identity += "\n";
    identity += identity_of(*finding);
  }
  Json fingerprints = Json::object();
  const std::string hash = line_hash(result.first().where);
  if (!hash.empty()) fingerprints["primaryLocationLineHash"] = hash;
  fingerprints["schemalintObject/v1"] = identity;
  return fingerprints;
}

Json SarifReport::result(const Result& result) {
  const std::vector<const Note*> related = related_notes(result);

  const std::string_view name = result.first().rule;
  Json location = {{"physicalLocation", physical_location(result.first().where)}};
  if (!result.first().object.empty())
    location["logicalLocations"] = Json::array({{{"fullyQualifiedName", result.first().object}}});
  Json json = {{"ruleId", name}};
  if (const auto rule = rules_.find(name); rule != rules_.end())
    json["ruleIndex"] = std::distance(rules_.begin(), rule);
  json["level"] = level(result.severity());
  json["message"] = {{"text", message(result, related)}};
  json["locations"] = Json::array({location});
  if (!related.empty()) json["relatedLocations"] = related_locations(related);
  json["partialFingerprints"] = fingerprints(result);
  return json;
}

Json SarifReport::notifications(size_t left_out) const {
  Json notifications = Json::array();
  const auto add = [&](Severity severity, const std::string& text) {
    notifications.push_back(
        {{"level", level(severity)}, {"message", {{"text", message_text(sentence(text))}}}});
  };
  if (left_out > 0)
    add(Severity::warning, fmt::format("{} results are left out: GitHub takes no more than {}",
                                       left_out, most_results));
  for (const Finding& finding : context_.findings)
    if (!finding.where.known()) add(finding.severity, finding.message);
  return notifications;
}

std::string SarifReport::text() {
  std::vector<Result> found = results();
  const size_t left_out = found.size() - std::min(found.size(), most_results);
  found.resize(found.size() - left_out);
  Json list = Json::array();
  for (const Result& each : found) list.push_back(result(each));
  Json invocation = {{"executionSuccessful", true}};
  if (Json notes = notifications(left_out); !notes.empty())
    invocation["toolExecutionNotifications"] = std::move(notes);
  const Json driver = {{"name", "schemalint"},
                       {"semanticVersion", SCHEMALINT_VERSION},
                       {"informationUri", SCHEMALINT_HOMEPAGE},
                       {"rules", rules()}};
  const Json run = {{"tool", {{"driver", driver}}},
                    {"invocations", Json::array({invocation})},
                    {"automationDetails", {{"id", "schemalint/"}}},
                    {"columnKind", "utf16CodeUnits"},
                    {"results", list}};
  const Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                    {"version", "2.1.0"},
                    {"runs", Json::array({run})}};
  return log.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string sarif_report(const ReportContext& context) {
  return SarifReport(context).text();
}

}  // namespace schemalint
