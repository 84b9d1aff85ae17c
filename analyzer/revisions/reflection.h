#pragma once

#include "analyzer/revisions/run.h"

namespace schemalint {

/// What SQLAlchemy's reflection gives a migration, by the state so far, as the calls that would
/// declare the same: `Table("t", metadata, autoload_with=bind)` becomes a Table with its columns,
/// keys and indexes; `metadata.reflect(bind)` makes `metadata.tables` known. Null where a call is
/// no reflection, or where its answer is not known.
/// https://docs.sqlalchemy.org/en/20/core/reflection.html
Ref answer_reflection(MigrationRun& run, const Member& member, Ref value, const Call& call);

/// What is read of a Table, a Column or a reflected MetaData: `table.name`, `column.type`,
/// `metadata.tables`; null where it is not known.
Ref answer_table_attribute(MigrationRun& run, Ref value, const Attribute& attribute);

/// A column's type as the call that declares it; an Unknown where none is known to.
Ref reflected_type(Evaluator& evaluator, const Schema& schema, const Column& column, Span where);

}  // namespace schemalint
