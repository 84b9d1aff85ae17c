#pragma once

#include <cstddef>
#include <functional>
#include <set>

#include "analyzer/project.h"

namespace schemalint {

/// One step of an upgrade, and what stands around it when it runs.
struct Change {
  const Step& step;
  const Revision& revision;
  const History& history;
  size_t index = 0;      ///< of the step in revision.upgrade
  const Schema& before;  ///< of its database, right before the step
  /// Tables that the same revision has made so far: nobody uses them yet, they are empty.
  const std::set<QualifiedName>& created;
};

/// Calls `visit` for every step of every upgrade, in the order in which they run. The schema is
/// replayed once; references are good for the time of the call.
void for_each_change(const Project& project, const std::function<void(const Change&)>& visit);

}  // namespace schemalint
