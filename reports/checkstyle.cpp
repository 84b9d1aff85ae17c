#include <fmt/core.h>

#include "reports/log_command.h"
#include "reports/markup.h"
#include "reports/places.h"
#include "reports/report.h"

namespace schemalint {

// The XML of Checkstyle, which many systems read: https://checkstyle.org/result_reports.html

static std::string error(const Finding& finding, const Project& project) {
  std::string place;
  if (finding.where.known()) {
    const Position begin = place_of(project, finding.where).begin;
    place = fmt::format("line=\"{}\" column=\"{}\" ", begin.line, begin.column);
  }
  return fmt::format("    <error {}severity=\"{}\" message=\"{}\" source=\"schemalint.{}\"/>\n",
                     place, to_string(finding.severity), escaped(message_and_help(finding)),
                     escaped(finding.rule));
}

std::string checkstyle_report(const ReportContext& context) {
  // The version is that of the Checkstyle whose format this is.
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<checkstyle version=\"4.3\">\n";
  for (const FileFindings& file :
       by_file(context.project, context.findings, context.repository_prefix)) {
    text += fmt::format("  <file name=\"{}\">\n", escaped(file.path));
    for (const Finding* finding : file.findings) text += error(*finding, context.project);
    text += "  </file>\n";
  }
  return text + "</checkstyle>\n";
}

}  // namespace schemalint
