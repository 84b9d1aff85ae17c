#pragma once

#include <optional>

#include "analyzer/revisions/run.h"

namespace schemalint {

/// Reads what is handed to `op.execute`, `connection.execute` and the like: a string, `text()`,
/// `DDL()`, a statement built with SQLAlchemy. `parameters` are the values of bind parameters, or
/// null. `statement` is null where the call names none.
void execute_statement(MigrationRun& run, Ref statement, Ref parameters, Span where);

/// `connection.exec_driver_sql("…")`: the string goes to the driver as it is.
void execute_driver_sql(MigrationRun& run, Ref statement, Span where);

/// The SQL of a statement as PostgreSQL gets it; nothing where it is no text. `quoted` gets the
/// parameters that nobody meant, where no values are given at all (see quoted_parameters()).
std::optional<Text> sql_of(Ref statement, Ref parameters,
                           std::vector<Sourced<std::string>>* quoted = nullptr);

/// The table that a value stands for: `sa.table("t")`, `sa.Table("t", …, schema=)`, what
/// `op.create_table` returned, a mapped class. Empty name where that is not known.
QualifiedName table_of(Ref value);

/// Calls of a connection or session that run something: execute, scalar, add, commit, ….
void read_connection_call(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// A call at the end of a chain that starts at `session.query(...)`: `.update(...)`, `.delete()`.
bool read_query_call(MigrationRun& run, const Member& member, Ref value);

}  // namespace schemalint
