#pragma once

#include "analyzer/locks/lock_mode.h"
#include "analyzer/operation.h"

namespace schemalint {

// Which lock each operation takes, as data. What depends on the state of the database is in
// effects.cpp. Measured on PostgreSQL 15.
// https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES

/// The table: the lock that an operation takes on the table it is about, whatever its state.
template <typename Operation>
constexpr LockMode own_lock = LockMode::none;

template <>
constexpr LockMode own_lock<RenameTable> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<AddColumn> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<DropColumn> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<RenameColumn> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<AlterColumn> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<AddPrimaryKey> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<AddUnique> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<AddForeignKey> = LockMode::share_row_exclusive;
template <>
constexpr LockMode own_lock<AddCheck> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<AddExclusion> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<DropConstraint> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<AlterConstraint> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<RenameConstraint> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<ValidateConstraint> = LockMode::share_update_exclusive;
template <>
constexpr LockMode own_lock<SetRowSecurity> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<CreatePolicy> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<DropPolicy> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<AttachPartition> = LockMode::share_update_exclusive;
template <>
constexpr LockMode own_lock<AddParent> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<RemoveParent> = LockMode::access_exclusive;
template <>
constexpr LockMode own_lock<CreateTrigger> = LockMode::share_row_exclusive;
template <>
constexpr LockMode own_lock<DropTrigger> = LockMode::access_exclusive;

/// Operations on a partitioned table or a parent that PostgreSQL does on its children as well.
template <typename Operation>
constexpr bool recurses = false;

template <>
constexpr bool recurses<AddColumn> = true;
template <>
constexpr bool recurses<DropColumn> = true;
template <>
constexpr bool recurses<RenameColumn> = true;
template <>
constexpr bool recurses<AlterColumn> = true;
template <>
constexpr bool recurses<AddForeignKey> = true;
template <>
constexpr bool recurses<AddCheck> = true;
template <>
constexpr bool recurses<DropConstraint> = true;
template <>
constexpr bool recurses<RenameConstraint> = true;
template <>
constexpr bool recurses<ValidateConstraint> = true;

inline LockMode option_lock(SetTableOption::Kind kind) {
  switch (kind) {
    case SetTableOption::Kind::comment:
    case SetTableOption::Kind::parameters:
      return LockMode::share_update_exclusive;
    case SetTableOption::Kind::trigger:
      return LockMode::share_row_exclusive;
    default:
      return LockMode::access_exclusive;
  }
}

inline LockMode maintenance_lock(const Maintenance& maintenance) {
  using Kind = Maintenance::Kind;
  switch (maintenance.kind) {
    case Kind::vacuum_full:
    case Kind::cluster:
      return LockMode::access_exclusive;
    case Kind::reindex_table:
    case Kind::reindex_index:
    case Kind::reindex_all:
      return maintenance.concurrently ? LockMode::share_update_exclusive : LockMode::share;
    default:
      return LockMode::share_update_exclusive;
  }
}

}  // namespace schemalint
