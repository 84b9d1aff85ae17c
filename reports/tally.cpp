#include "reports/tally.h"

#include <set>

namespace schemalint {

static Safety safety_of_fix(const Finding& finding) {
  return finding.fix ? finding.fix->safety : Safety::none;
}

bool is_fixable(const Finding& finding, const ReportContext& context) {
  return safety_of_fix(finding) >= (context.unsafe_fixes ? Safety::unsafe : Safety::safe);
}

bool is_fixable_unsafely(const Finding& finding, const ReportContext& context) {
  return safety_of_fix(finding) == Safety::unsafe && !context.unsafe_fixes;
}

Tally tally(const ReportContext& context) {
  Tally tally;
  std::set<uint32_t> files;
  for (const Finding& finding : context.findings) {
    tally.errors += finding.severity == Severity::error;
    tally.warnings += finding.severity == Severity::warning;
    tally.info += finding.severity == Severity::info;
    tally.fixable += is_fixable(finding, context);
    tally.fixable_unsafely += is_fixable_unsafely(finding, context);
    if (finding.where.known()) files.insert(finding.where.file);
  }
  tally.files = files.size();
  return tally;
}

}  // namespace schemalint
