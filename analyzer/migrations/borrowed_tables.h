#pragma once

#include <set>
#include <vector>

#include "analyzer/operation.h"

namespace schemalint {

/// What revisions that run one after the other need of others, and give to them.
struct TableUse {
  std::set<QualifiedName> created;   ///< by CREATE TABLE or a rename, whether they stay or not
  std::set<QualifiedName> borrowed;  ///< changed or referred to, and not created before
  std::set<QualifiedName> changed;   ///< those of `borrowed` that are changed
};

TableUse table_use(const std::vector<Revision>& revisions);

}  // namespace schemalint
