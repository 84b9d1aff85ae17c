#include "analyzer/other_histories.h"

#include <algorithm>

namespace schemalint {

OtherHistories::OtherHistories(const Project& project) : project_(project) {
  for (size_t at = 0; at < project.histories.size(); ++at)
    for (const Revision& revision : project.histories[at].revisions)
      for (const Step& step : revision.upgrade) {
        if (const auto* rename = std::get_if<RenameTable>(&step.operation))
          tables_[rename->table].insert(at);
        if (const auto* drop = std::get_if<DropTable>(&step.operation))
          tables_[drop->table].insert(at);
        if (const auto* rename = std::get_if<RenameIndex>(&step.operation))
          indexes_[{{}, rename->index.name}].insert(at);
        if (const auto* drop = std::get_if<DropIndex>(&step.operation))
          indexes_[{{}, drop->index.name}].insert(at);
      }
}

bool OtherHistories::remove(const Removals& removals, const QualifiedName& name, Span where) const {
  const auto found = removals.find(name);
  if (found == removals.end()) return false;
  const auto is_maker = [&](size_t history) {
    return std::ranges::any_of(
        project_.histories[history].revisions,
        [&](const Revision& revision) { return revision.where.file == where.file; });
  };
  return std::ranges::none_of(found->second, is_maker);
}

}  // namespace schemalint
