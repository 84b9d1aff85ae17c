#pragma once

#include "analyzer/evaluator.h"
#include "analyzer/history.h"

namespace schemalint {

/// What the `context.configure(…)` of an env.py says about comparing, in whichever function it
/// stands. The filters are asked about each table of both sides, and about the constraints and
/// indexes of the database; what they answer by reading alone counts.
Autogenerate read_autogenerate(Evaluator& evaluator, const Module& env, const Schema& declared,
                               const Schema& migrated);

}  // namespace schemalint
