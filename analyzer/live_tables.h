#pragma once

#include <vector>

#include "analyzer/project.h"

namespace schemalint {

/// The tables of a project as its models declare them and as its database has them, so that a rule
/// says of both what it says of one.
class LiveTables {
 public:
  explicit LiveTables(const Project& project);

  const Schema& database() const { return database_; }
  /// The same table in the database; null where no migration and no SQL file makes it.
  const Table* in_database(const Table& declared) const;
  /// Whether a model is mapped to a view: its columns are those of other tables.
  bool is_view(const Table& declared) const;
  /// Whether something changed the table that was not understood.
  bool is_uncertain(const Table& table) const;
  /// Tables that no model declares and that are known well: of SQL files and of migrations.
  /// Partitions are left out: they are what their table is.
  std::vector<const Table*> undeclared() const;

 private:
  const Project& project_;
  Schema database_;
};

}  // namespace schemalint
