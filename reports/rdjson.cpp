#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "reports/log_command.h"
#include "reports/places.h"
#include "reports/report.h"
#include "rules/fix_rounds.h"

namespace schemalint {

// Reviewdog's Diagnostic Format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
// Paths are those of the working folder, where reviewdog is expected to run as well: it adds the
// way from the repository's root itself.

namespace {

using Json = nlohmann::ordered_json;

// A suggestion is shown with all lines that it replaces, and must lie in the change under review.
constexpr uint32_t most_lines_of_a_suggestion = 20;

std::string_view rdf_severity(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "ERROR";
    case Severity::warning:
      return "WARNING";
    default:
      return "INFO";
  }
}

/// Columns count the bytes of the line as it stands in the file, a byte order mark included:
/// reviewdog takes them as offsets into the lines of the diff.
Json position(const SourceFile& file, uint32_t offset) {
  const uint32_t line = file.line_number(offset);
  const uint32_t begin = line == 1 ? 0 : file.line_begin(line);
  return {{"line", line}, {"column", offset - begin + 1}};
}

Json range(const SourceFile& file, uint32_t begin, uint32_t end) {
  return {{"start", position(file, begin)}, {"end", position(file, end)}};
}

class RdjsonReport {
 public:
  explicit RdjsonReport(const ReportContext& context)
      : context_(context), broken_(broken_files(context.project)) {}

  std::string text() const;

 private:
  Json diagnostic(const Finding& finding) const;
  Json location(Span where) const;
  Json related_locations(const Finding& finding) const;
  std::optional<Json> suggestion(const Finding& finding) const;

  const ReportContext& context_;
  std::set<uint32_t> broken_;
};

Json RdjsonReport::location(Span where) const {
  const SourceFile& file = context_.project.files[where.file];
  const Span part = first_line_of(file, where);  // a review comments on the lines of a diff
  return {{"path", context_.shown_prefix + file.path()},
          {"range", range(file, part.begin, part.end)}};
}

Json RdjsonReport::related_locations(const Finding& finding) const {
  Json related = Json::array();
  for (const Note& note : finding.notes)
    if (note.where.known())
      related.push_back({{"message", note.message}, {"location", location(note.where)}});
  return related;
}

/// What a safe fix makes of its part of the file, from the first edit to the last: several
/// suggestions could be taken one without the other. None where the fix reaches further than a
/// comment can show, and where JSON cannot hold its text.
std::optional<Json> RdjsonReport::suggestion(const Finding& finding) const {
  if (!finding.fix || finding.fix->safety != Safety::safe || finding.fix->edits.empty()) return {};
  const std::vector<Edit>& edits = finding.fix->edits;
  const FixResult fixed = apply_fixes(context_.project.files, {finding}, Safety::safe, broken_);
  if (fixed.texts.size() != 1) return {};
  const auto& [index, after] = *fixed.texts.begin();
  const SourceFile& file = context_.project.files[index];

  uint32_t begin = UINT32_MAX, end = 0;
  for (const Edit& edit : edits) {
    if (edit.where.file != index) return {};
    begin = std::min(begin, edit.where.begin);
    end = std::max(end, edit.where.end);
  }
  begin = std::max(begin, file.line_begin(1));  // nothing is put in front of a byte order mark
  end = std::max(begin, end);
  if (file.line_number(end) - file.line_number(begin) >= most_lines_of_a_suggestion) return {};
  const size_t behind = file.text().size() - end;
  const std::string text = after.substr(begin, after.size() - behind - begin);
  if (find_invalid_utf8(text) != std::string::npos) return {};
  return Json{{"range", range(file, begin, end)}, {"text", text}};
}

Json RdjsonReport::diagnostic(const Finding& finding) const {
  Json json = {{"message", message_and_help(finding)}};
  if (finding.where.known())
    json["location"] = location(finding.where);
  else
    json["location"]["path"] = path_of(context_.project, finding, context_.shown_prefix);
  json["severity"] = rdf_severity(finding.severity);
  json["code"] = {{"value", finding.rule}};
  if (const std::optional<Json> mended = suggestion(finding))
    json["suggestions"] = Json::array({*mended});
  if (const Json related = related_locations(finding); !related.empty())
    json["related_locations"] = related;
  return json;
}

std::string RdjsonReport::text() const {
  Json diagnostics = Json::array();
  for (const Finding& finding : context_.findings) diagnostics.push_back(diagnostic(finding));
  const Json report = {{"source", {{"name", "schemalint"}, {"url", SCHEMALINT_HOMEPAGE}}},
                       {"diagnostics", diagnostics}};
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string rdjson_report(const ReportContext& context) {
  return RdjsonReport(context).text();
}

}  // namespace schemalint
