#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/project.h"
#include "rules/run.h"

namespace schemalint {

/// What a report shows beside the findings.
struct ReportContext {
  const Project& project;
  const std::vector<Finding>& findings;
  std::vector<const RuleEntry*> rules;  ///< those that ran
  size_t suppressed = 0;
  size_t not_shown = 0;  ///< findings in files that were not asked for
  bool colour = false;   ///< ANSI escapes wanted
  bool unsafe_fixes = false;
};

using Report = std::string (*)(const ReportContext&);

struct ReportFormat {
  std::string_view name;
  Report report;
};

/// All formats, in the order in which the help lists them.
const std::vector<ReportFormat>& report_formats();

std::string full_report(const ReportContext& context);
std::string concise_report(const ReportContext& context);
std::string json_report(const ReportContext& context);
std::string sarif_report(const ReportContext& context);
std::string github_report(const ReportContext& context);
/// One patch with all fixes that apply, as `git apply` takes it.
std::string patch_report(const ReportContext& context);

/// The page of a rule as Markdown: text of `schemalint rule`, of the documentation and of SARIF.
std::string rule_page(const RuleEntry& entry);

}  // namespace schemalint
