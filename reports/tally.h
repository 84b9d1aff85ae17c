#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

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

/// The findings of a severity in words: "2 errors".
struct SeverityCount {
  Severity severity = Severity::info;
  std::string words;
};

/// The severities that occur, the highest first.
std::vector<SeverityCount> by_severity(const Tally& count);

/// The findings of a rule.
struct RuleCount {
  std::string_view rule;
  size_t findings = 0;
  Severity highest = Severity::info;  ///< severity of any of them
};

/// The rules that found something, the one that found most first, else by name.
std::vector<RuleCount> by_rule(const std::vector<Finding>& findings);

/// How many findings can be fixed, with the command that does it, as a sentence; empty where none
/// can.
std::string describe_fixes(const Tally& count, const ReportContext& context);

/// Whether there is a fix, and `--fix` with the flags of this run applies it.
bool is_fixable(const Finding& finding, const ReportContext& context);
/// Whether there is a fix, and `--fix` needs `--unsafe-fixes` in addition to apply it.
bool is_fixable_unsafely(const Finding& finding, const ReportContext& context);

}  // namespace schemalint
