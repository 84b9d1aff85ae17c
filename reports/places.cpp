#include "reports/places.h"

#include <algorithm>
#include <map>

namespace schemalint {

Place place_of(const Project& project, Span span) {
  const SourceFile& file = project.files[span.file];
  return {.path = file.path(),
          .begin = file.position(span.begin),
          .end = file.position(std::max(span.begin, span.end))};
}

std::string path_of(const Project& project, const Finding& finding, const std::string& prefix) {
  if (finding.where.known()) return prefix + project.files[finding.where.file].path();
  if (prefix.empty()) return ".";
  return prefix.substr(0, prefix.size() - prefix.ends_with('/'));
}

std::vector<FileFindings> by_file(const Project& project, const std::vector<Finding>& findings,
                                  const std::string& prefix) {
  std::vector<FileFindings> files;
  std::map<std::string, size_t> index;
  for (const Finding& finding : findings) {
    const std::string path = path_of(project, finding, prefix);
    const auto [place, is_new] = index.try_emplace(path, files.size());
    if (is_new) files.push_back({path, {}});
    files[place->second].findings.push_back(&finding);
  }
  return files;
}

Span first_line_of(const SourceFile& file, Span span) {
  const uint32_t number = file.line_number(span.begin);
  const uint32_t begin = std::max(span.begin, file.line_begin(number));
  const auto line_end = static_cast<uint32_t>(file.line_begin(number) + file.line(number).size());
  return {.file = span.file,
          .begin = std::min(begin, line_end),
          .end = std::clamp(span.end, std::min(begin, line_end), line_end)};
}

}  // namespace schemalint
