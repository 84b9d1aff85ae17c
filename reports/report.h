#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/fix.h"
#include "analyzer/project.h"
#include "rules/run.h"

namespace schemalint {

/// What a report shows beside the findings.
struct ReportContext {
  const Project& project;
  const std::vector<Finding>& findings;
  std::vector<const RuleEntry*> rules;  ///< those that ran
  size_t suppressed = 0;
  size_t not_shown = 0;       ///< findings in files that were not asked for
  size_t baselined = 0;       ///< findings that the baseline accepts
  size_t older = 0;           ///< findings that the commit of --since has already
  bool colour = false;        ///< ANSI escapes wanted
  bool unsafe_fixes = false;  ///< --unsafe-fixes is given: those fixes count as wanted
  /// What stands before a file's path for a person to open it: the project's root as seen from the
  /// working folder, with a '/' at its end ("backend/", "../"), or empty.
  std::string shown_prefix{};
  /// The same for GitHub and `git apply`: the project's root inside its repository.
  std::string repository_prefix{};
  /// What the fixes amount to when repeated until nothing changes; for the patch. Where it is not
  /// given, the patch holds the fixes of one round.
  std::optional<std::vector<FileChange>> changes{};
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
std::string json_lines_report(const ReportContext& context);
std::string sarif_report(const ReportContext& context);
std::string github_report(const ReportContext& context);
/// What GitHub Actions shows as the summary of a step.
std::string markdown_report(const ReportContext& context);
/// GitLab's Code Quality.
std::string gitlab_report(const ReportContext& context);
std::string junit_report(const ReportContext& context);
std::string checkstyle_report(const ReportContext& context);
/// Reviewdog's Diagnostic Format.
std::string rdjson_report(const ReportContext& context);
/// Azure Pipelines.
std::string azure_report(const ReportContext& context);
/// For coding assistants.
std::string agent_report(const ReportContext& context);
/// One patch with all fixes that apply, as `git apply` takes it.
std::string patch_report(const ReportContext& context);

/// The changes as one unified diff with git's headers; files that stay the same are left out.
/// `prefix` stands before every path.
std::string make_patch(const std::vector<FileChange>& changes, const std::string& prefix = {});

/// The page of a rule as Markdown: text of `schemalint rule`, of the documentation and of SARIF.
std::string rule_page(const RuleEntry& entry);

}  // namespace schemalint
