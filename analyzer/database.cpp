#include "analyzer/database.h"

#include <algorithm>

#include "analyzer/replay/replay.h"

namespace schemalint {

Schema database_schema(const Project& project) {
  Schema schema = project.migrated;
  // What cannot be applied, such as a second CREATE TABLE in another folder, changes nothing.
  for (const Step& step : project.sql_steps) apply(schema, step.operation);
  return schema;
}

bool is_uncertain(const Project& project, const QualifiedName& table) {
  return std::ranges::any_of(project.databases, [&](const Database& database) {
    return database.uncertain.contains(table);
  });
}

std::vector<RevisionPlace> find_revisions(const Project& project, std::string_view identifier) {
  std::vector<RevisionPlace> same, begun;
  for (size_t history = 0; history < project.histories.size(); ++history) {
    const std::vector<Revision>& revisions = project.histories[history].revisions;
    for (size_t revision = 0; revision < revisions.size(); ++revision) {
      if (!revisions[revision].id.starts_with(identifier)) continue;
      const bool exact = revisions[revision].id.size() == identifier.size();
      (exact ? same : begun).push_back({history, revision});
    }
  }
  return same.empty() ? begun : same;
}

namespace {

void run(Schema& schema, const std::vector<Step>& steps) {
  for (const Step& step : steps) apply(schema, step.operation);
}

}  // namespace

Schema schema_at(const Project& project, RevisionPlace place) {
  Schema schema;
  const size_t database = project.histories[place.history].database;
  for (size_t at = 0; at <= place.history; ++at) {
    const History& history = project.histories[at];
    if (history.database != database) continue;
    const size_t end = at == place.history ? place.revision + 1 : history.revisions.size();
    for (size_t i = 0; i < end; ++i) run(schema, history.revisions[i].upgrade);
  }
  return schema;
}

Schema schema_undone(const Project& project, RevisionPlace place) {
  Schema schema = schema_at(project, place);
  run(schema, project.histories[place.history].revisions[place.revision].downgrade);
  return schema;
}

}  // namespace schemalint
