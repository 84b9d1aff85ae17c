#pragma once

#include <string>

#include "analyzer/project.h"

namespace schemalint {

/// A schema of the project (`project.declared` or `project.migrated`) as JSON: tables, enum types
/// and, `of_models`, relationships and backrefs, and the tables of further databases. Sorted by
/// name, so that the same schema is the same text. Of the models' checks, those that a type makes
/// by itself (a Boolean, an Enum) belong to the column's type and are left out.
std::string schema_json(const Project& project, const Schema& schema, bool of_models);

/// The schema as SQL that PostgreSQL runs on an empty database: extensions, schemas, types,
/// sequences, tables, indexes, foreign keys, policies. What is not known is said in comments.
std::string schema_sql(const Schema& schema);

}  // namespace schemalint
