#pragma once

#include <map>
#include <set>

#include "analyzer/project.h"

namespace schemalint {

/// What histories drop or rename that another one made: they share a database, though nothing else
/// says so, and the object is not what its own history says.
class OtherHistories {
 public:
  explicit OtherHistories(const Project& project);

  bool remove(const Table& table) const { return remove(tables_, table.name, table.where); }
  bool remove(const Index& index) const { return remove(indexes_, {{}, index.name}, index.where); }

 private:
  /// Names, with the histories that take them away: indices into Project::histories.
  using Removals = std::map<QualifiedName, std::set<size_t>>;
  bool remove(const Removals& removals, const QualifiedName& name, Span where) const;

  const Project& project_;
  Removals tables_;
  Removals indexes_;  ///< without their schema, which statements leave to the search path
};

}  // namespace schemalint
