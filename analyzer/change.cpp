#include "analyzer/change.h"

#include <vector>

#include "analyzer/replay/replay.h"

namespace schemalint {
namespace {

/// Keeps the account of a revision's own tables.
void note_tables(std::set<QualifiedName>& created, const Operation& operation) {
  if (const auto* create = std::get_if<CreateTable>(&operation)) {
    created.insert(create->table.name);
  } else if (const auto* drop = std::get_if<DropTable>(&operation)) {
    created.erase(drop->table);
  } else if (const auto* rename = std::get_if<RenameTable>(&operation)) {
    if (created.erase(rename->table) > 0) created.insert(rename->to);
  }
}

/// IF NOT EXISTS makes no table where there is one.
bool makes_nothing(const Schema& schema, const Operation& operation) {
  const auto* create = std::get_if<CreateTable>(&operation);
  return create != nullptr && schema.table(create->table.name) != nullptr;
}

}  // namespace

void for_each_change(const Project& project, const std::function<void(const Change&)>& visit) {
  std::vector<Schema> states(project.databases.size());
  for (const History& history : project.histories) {
    Schema& state = states[history.database];
    for (const Revision& revision : history.revisions) {
      std::set<QualifiedName> created;
      for (size_t i = 0; i < revision.upgrade.size(); ++i) {
        const Step& step = revision.upgrade[i];
        visit({step, revision, history, i, state, created});
        if (!makes_nothing(state, step.operation)) note_tables(created, step.operation);
        apply(state, step.operation);
      }
    }
  }
}

}  // namespace schemalint
