#pragma once

#include "analyzer/models/draft.h"
#include "analyzer/revisions/run.h"

namespace schemalint {

/// The table that `op.create_table` makes, all but its indexes, which are statements of their own.
Table finished_table(MigrationRun& run, const models::TableDraft& draft);

/// The indexes that come with a table or column: `Index(...)` and `index=True`.
std::vector<Index> finished_indexes(MigrationRun& run, const models::TableDraft& draft);

/// What `unique=True` on columns makes, where it is no unique index.
std::vector<UniqueKey> unique_columns(MigrationRun& run, const models::TableDraft& draft);

/// The index of a draft; an element or predicate whose SQL is not known is noted. Names of columns
/// are the database's where `draft` has the columns.
Index finished_index(MigrationRun& run, const models::IndexDraft& index,
                     const models::TableDraft& draft);

/// An EXCLUDE constraint; nothing where its name or an element is not known, which is noted.
std::optional<Exclusion> finished_exclusion(MigrationRun& run, const models::ExclusionDraft& given,
                                            const models::TableDraft& draft);

/// A CHECK constraint; nothing where its SQL is not known, which is noted.
std::optional<Check> finished_check(MigrationRun& run, const models::CheckDraft& check,
                                    const models::TableDraft& draft);

/// The name that a constraint or index gets: the given one, or what the naming convention of its
/// kind ("ix", "uq", "ck", "fk", "pk") makes of it; empty where neither names it.
std::string conventional_name(MigrationRun& run, const std::string& kind,
                              const models::GivenName& given, const QualifiedName& table,
                              const std::vector<std::string>& columns,
                              const ForeignKey* foreign_key = nullptr);

/// Database names of columns that are given as keys or Column objects; nothing where one is not
/// known.
std::optional<std::vector<std::string>> column_names(const std::vector<Ref>& given,
                                                     const models::TableDraft& draft);

}  // namespace schemalint
