#include <fmt/core.h>

#include "reports/log_command.h"
#include "reports/places.h"
#include "reports/report.h"

namespace schemalint {

// Logging commands of Azure Pipelines:
// https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands

namespace {

// Azure's own spelling of the percent sign, which keeps it apart from what else is encoded.
constexpr std::string_view percent = "%AZP25";

std::string as_data(std::string_view text) {
  return encoded(text, "\r\n", percent);
}
std::string as_property(std::string_view text) {
  return encoded(text, "\r\n];", percent);
}

/// There is nothing below a warning.
std::string_view type(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

std::string issue(const Finding& finding, const ReportContext& context) {
  std::string place;
  if (finding.where.known()) {
    const Place found = place_of(context.project, finding.where);
    place = fmt::format("sourcepath={};linenumber={};columnnumber={};",
                        as_property(context.repository_prefix + found.path), found.begin.line,
                        found.begin.column);
  }
  return fmt::format("##vso[task.logissue type={};{}code={};]{}\n", type(finding.severity), place,
                     as_property(finding.rule), as_data(message_and_help(finding)));
}

}  // namespace

std::string azure_report(const ReportContext& context) {
  std::string text;
  for (const Finding& finding : context.findings) text += issue(finding, context);
  return text;
}

}  // namespace schemalint
