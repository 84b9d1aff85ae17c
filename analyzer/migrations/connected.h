#pragma once

#include <string>
#include <vector>

#include "analyzer/revisions/header.h"

namespace schemalint {

/// The revisions of one environment, in the order of their paths.
struct Headers {
  std::string environment;
  std::vector<RevisionFile> files;
  bool is_guess = false;  ///< as RevisionSet says
};

/// Joins sets of revisions where one names a revision as its parent that only one other has: an
/// env.py may add folders (of plug-ins, of releases) that no configuration tells. Guesses that are
/// joined to none that is certain are left out.
std::vector<Headers> connected(std::vector<Headers> sets);

}  // namespace schemalint
