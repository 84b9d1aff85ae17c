#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "reports/places.h"
#include "reports/report.h"
#include "tracking/identity.h"

namespace schemalint {

// GitLab's Code Quality:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format A merge request shows
// what its report has and that of the target branch has not, by fingerprint; of equal fingerprints
// it shows one. The name of the check it does not show at all.

namespace {

using Json = nlohmann::ordered_json;

std::string_view gitlab_severity(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "major";
    case Severity::warning:
      return "minor";
    default:
      return "info";
  }
}

Json violation(const Finding& finding, const ReportContext& context, Occurrences& occurrences) {
  const std::string identity = identity_of(finding);
  const uint32_t line =
      finding.where.known() ? place_of(context.project, finding.where).begin.line : 1;
  return {{"description", fmt::format("{}: {}", finding.rule, finding.message)},
          {"check_name", finding.rule},
          {"fingerprint", fingerprint_of(identity, occurrences.next(identity))},
          {"severity", gitlab_severity(finding.severity)},
          {"location",
           {{"path", path_of(context.project, finding, context.repository_prefix)},
            {"lines", {{"begin", line}}}}}};
}

}  // namespace

std::string gitlab_report(const ReportContext& context) {
  Occurrences occurrences;
  Json violations = Json::array();
  for (const Finding& finding : context.findings)
    violations.push_back(violation(finding, context, occurrences));
  return violations.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace schemalint
