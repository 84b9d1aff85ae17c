#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/project.h"

namespace schemalint {

/// Whether a file may query, or put SQL together, though nothing in it declares a schema.
bool may_use_schema(std::string_view text);

/// Reads what the code in these files does with the declared schema into `project.code`. To be
/// called when the models have been read.
void read_code(Evaluator& evaluator, const std::vector<uint32_t>& files,
               const std::function<bool(uint32_t)>& is_revision, Project& project);

}  // namespace schemalint
