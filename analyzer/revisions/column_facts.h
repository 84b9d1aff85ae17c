#pragma once

#include "analyzer/models/draft.h"
#include "analyzer/revisions/run.h"

namespace schemalint {

/// The column of a table as a revision makes it: the type's text and its native enum filled in.
/// A type that is not known is noted.
Column finished_column(MigrationRun& run, const models::ColumnDraft& draft,
                       const QualifiedName& table);

/// The ENUM that a column's type names, in the schema that Alembic's bare MetaData gives it;
/// nothing for another type.
std::optional<EnumType> native_enum(const models::ColumnType& type, const QualifiedName& table);

/// The text of a type in DDL; empty where it is not known.
std::string type_text(const models::ColumnType& type, const QualifiedName& table);

/// The CHECK constraint that a type brings along (`Enum(create_constraint=True)`).
std::optional<Check> type_check(MigrationRun& run, const models::ColumnType& type,
                                const std::string& column, const QualifiedName& table);

/// The foreign key as Alembic emits it. A target without a schema keeps none: PostgreSQL then looks
/// along its search path, whatever schema the referring table is in. `columns` are the referring
/// columns.
ForeignKey finished_foreign_key(const models::ForeignKeyDraft& draft,
                                std::vector<std::string> columns);

}  // namespace schemalint
