#pragma once

#include <vector>

#include "analyzer/project.h"
#include "analyzer/value.h"

namespace schemalint::models {

/// Row security that stands beside the models: entities of alembic_utils (`PGPolicy(…)`) and DDL
/// texts (`DDL("CREATE POLICY …")`), at the top of modules. Goes to the declared tables.
/// https://olirice.github.io/alembic_utils/api/#policy
void read_policies(const std::vector<const Module*>& modules, Project& project);

}  // namespace schemalint::models
