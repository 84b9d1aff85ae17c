#pragma once

#include <string>

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

/// The span as far as it lies in its first line: the finding itself where a rule marked more.
Span first_line_of(const SourceFile& file, Span span);

}  // namespace schemalint
