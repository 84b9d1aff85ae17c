#include "reports/stats.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "analyzer/words.h"
#include "reports/coverage_json.h"

namespace schemalint {

namespace {

/// A line of the table. A number that is a part of another one stands with it and the share.
struct Row {
  std::string label;
  size_t number = 0;
  std::optional<size_t> whole{};
};

std::vector<Row> schema_rows(const Stats& stats) {
  return {
      {stats.of_models ? "Tables of the models" : "Tables of the migrations", stats.tables},
      {"  columns", stats.columns},
      {"Relationships", stats.relationships},
      {"  without lazy=", stats.relationships_without_lazy, stats.relationships},
      {"Indexes", stats.column_indexes + stats.explicit_indexes},
      {"  index=True on a column", stats.column_indexes},
      {"  explicit", stats.explicit_indexes},
      {"Foreign keys", stats.foreign_keys},
      {"  with schema prefix", stats.foreign_keys_with_schema, stats.foreign_keys},
      {"  without, into a named schema", stats.foreign_keys_without_schema, stats.foreign_keys},
      {"Tenant tables", stats.tenant_tables, stats.tables},
      {"  with composite tenant key", stats.tenant_tables_with_composite_key, stats.tenant_tables},
      {"CHECK constraints", stats.checks},
      {"Native enum types", stats.enum_types},
      {"Revisions", stats.revisions},
      {"  tables they amount to", stats.migrated_tables},
      {"  native enum types", stats.migrated_enum_types},
  };
}

std::vector<Row> coverage_rows(const Coverage& coverage) {
  const auto row = [](std::string label, size_t all, size_t unknown) {
    return Row{std::move(label), all - std::min(all, unknown), all};
  };
  return {
      row("Tables understood", coverage.tables, coverage.tables_unknown),
      row("Columns understood", coverage.columns, coverage.columns_unknown),
      row("Relationships understood", coverage.relationships, coverage.relationships_unknown),
      row("Statements of revisions", coverage.statements, coverage.statements_unknown),
  };
}

std::string text_of(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    text += fmt::format("{:<31}{:>7}", row.label, grouped(row.number));
    if (row.whole.value_or(0) > 0)
      text += fmt::format(" of {} ({} %)", grouped(*row.whole), row.number * 100 / *row.whole);
    text += "\n";
  }
  return text;
}

}  // namespace

std::string stats_text(const Stats& stats) {
  return text_of(schema_rows(stats)) + "\n" + text_of(coverage_rows(stats.coverage));
}

std::string stats_json(const Stats& stats) {
  const nlohmann::ordered_json json = {
      {"tables", stats.tables},
      {"columns", stats.columns},
      {"relationships",
       {{"total", stats.relationships}, {"without_lazy", stats.relationships_without_lazy}}},
      {"indexes", {{"column_level", stats.column_indexes}, {"explicit", stats.explicit_indexes}}},
      {"foreign_keys",
       {{"total", stats.foreign_keys},
        {"with_schema", stats.foreign_keys_with_schema},
        {"without_schema", stats.foreign_keys_without_schema}}},
      {"tenant_tables",
       {{"total", stats.tenant_tables},
        {"with_composite_key", stats.tenant_tables_with_composite_key}}},
      {"checks", stats.checks},
      {"enum_types", stats.enum_types},
      {"revisions", stats.revisions},
      {"migrated", {{"tables", stats.migrated_tables}, {"enum_types", stats.migrated_enum_types}}},
      {"coverage", coverage_json(stats.coverage)},
  };
  return json.dump(2) + "\n";
}

}  // namespace schemalint
