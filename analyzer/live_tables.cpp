#include "analyzer/live_tables.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/database.h"

namespace schemalint {

LiveTables::LiveTables(const Project& project)
    : project_(project), database_(database_schema(project)) {}

const Table* LiveTables::in_database(const Table& declared) const {
  if (const Table* same = database_.table(declared.name)) return same;
  // Models and migrations may leave the schema to the metadata and to the search path.
  const std::vector<QualifiedName> called = database_.tables_called(declared.name.name);
  const bool one_is_bare =
      called.size() == 1 &&
      (called.front().schema.empty() || declared.name.schema.empty() || !declared.schema_known);
  return one_is_bare ? database_.table(called.front()) : nullptr;
}

bool LiveTables::is_view(const Table& declared) const {
  return database_.views().contains(declared.name);
}

bool LiveTables::is_uncertain(const Table& table) const {
  return std::ranges::any_of(project_.databases, [&](const Database& database) {
    return database.uncertain.contains(table.name);
  });
}

namespace {

/// Tables that a history renames or drops, with the histories that do.
using Removals = std::map<QualifiedName, std::set<size_t>>;

Removals find_removals(const Project& project) {
  Removals removals;
  for (size_t at = 0; at < project.histories.size(); ++at)
    for (const Revision& revision : project.histories[at].revisions)
      for (const Step& step : revision.upgrade) {
        if (const auto* rename = std::get_if<RenameTable>(&step.operation))
          removals[rename->table].insert(at);
        if (const auto* drop = std::get_if<DropTable>(&step.operation))
          removals[drop->table].insert(at);
      }
  return removals;
}

bool is_made_in(const History& history, const Table& table) {
  return std::ranges::any_of(history.revisions, [&](const Revision& revision) {
    return revision.where.file == table.where.file;
  });
}

/// Whether another history than the one that made the table renames or drops it: they share a
/// database, though nothing else says so.
bool is_removed_elsewhere(const Project& project, const Table& table, const Removals& removals) {
  const auto removal = removals.find(table.name);
  return removal != removals.end() && std::ranges::none_of(removal->second, [&](size_t history) {
           return is_made_in(project.histories[history], table);
         });
}

}  // namespace

std::vector<const Table*> LiveTables::undeclared() const {
  const Removals removals = find_removals(project_);
  std::vector<const Table*> tables;
  for (const Table& table : database_.tables())
    if (project_.declared.tables_called(table.name.name).empty() && table.complete &&
        !table.partition_of && !is_uncertain(table) &&
        !is_removed_elsewhere(project_, table, removals))
      tables.push_back(&table);
  return tables;
}

}  // namespace schemalint
