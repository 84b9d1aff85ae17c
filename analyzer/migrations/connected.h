#pragma once

#include <string>
#include <vector>

#include "analyzer/revisions/header.h"

namespace schemalint {

/// The revisions of one environment, in the order of their paths.
struct Headers {
  std::string environment;
  std::vector<RevisionFile> files;
};

/// Joins sets of revisions where one names a revision as its parent that only one other has: an
/// env.py may add folders (of plug-ins, of releases) that no configuration tells.
std::vector<Headers> connected(std::vector<Headers> sets);

}  // namespace schemalint
