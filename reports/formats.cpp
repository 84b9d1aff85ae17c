#include "reports/report.h"

namespace schemalint {

const std::vector<ReportFormat>& report_formats() {
  static const std::vector<ReportFormat> formats = {
      {"full", full_report},   {"concise", concise_report}, {"json", json_report},
      {"sarif", sarif_report}, {"github", github_report},   {"patch", patch_report},
  };
  return formats;
}

}  // namespace schemalint
