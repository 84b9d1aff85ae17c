#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <vector>

#include "analyzer/locks/effects.h"
#include "analyzer/project.h"

namespace schemalint {

/// A lock on a relation that existed before its revision, held until its transaction ends.
struct HeldLock {
  Lock lock;
  const Step* step = nullptr;  ///< that took it
};

/// What a transaction of a migration has done so far.
struct Transaction {
  std::vector<HeldLock> locks;
  /// Steps that took long on a big table since it holds an ACCESS EXCLUSIVE lock.
  size_t work = 0;

  /// The first lock that keeps everybody from a relation; null where there is none.
  const HeldLock* exclusive() const;
};

/// One step of an upgrade, and what stands around it when it runs.
struct Change {
  const Step& step;
  const Revision& revision;
  const History& history;
  size_t index = 0;      ///< of the step in revision.upgrade
  const Schema& before;  ///< of its database, right before the step
  /// Tables and views that the same revision has made so far: nobody uses them yet, the tables are
  /// empty.
  const std::set<QualifiedName>& created;
  /// Its locks and its work on relations that existed before the revision.
  Effects effects;
  const Transaction& transaction;  ///< that it is a part of; empty outside of one
  bool is_open = true;             ///< its revision may not have run everywhere: open_revisions()

  /// The table as it is before the step; null where it is not known, or nobody uses it yet.
  const Table* existing(const QualifiedName& table) const;
};

/// Whether a step changes many rows of a table, as far as can be told.
bool changes_many_rows(const Operation& operation);

/// The revisions that may not have run everywhere yet: those behind `frozen-before`. Where that is
/// not set, the last of each history: a change of the project brings no other. None of a history
/// with alternative branches, which make the same tables each.
std::set<const Revision*> open_revisions(const Project& project);

/// Calls `visit` for every step of every upgrade, in the order in which they run. The schema is
/// replayed once; references are good for the time of the call.
void for_each_change(const Project& project, const std::function<void(const Change&)>& visit);

}  // namespace schemalint
