#pragma once

#include <string>
#include <vector>

#include "analyzer/discovery/postgres_images.h"
#include "analyzer/project.h"

namespace schemalint {

/// A schemalint.toml to begin with: what was found, and the tenants that were inferred with the
/// reason, all of it as comments that are settings without their '#'.
std::string initial_configuration(const Project& project, const std::vector<PostgresImage>& images);

}  // namespace schemalint
