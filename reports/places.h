#pragma once

#include <string>
#include <vector>

#include "analyzer/project.h"

namespace schemalint {

/// Where a span lies, as people count.
struct Place {
  std::string path;  ///< relative to the project's root
  Position begin;
  Position end;  ///< behind the last character
};

/// The place of a span that is known().
Place place_of(const Project& project, Span span);

/// The path of the file with the finding, behind `prefix` ("services/backend/", or empty); without
/// a place, that of the project's folder: "services/backend", or ".".
std::string path_of(const Project& project, const Finding& finding, const std::string& prefix);

/// The findings of one path.
struct FileFindings {
  std::string path;  ///< as path_of() says it
  std::vector<const Finding*> findings;
};

/// The findings by their paths, in the order in which the paths first occur; each path once.
std::vector<FileFindings> by_file(const Project& project, const std::vector<Finding>& findings,
                                  const std::string& prefix);

/// The span as far as it lies in its first line: the finding itself where a rule marked more.
Span first_line_of(const SourceFile& file, Span span);

}  // namespace schemalint
