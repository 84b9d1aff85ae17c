#pragma once

#include <string>
#include <vector>

#include "analyzer/discovery/source_tree.h"
#include "analyzer/migrations/revision_folder.h"

namespace schemalint {

/// The folders that hold Alembic revisions, relative to the root, in order and each once: what
/// every alembic.ini and pyproject.toml among `files` says, and `versions` beside every env.py that
/// none of these speaks of. `files` are paths relative to the root; of them only those that
/// configure Alembic are read.
std::vector<RevisionFolder> find_revision_folders(const SourceTree& tree,
                                                  const std::vector<std::string>& files);

}  // namespace schemalint
