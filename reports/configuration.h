#pragma once

#include <string>
#include <vector>

#include "analyzer/discovery/postgres_images.h"
#include "analyzer/project.h"

namespace schemalint {

/// A schemalint.toml to begin with: what was found as comments, and the tenants that were inferred,
/// with the reason. What is written out changes nothing about the result.
std::string initial_configuration(const Project& project, const std::vector<PostgresImage>& images);

}  // namespace schemalint
