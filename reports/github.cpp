#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "analyzer/words.h"
#include "parsers/utf8.h"
#include "reports/places.h"
#include "reports/report.h"

namespace schemalint {

namespace {

/// GitHub shows ten annotations of a level in a step and drops the rest without a word, so that
/// the last of the ten says how many there are.
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
constexpr size_t shown_of_a_level = 9;

/// Without this, a name or message with a line end could give commands of its own.
std::string escaped(std::string_view text, std::string_view specials) {
  std::string result;
  for (const char c : valid_utf8(text)) {
    if (specials.find(c) != std::string_view::npos)
      result += fmt::format("%{:02X}", static_cast<unsigned>(c));
    else
      result += c;
  }
  return result;
}
std::string escaped_data(std::string_view text) {
  return escaped(text, "%\r\n");
}
std::string escaped_property(std::string_view text) {
  return escaped(text, "%\r\n:,");
}

std::string_view command(Severity severity) {
  if (severity == Severity::info) return "notice";
  return to_string(severity);
}

/// One line, also where a rule marked more: GitHub takes columns only within a line.
std::string place(const Finding& finding, const ReportContext& context) {
  if (!finding.where.known()) return {};
  const SourceFile& file = context.project.files[finding.where.file];
  const Place place = place_of(context.project, first_line_of(file, finding.where));
  return fmt::format("file={},line={},endLine={},col={},endColumn={},",
                     escaped_property(context.repository_prefix + place.path), place.begin.line,
                     place.end.line, place.begin.column, place.end.column);
}

std::string annotation(const Finding& finding, const ReportContext& context) {
  std::string message = finding.message;
  if (!finding.help.empty()) message += "\n" + finding.help;
  return fmt::format("::{} {}title={}::{}\n", command(finding.severity), place(finding, context),
                     escaped_property(finding.rule), escaped_data(message));
}

}  // namespace

std::string github_report(const ReportContext& context) {
  std::string text;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    size_t number = 0;
    for (const Finding& finding : context.findings) {
      if (finding.severity != severity) continue;
      if (++number <= shown_of_a_level) text += annotation(finding, context);
    }
    if (number > shown_of_a_level)
      text += fmt::format("::{} title=schemalint::{} more of this level\n", command(severity),
                          grouped(number - shown_of_a_level));
  }
  return text;
}

}  // namespace schemalint
