#pragma once

#include <optional>
#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/operation.h"
#include "analyzer/project.h"

namespace schemalint {

/// A file that Alembic loads as a revision.
struct RevisionFile {
  uint32_t file = 0;                  ///< index of the source file
  Revision revision;                  ///< its header; no steps yet
  const Function* upgrade = nullptr;  ///< null where the file has none
  const Function* downgrade = nullptr;
};

/// Reads the header of a module that binds `revision` (and `down_revision`, or has an upgrade()),
/// as Alembic's script directory does; nothing where it is no revision. Parts of the header whose
/// value is not known are added to `notes`.
/// https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script
std::optional<RevisionFile> read_header(const Module& module, std::vector<NotUnderstood>& notes);

}  // namespace schemalint
