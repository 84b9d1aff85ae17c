#include "reports/places.h"

#include <algorithm>

namespace schemalint {

Place place_of(const Project& project, Span span) {
  const SourceFile& file = project.files[span.file];
  return {.path = file.path(),
          .begin = file.position(span.begin),
          .end = file.position(std::max(span.begin, span.end))};
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
