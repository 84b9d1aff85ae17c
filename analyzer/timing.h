#pragma once

#include <chrono>
#include <string_view>

namespace schemalint {

/// The time that something in a run took, by the clock on the wall.
struct Timing {
  std::string_view what;  ///< a rule's name, a step of load(), or facts that several rules share
  std::chrono::nanoseconds time{};
};

}  // namespace schemalint
