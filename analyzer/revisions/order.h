#pragma once

#include <vector>

#include "analyzer/operation.h"
#include "analyzer/project.h"

namespace schemalint {

/// The order in which `alembic upgrade heads` runs these revisions on an empty database, as indices
/// into `revisions`, which are given in the order in which Alembic finds them (by path). Parents
/// come first; where that leaves a choice, the choice is Alembic's. A revision whose parent is not
/// there, or that lies on or behind a cycle, comes after all others; of several with one identifier
/// only the last is kept, as Alembic does. Each of these adds a note.
std::vector<size_t> upgrade_order(const std::vector<Revision>& revisions,
                                  std::vector<NotUnderstood>& notes);

}  // namespace schemalint
