#pragma once

#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/history.h"

namespace schemalint {

/// What the `context.configure(…)` of an env.py says about comparing, in whichever function it
/// stands. The filters are asked about each of the tables, once as what the models declare and once
/// as what the database has; what they answer by reading alone counts.
Autogenerate read_autogenerate(Evaluator& evaluator, const Module& env,
                               const std::vector<QualifiedName>& tables);

}  // namespace schemalint
