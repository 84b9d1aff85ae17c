#include "tracking/metrics.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "analyzer/words.h"

namespace schemalint {

namespace {

constexpr Metric metrics[] = {
    {"findings", "Findings", [](const Stats&, size_t findings) { return Measure{findings}; }},
    {"migrations", "Migrations",
     [](const Stats& stats, size_t) { return Measure{stats.revisions}; }},
    {"tables", "Tables", [](const Stats& stats, size_t) { return Measure{stats.tables}; }},
    {"columns", "Columns", [](const Stats& stats, size_t) { return Measure{stats.columns}; }},
    {"indexes", "Indexes",
     [](const Stats& stats, size_t) {
       return Measure{stats.column_indexes + stats.explicit_indexes};
     }},
    {"partial-indexes", "Partial indexes",
     [](const Stats& stats, size_t) { return Measure{stats.partial_indexes}; }},
    {"relationships-with-lazy", "Relationships with explicit loading",
     [](const Stats& stats, size_t) {
       return Measure{stats.relationships - stats.relationships_without_lazy, stats.relationships};
     }},
    {"foreign-keys-with-schema", "Foreign keys with schema prefix",
     [](const Stats& stats, size_t) {
       return Measure{stats.foreign_keys_with_schema,
                      stats.foreign_keys_with_schema + stats.foreign_keys_without_schema};
     }},
    {"tenant-tables-with-composite-key", "Tenant tables with composite key",
     [](const Stats& stats, size_t) {
       return Measure{stats.tenant_tables_with_composite_key, stats.tenant_tables};
     }},
    {"enum-types", "Native enum types",
     [](const Stats& stats, size_t) { return Measure{stats.enum_types}; }},
    {"not-understood", "Declarations not understood",
     [](const Stats& stats, size_t) {
       const Coverage& coverage = stats.coverage;
       const size_t all =
           coverage.tables + coverage.columns + coverage.relationships + coverage.statements;
       const size_t unknown = coverage.tables_unknown + coverage.columns_unknown +
                              coverage.relationships_unknown + coverage.statements_unknown;
       return Measure{std::min(all, unknown), all};
     }},
};

double value_of(const Measure& measure, const Bounds& bounds) {
  return bounds.percent ? measure.percent() : static_cast<double>(measure.value);
}

double distance(double value, const Bounds& bounds) {
  if (bounds.at_least && value < *bounds.at_least) return *bounds.at_least - value;
  if (bounds.at_most && value > *bounds.at_most) return value - *bounds.at_most;
  return 0;
}

}  // namespace

double Measure::percent() const {
  if (!of || *of == 0) return 100;
  return 100.0 * static_cast<double>(value) / static_cast<double>(*of);
}

std::span<const Metric> all_metrics() {
  return metrics;
}

const Metric* find_metric(std::string_view name) {
  const auto found = std::ranges::find(metrics, name, &Metric::name);
  return found == std::end(metrics) ? nullptr : &*found;
}

bool is_within(const Measure& measure, const Bounds& bounds) {
  return distance(value_of(measure, bounds), bounds) == 0;
}

std::string to_string(const Measure& measure) {
  if (!measure.of) return grouped(measure.value);
  // Rounded down: all but one of many is not yet 100 %.
  return fmt::format("{} of {} ({:.0f} %)", grouped(measure.value), grouped(*measure.of),
                     std::floor(measure.percent()));
}

std::string to_string(const Bounds& bounds) {
  const std::string unit = bounds.percent ? " %" : "";
  const auto number = [&](double value) { return fmt::format("{:g}{}", value, unit); };
  if (bounds.at_least && bounds.at_most) {
    if (*bounds.at_least == *bounds.at_most) return number(*bounds.at_least);
    return fmt::format("{:g} to {}", *bounds.at_least, number(*bounds.at_most));
  }
  if (bounds.at_least)
    return bounds.percent && *bounds.at_least == 100 ? "100 %"
                                                     : "at least " + number(*bounds.at_least);
  return bounds.at_most ? "at most " + number(*bounds.at_most) : std::string();
}

double share_of_way(const Measure& first, const Measure& now, const Bounds& bounds) {
  const double left = distance(value_of(now, bounds), bounds);
  if (left == 0) return 1;
  const double whole = distance(value_of(first, bounds), bounds);
  return whole <= 0 ? 0 : std::clamp(1 - left / whole, 0.0, 1.0);
}

}  // namespace schemalint
