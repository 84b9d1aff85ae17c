#pragma once

#include "analyzer/project.h"
#include "cli/target.h"

namespace schemalint {

/// Reads the project that a command works on. Raises Error where nothing can be read, and for a
/// wrong setting.
Project load_project(const Target& target);

}  // namespace schemalint
