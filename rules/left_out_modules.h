#pragma once

#include <string>

#include "analyzer/project.h"

namespace schemalint {

/// Whether a package imports its other modules and not this one. Its classes are then, as far as
/// the source tells, never mapped: an old file that nobody imports breaks nothing.
bool is_left_out(const Project& project, const std::string& module);

}  // namespace schemalint
