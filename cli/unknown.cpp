#include "cli/unknown.h"

#include <fmt/core.h>

#include "analyzer/words.h"

namespace schemalint {

std::string describe_unknown(const Project& project, const Target& target) {
  std::error_code ignored;
  const std::string prefix = prefix_of(target.root, std::filesystem::current_path(ignored));
  std::string text;
  size_t shown = 0;
  for (const NotUnderstood& unknown : project.not_understood) {
    if (!unknown.where.known() || !target.covers(project.files[unknown.where.file].path()))
      continue;
    const SourceFile& file = project.files[unknown.where.file];
    const Position at = file.position(unknown.where.begin);
    text += fmt::format("{}{}:{}:{}: not understood: {}: {}\n", prefix, file.path(), at.line,
                        at.column, unknown.what, unknown.reason);
    shown++;
  }
  return text + fmt::format("{} not understood.\n", counted(shown, "place"));
}

}  // namespace schemalint
