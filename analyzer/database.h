#pragma once

#include "analyzer/project.h"

namespace schemalint {

/// The schema after all revisions and, on top of it, all SQL files that belong to no migrations.
Schema database_schema(const Project& project);

}  // namespace schemalint
