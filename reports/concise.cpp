#include <fmt/core.h>

#include "reports/display.h"
#include "reports/places.h"
#include "reports/report.h"

namespace schemalint {

// One line a finding, as editors and people with grep read it: path:line:col: severity rule message
std::string concise_report(const ReportContext& context) {
  const Paint paint(context.colour);
  std::string text;
  for (const Finding& finding : context.findings) {
    if (finding.where.known()) {
      const Place place = place_of(context.project, finding.where);
      text += fmt::format("{}:{}:{}: ", printable(context.shown_prefix + place.path),
                          place.begin.line, place.begin.column);
    }
    text += fmt::format("{} {} {}\n", paint.severity(finding.severity, to_string(finding.severity)),
                        paint.strong(finding.rule), one_line(finding.message));
  }
  return text;
}

}  // namespace schemalint
