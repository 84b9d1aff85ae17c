#pragma once

#include <vector>

#include "analyzer/locks/lock_mode.h"
#include "analyzer/operation.h"
#include "analyzer/schema.h"

namespace schemalint {

struct Lock {
  QualifiedName relation;  ///< a table or a view, of some operations an index
  LockMode mode = LockMode::none;
};

/// What an operation does to relations that exist when it begins, beside the change itself. Each
/// relation is named once in each list.
struct Effects {
  std::vector<Lock> locks;                  ///< the strongest on each relation
  std::vector<QualifiedName> scans;         ///< tables read in whole, to check every row
  std::vector<QualifiedName> rewrites;      ///< tables and views written anew
  std::vector<QualifiedName> index_builds;  ///< tables whose rows an index is built of

  /// Of a type change between timestamps with and without time zone: the table is written anew
  /// unless the session's TimeZone is UTC.
  bool depends_on_time_zone = false;

  LockMode lock_on(const QualifiedName& relation) const;
  /// True where it takes long on a big table.
  bool is_work() const { return !scans.empty() || !rewrites.empty() || !index_builds.empty(); }
};

/// The locks of an operation on a database in the state `before`, for a version of PostgreSQL, and
/// how much of its tables is read and written. What is not known of a table (whether a type
/// change rewrites it) is left out. Measured on PostgreSQL 15 and read in AlterTableGetLockLevel
/// (tablecmds.c). https://www.postgresql.org/docs/current/sql-altertable.html
Effects effects_of(const Operation& operation, const Schema& before, int postgres_version);

}  // namespace schemalint
