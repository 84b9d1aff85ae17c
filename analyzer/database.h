#pragma once

#include <string_view>
#include <vector>

#include "analyzer/project.h"

namespace schemalint {

/// The schema after all revisions and, on top of it, all SQL files that belong to no migrations.
Schema database_schema(const Project& project);

/// Whether what the migrations amount to is not known for this table.
bool is_uncertain(const Project& project, const QualifiedName& table);

/// A revision of a project: indices into Project::histories and History::revisions.
struct RevisionPlace {
  size_t history = 0;
  size_t revision = 0;
};

/// The revisions with this identifier, else those whose identifier begins with it, as Alembic takes
/// them. Several histories may have one each.
std::vector<RevisionPlace> find_revisions(const Project& project, std::string_view identifier);

/// The schema of its database when this revision has run, after all that runs before it.
Schema schema_at(const Project& project, RevisionPlace place);
/// The same schema after the way back of this revision.
Schema schema_undone(const Project& project, RevisionPlace place);

}  // namespace schemalint
