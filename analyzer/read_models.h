#pragma once

#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/project.h"

namespace schemalint {

/// Reads SQLAlchemy models (declarative 1.x and 2.0, Table(...)) of these files into
/// `project.declared`, `relationships`, `metadata_schema`, `coverage` and `not_understood`.
void read_models(Evaluator& evaluator, const std::vector<uint32_t>& files, Project& project);

}  // namespace schemalint
