#pragma once

#include <vector>

#include "analyzer/history.h"

namespace schemalint {

/// In which order revisions run, and how they hang together. All numbers are indices into the list
/// that was given.
struct RevisionOrder {
  std::vector<size_t> sequence;
  std::vector<std::vector<size_t>> parents;       ///< of each, by `down_revisions`
  std::vector<std::vector<size_t>> dependencies;  ///< of each, by `depends_on`
  std::vector<ChainError> errors;
};

/// The order in which `alembic upgrade heads` runs these revisions on an empty database; they are
/// given in the order in which Alembic finds them (by path). Parents come first; where that leaves
/// a choice, the choice is Alembic's. A revision whose parent is not there, or that lies on or
/// behind a cycle, comes after all others; of several with one identifier only the last is in
/// `sequence`, as Alembic does. Each of these is an error.
RevisionOrder order_revisions(const std::vector<Revision>& revisions);

}  // namespace schemalint
