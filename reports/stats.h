#pragma once

#include <string>

#include "tracking/stats.h"

namespace schemalint {

/// A table for people.
std::string stats_text(const Stats& stats);
/// The same numbers as JSON.
std::string stats_json(const Stats& stats);

}  // namespace schemalint
