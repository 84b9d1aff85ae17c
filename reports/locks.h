#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/project.h"

namespace schemalint {

/// What is asked for: the revisions of some histories, or those of them with this identifier.
struct LockQuestion {
  std::vector<const History*> histories;
  std::string_view revision;  ///< empty: all
};

/// The locks that each step of the upgrades takes on relations that existed before its revision,
/// what it reads in whole and what it writes anew. For a person: the steps that lock something.
std::string locks_text(const Project& project, const LockQuestion& question);

/// The same as JSON, with every step.
std::string locks_json(const Project& project, const LockQuestion& question);

}  // namespace schemalint
