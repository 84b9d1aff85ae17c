#include <fmt/core.h>

#include "reports/display.h"
#include "reports/places.h"
#include "reports/report.h"

namespace schemalint {

// For coding assistants, which pay for every word: one line a finding, with what to do about it.
//
//   path:line:column: severity rule: message; fix with --fix: title: `old` -> `new`
//   path:line:column: severity rule: message; help: what to do

namespace {

constexpr size_t longest_edit = 120;  // in bytes; what is longer stays in the file and the patch

/// What the fix writes, where that is short enough for a line.
std::string change(const Fix& fix, const Project& project) {
  if (fix.edits.size() != 1) return {};
  const Edit& edit = fix.edits.front();
  const std::string_view old = project.files[edit.where.file].text(edit.where);
  const bool is_short = old.size() + edit.text.size() <= longest_edit;
  const bool is_in_a_line =
      old.find('\n') == std::string_view::npos && edit.text.find('\n') == std::string::npos;
  if (!is_short || !is_in_a_line) return {};
  if (old.empty()) {
    const Position at = place_of(project, edit.where).begin;
    return fmt::format(": insert `{}` at {}:{}", edit.text, at.line, at.column);
  }
  if (edit.text.empty()) return fmt::format(": delete `{}`", old);
  return fmt::format(": `{}` -> `{}`", old, edit.text);
}

std::string remedy(const Finding& finding, const Project& project) {
  if (finding.fix && finding.fix->safety != Safety::none) {
    const bool safe = finding.fix->safety == Safety::safe;
    return fmt::format("; fix with --fix{}: {}{}", safe ? "" : " --unsafe-fixes",
                       finding.fix->title, change(*finding.fix, project));
  }
  return finding.help.empty() ? std::string() : "; help: " + finding.help;
}

}  // namespace

std::string agent_report(const ReportContext& context) {
  std::string text;
  for (const Finding& finding : context.findings) {
    std::string line;
    if (finding.where.known()) {
      const Place place = place_of(context.project, finding.where);
      line = fmt::format("{}{}:{}:{}: ", context.shown_prefix, place.path, place.begin.line,
                         place.begin.column);
    }
    line += fmt::format("{} {}: {}{}", to_string(finding.severity), finding.rule, finding.message,
                        remedy(finding, context.project));
    text += one_line(line) + "\n";
  }
  return text;
}

}  // namespace schemalint
