#include <nlohmann/json.hpp>

#include "reports/coverage_json.h"
#include "reports/finding_json.h"
#include "reports/report.h"
#include "reports/tally.h"

namespace schemalint {

namespace {

using Json = nlohmann::ordered_json;

/// Changes when a key goes away or changes its meaning; more keys may come at any time.
constexpr int schema_version = 1;

Json summary(const ReportContext& context) {
  const Tally count = tally(context);
  return {{"findings", context.findings.size()},
          {"errors", count.errors},
          {"warnings", count.warnings},
          {"info", count.info},
          {"fixable", count.fixable},
          {"fixable_with_unsafe_fixes", count.fixable_unsafely},
          {"suppressed", context.suppressed},
          {"baselined", context.baselined},
          {"older", context.older},
          {"not_shown", context.not_shown},
          {"files_with_findings", count.files},
          {"files", context.project.file_count()}};
}

}  // namespace

nlohmann::ordered_json coverage_json(const Coverage& coverage) {
  return {{"tables", coverage.tables},
          {"tables_unknown", coverage.tables_unknown},
          {"columns", coverage.columns},
          {"columns_unknown", coverage.columns_unknown},
          {"relationships", coverage.relationships},
          {"relationships_unknown", coverage.relationships_unknown},
          {"revisions", coverage.revisions},
          {"statements", coverage.statements},
          {"statements_unknown", coverage.statements_unknown}};
}

std::string json_report(const ReportContext& context) {
  Json findings = Json::array();
  for (const Finding& found : context.findings)
    findings.push_back(finding_json(context.project, found));
  std::string root = context.shown_prefix.empty() ? "." : context.shown_prefix;
  if (root.size() > 1 && root.ends_with('/')) root.pop_back();
  const Json report = {{"schema_version", schema_version},
                       {"tool", "schemalint"},
                       {"version", SCHEMALINT_VERSION},
                       {"root", root},
                       {"findings", findings},
                       {"summary", summary(context)},
                       {"coverage", coverage_json(context.project.coverage)}};
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace schemalint
