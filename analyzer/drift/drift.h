#pragma once

#include <set>
#include <string>
#include <vector>

#include "analyzer/project.h"
#include "analyzer/schema.h"

namespace schemalint {

// Two schemas held against each other: what ought to be there, and what is. Names of constraints
// and indexes do not count where what they hold is the same; neither does the order of columns.

/// One thing as each side has it; null where a side has none.
template <typename T>
struct Sides {
  const T* wanted = nullptr;
  const T* present = nullptr;
};

/// How one table differs. All pointers lead into the two schemas and live as long as these.
struct TableDrift {
  Sides<Table> table;  ///< where one is null, nothing else is said
  std::vector<const Column*> missing_columns;
  std::vector<const Column*> undeclared_columns;
  std::vector<Sides<Column>> types;
  std::vector<Sides<Column>> nullability;
  std::vector<Sides<Column>> defaults;
  std::vector<Sides<UniqueKey>> primary_key;  ///< at most one
  std::vector<Sides<UniqueKey>> unique;       ///< one side is null
  std::vector<Sides<ForeignKey>> foreign_keys;
  std::vector<Sides<Check>> checks;
  std::vector<Sides<Index>> indexes;
  std::vector<Sides<Policy>> policies;
  bool row_security = false;  ///< ENABLE or FORCE ROW LEVEL SECURITY differs

  const QualifiedName& name() const { return (table.wanted ? table.wanted : table.present)->name; }
  /// The number of differences.
  size_t count() const;
};

struct Drift {
  std::vector<TableDrift> tables;      ///< only those that differ, wanted ones first
  std::vector<Sides<EnumType>> enums;  ///< both sides: other values
  /// Tables on both sides that could not be compared, for one of them was not understood.
  std::vector<QualifiedName> not_compared;

  bool empty() const { return tables.empty() && enums.empty(); }
};

/// What nothing is known about: no difference there proves anything.
struct Unsure {
  std::set<QualifiedName> tables;  ///< of either side
  /// Words of the source of changes that were not understood. What is called by one of them may
  /// have been made, changed or dropped by these.
  std::set<std::string, std::less<>> words;

  bool more_tables = false;          ///< the present side has tables that it does not tell of
  std::set<QualifiedName> left_out;  ///< tables that nobody wants to hear about
  /// Constraints and indexes of the present side of which the same holds.
  std::set<std::string, std::less<>> names_left_out;

  bool covers(const QualifiedName& table) const {
    return tables.contains(table) || words.contains(table.name);
  }
};

/// All differences between two schemas. Silent where a side was understood only in part.
Drift compare(const Schema& wanted, const Schema& present, const Unsure& unsure = {});

/// The models (wanted) against what the migrations amount to (present). Nothing where the project
/// has no models, no migrations, or where these share no table.
Drift drift_of(const Project& project);

}  // namespace schemalint
