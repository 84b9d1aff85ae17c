#pragma once

#include "analyzer/revisions/run.h"

namespace schemalint {

/// What a migration reads from a file of the project: `open(path).read()`, `Path(…).read_text()`,
/// `importlib.resources.read_text("package", "name.sql")`. Null where the call reads no file, or
/// none that is known.
Ref answer_file(MigrationRun& run, const Member& member, Ref value, const Call& call);

}  // namespace schemalint
