#pragma once

#include "analyzer/revisions/run.h"

namespace schemalint {

/// Calls of schema objects themselves: `enum.create(bind)`, `table.drop(bind)`,
/// `metadata.create_all(bind)`. False where the call is none of these.
bool read_schema_call(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// `metadata.create_all(bind)` or `metadata.drop_all(bind)`.
void read_all_tables(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// A DDL element that is executed: `CreateSchema("x")`, `CreateTable(table)`. False where the
/// statement is none of these.
bool read_schema_element(MigrationRun& run, Ref statement, Span where);

}  // namespace schemalint
