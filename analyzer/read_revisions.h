#pragma once

#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/project.h"

namespace schemalint {

/// Reads Alembic revisions of these files, orders them, runs upgrade() and downgrade() of each
/// against the schema so far, and fills `project.history`, `migrated`, `coverage`,
/// `not_understood` and `sql_errors`.
void read_revisions(Evaluator& evaluator, const std::vector<uint32_t>& files, Project& project);

}  // namespace schemalint
