#include "analyzer/live_tables.h"

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/other_histories.h"

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
  return schemalint::is_uncertain(project_, table.name);
}

std::vector<const Table*> LiveTables::undeclared() const {
  const OtherHistories others(project_);
  std::vector<const Table*> tables;
  for (const Table& table : database_.tables())
    if (project_.declared.tables_called(table.name.name).empty() && table.complete &&
        !table.partition_of && !is_uncertain(table) && !others.remove(table))
      tables.push_back(&table);
  return tables;
}

}  // namespace schemalint
