#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace schemalint {

/// Calls `work(i)` for every i below `count`, on as many threads as the machine has cores. The
/// calls must not touch anything in common.
inline void parallel_for(size_t count, const std::function<void(size_t)>& work) {
  const size_t threads = std::min<size_t>(std::max(1U, std::thread::hardware_concurrency()), count);
  std::atomic<size_t> next = 0;
  const auto take = [&] {
    for (size_t i; (i = next.fetch_add(1)) < count;) work(i);
  };
  std::vector<std::jthread> others;
  for (size_t i = 1; i < threads; i++) others.emplace_back(take);
  take();
}

}  // namespace schemalint
