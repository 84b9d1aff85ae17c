#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/milestone_settings.h"
#include "tracking/stats.h"

namespace schemalint {

/// What a metric comes to: a number, and the number of all it is counted among where it is a part.
struct Measure {
  size_t value = 0;
  std::optional<size_t> of{};

  /// In percent; 100 where there is nothing to count. Only for parts of a whole.
  double percent() const;
  auto operator<=>(const Measure&) const = default;
};

/// A number of the schema that a milestone may have a goal for.
struct Metric {
  std::string_view name;   ///< "relationships-with-lazy"
  std::string_view title;  ///< "Relationships with explicit loading"
  Measure (*measure)(const Stats& stats, size_t findings);
};

/// Every metric, in the order of reports.
std::span<const Metric> all_metrics();
/// The metric with this name, or a null pointer.
const Metric* find_metric(std::string_view name);

/// Whether a measure lies in its bounds.
bool is_within(const Measure& measure, const Bounds& bounds);
/// "59", "41 of 64 (64 %)".
std::string to_string(const Measure& measure);
/// "at most 60", "80 to 110", "100 %".
std::string to_string(const Bounds& bounds);
/// How far a measure has come from `first` to its bounds: 0 to 1; 1 within them.
double share_of_way(const Measure& first, const Measure& now, const Bounds& bounds);

}  // namespace schemalint
