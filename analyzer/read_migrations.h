#pragma once

#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/migrations/revision_files.h"
#include "analyzer/migrations/sql_files.h"
#include "analyzer/project.h"

namespace schemalint {

/// Reads the histories of a project: orders the revisions of each environment, runs upgrade() and
/// downgrade() of each against the schema so far, and runs SQL migrations. Fills
/// `project.histories`, `databases`, `migrated`, `coverage`, `not_understood` and `sql_errors`.
///
/// Environments whose revisions name each other as parents are one history. A history that changes
/// tables which only another one creates runs after it, on the same database.
void read_migrations(Evaluator& evaluator, std::vector<RevisionSet> revisions,
                     const std::vector<SqlMigrations>& sql, Project& project);

}  // namespace schemalint
