#include "reports/report.h"

namespace schemalint {

const std::vector<ReportFormat>& report_formats() {
  static const std::vector<ReportFormat> formats = {
      {"full", full_report},         {"concise", concise_report},
      {"json", json_report},         {"json-lines", json_lines_report},
      {"sarif", sarif_report},       {"github", github_report},
      {"markdown", markdown_report}, {"gitlab", gitlab_report},
      {"junit", junit_report},       {"checkstyle", checkstyle_report},
      {"rdjson", rdjson_report},     {"azure", azure_report},
      {"agent", agent_report},       {"patch", patch_report},
  };
  return formats;
}

}  // namespace schemalint
