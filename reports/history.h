#pragma once

#include <string>
#include <vector>

#include "analyzer/project.h"

namespace schemalint {

/// The histories of a project for a person: heads and bases, the revisions in the order in which
/// they run with what each does, what changes data and what could not be understood.
std::string history_text(const Project& project, const std::vector<const History*>& histories);

/// The same as JSON, every operation with its place.
std::string history_json(const Project& project, const std::vector<const History*>& histories);

}  // namespace schemalint
