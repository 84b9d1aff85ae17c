#pragma once

#include <string>
#include <vector>

#include "analyzer/project.h"

namespace schemalint {

/// A schema of the project (`project.declared` or `project.migrated`) as JSON: tables, enum types
/// and, `of_models`, relationships and backrefs, and the tables of further databases. Sorted by
/// name, so that the same schema is the same text. Of the models' checks, those that a type makes
/// by itself (a Boolean, an Enum) belong to the column's type and are left out. Where the schema is
/// not `whole` but a part of the project's, relationships are those of its tables.
std::string schema_json(const Project& project, const Schema& schema, bool of_models,
                        bool whole = true);

/// The schema as SQL that PostgreSQL runs on an empty database: extensions, schemas, types,
/// sequences, tables, indexes, foreign keys, policies. What is not known is said in comments.
std::string schema_sql(const Schema& schema);

/// Some tables of a schema, with the enum types that they use and the views that read them. Foreign
/// keys stay, wherever they lead.
Schema schema_part(const Schema& schema, const std::vector<QualifiedName>& tables);

}  // namespace schemalint
