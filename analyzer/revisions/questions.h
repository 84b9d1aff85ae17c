#pragma once

#include "analyzer/revisions/run.h"

namespace schemalint {

/// The answer to an attribute that a migration reads to know where it runs: `dialect.name`,
/// `server_version_info`, `as_sql`, `version_table_schema`. Null where it is none of these. A
/// revision runs online, on PostgreSQL.
Ref answer_attribute(MigrationRun& run, Ref value, const Attribute& attribute);

/// The answer of the MigrationContext or of `alembic.context`: is_offline_mode(), get_x_argument().
Ref answer_context(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// The value of an option of Alembic's configuration: its default, as nothing but what Alembic
/// needs is taken to be set. Null where it is no such question.
Ref answer_configuration(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// The answer of an Inspector's method, by the state so far; null where the method is not known.
/// https://docs.sqlalchemy.org/en/20/core/reflection.html#sqlalchemy.engine.reflection.Inspector
Ref answer_inspector(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// The answer of `dialect.has_table(connection, "t")` and the like; null where it is not known.
Ref answer_dialect(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// An item of a row by its name: `row.count`; null where the object is no row of a query.
Ref answer_row(MigrationRun& run, const Attribute& attribute);

/// What a result's method gives (`execute(text("SELECT …")).scalar()`), where the query asks for
/// what the state knows; null otherwise.
Ref answer_result(MigrationRun& run, const Member& member, Ref value, const Call& call);

}  // namespace schemalint
