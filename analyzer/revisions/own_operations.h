#pragma once

#include "analyzer/revisions/run.h"

namespace schemalint {

/// Runs an operation that the project registers with Alembic, and its implementation:
/// `@Operations.register_operation("create_view")` and
/// `@Operations.implementation_for(CreateView)`. False where the project has no such operation.
/// https://alembic.sqlalchemy.org/en/latest/api/operations.html#operation-plugins
bool run_own_operation(MigrationRun& run, const Member& member, const Call& call, Span where);

/// `op.run_async(function, …)` and `connection.run_sync(function, …)` call a function of the
/// project with a connection; null where the call is neither.
Ref answer_function_runner(MigrationRun& run, const Member& member, Ref value, const Call& call);

}  // namespace schemalint
