#pragma once

#include "analyzer/evaluator.h"
#include "analyzer/project.h"

namespace schemalint {

/// What the syntax of a revision says beside what it does: the models that it imports, wherever in
/// the file, and which steps stand under an `if` or in a `try`.
void add_source_facts(Evaluator& evaluator, const Project& project, uint32_t file,
                      Revision& revision);

}  // namespace schemalint
