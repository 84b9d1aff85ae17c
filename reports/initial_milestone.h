#pragma once

#include <string>

#include "tracking/snapshot.h"

namespace schemalint {

/// A `[milestone]` to begin with: the findings of a snapshot as work items, grouped as somebody
/// who reviews a database would, the pressing ones first, with points that grow with the number of
/// findings, and goals for the metrics that have a way to go. It begins on the Monday of or before
/// `today` and gives each item its week. `prefix` is what stands before the table's name:
/// "tool.schemalint." in a pyproject.toml. Nothing where nothing is found.
std::string initial_milestone(const Snapshot& snapshot, const std::string& today,
                              std::string_view prefix);

}  // namespace schemalint
