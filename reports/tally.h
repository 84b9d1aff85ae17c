#pragma once

#include <cstddef>

#include "reports/report.h"

namespace schemalint {

/// How many findings there are of what kind.
struct Tally {
  size_t errors = 0;
  size_t warnings = 0;
  size_t info = 0;
  size_t fixable = 0;           ///< by --fix with the flags of this run
  size_t fixable_unsafely = 0;  ///< only with --unsafe-fixes in addition
  size_t files = 0;             ///< that have a finding
};

Tally tally(const ReportContext& context);

/// Whether there is a fix, and `--fix` with the flags of this run applies it.
bool is_fixable(const Finding& finding, const ReportContext& context);
/// Whether there is a fix, and `--fix` needs `--unsafe-fixes` in addition to apply it.
bool is_fixable_unsafely(const Finding& finding, const ReportContext& context);

}  // namespace schemalint
