#pragma once

#include "analyzer/history.h"
#include "analyzer/migrations/sql_files.h"
#include "analyzer/project.h"
#include "analyzer/revisions/run.h"

namespace schemalint {

/// Runs a folder of SQL migrations on a database in `state`: each way up, and each way back on a
/// copy of what it is to undo. Adds to `project` what is not understood or does not parse.
History run_sql_migrations(const SqlMigrations& folder, DatabaseState& state, Project& project);

/// The SQL of a part of a file: what psql takes for itself is made blank, and the holes of a
/// template (`{{ … }}`, `${…}`) are holes of the text. A hole in front of a dot is the name of a
/// schema that whoever runs the file chooses; the names behind it are read without one.
Text sql_text(const SourceFile& file, const SqlPart& part);

}  // namespace schemalint
