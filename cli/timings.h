#pragma once

#include <string>
#include <vector>

#include "analyzer/timing.h"

namespace schemalint {

/// What took how long, the longest first, with its share of all of them.
std::string describe_timings(std::vector<Timing> timings);

}  // namespace schemalint
