#pragma once

#include <string>

#include "cli/target.h"

namespace schemalint {

/// What could not be understood, a line each with its place and the reason: --show-unknown.
std::string describe_unknown(const Project& project, const Target& target);

}  // namespace schemalint
