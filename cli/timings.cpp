#include "cli/timings.h"

#include <fmt/core.h>

#include <algorithm>

namespace schemalint {

std::string describe_timings(std::vector<Timing> timings) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  Milliseconds sum{};
  for (const Timing& timing : timings) sum += timing.time;
  std::ranges::stable_sort(timings, std::greater(), &Timing::time);
  std::string text = fmt::format("{:>9.2f} ms         all of these\n", sum.count());
  for (const Timing& timing : timings)
    text += fmt::format("{:>9.2f} ms {:>5.1f} %  {}\n", Milliseconds(timing.time).count(),
                        sum.count() > 0 ? 100 * Milliseconds(timing.time) / sum : 0.0, timing.what);
  return text;
}

}  // namespace schemalint
