#pragma once

#include <string_view>
#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/project.h"

namespace schemalint {

/// Reads SQLAlchemy models (declarative 1.x and 2.0, Table(...)) of these files into
/// `project.declared`, `relationships`, `metadata_schema`, `coverage` and `not_understood`.
void read_models(Evaluator& evaluator, const std::vector<uint32_t>& files, Project& project);

/// Whether what a library calls so ("pgvector.sqlalchemy.Vector") is understood without its source.
bool is_known_to_models(std::string_view dotted);

}  // namespace schemalint
