#pragma once

#include "analyzer/revisions/run.h"

namespace schemalint {

/// Reads a call of a member of `alembic.op` or of batch mode into operations. An operation that is
/// not Alembic's own is an unknown change.
/// https://alembic.sqlalchemy.org/en/latest/ops.html
void read_operation(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// True for the names of Alembic's operations that change the schema.
bool is_schema_operation(std::string_view name);

}  // namespace schemalint
