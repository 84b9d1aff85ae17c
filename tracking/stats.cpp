#include "tracking/stats.h"

#include <algorithm>
#include <set>
#include <vector>

#include "analyzer/tenancy.h"
#include "analyzer/words.h"

namespace schemalint {

namespace {

void measure_keys(const Table& table, Stats& stats) {
  stats.foreign_keys += table.foreign_keys.size();
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.written_schema)
      stats.foreign_keys_with_schema++;
    else if (!key.target.schema.empty())
      stats.foreign_keys_without_schema++;
  }
}

void measure_indexes(const Table& table, Stats& stats) {
  for (const Index& index : table.indexes) {
    (index.from_column ? stats.column_indexes : stats.explicit_indexes)++;
    stats.partial_indexes += index.where_sql.has_value();
    stats.index_methods[index.method.empty() ? "btree" : lower(index.method)]++;
  }
}

/// Tenant tables have the column of a tenant root. Those that tie it to another of their columns
/// do so by a foreign key of both.
void measure_tenancy(const Project& project, const Schema& schema, Stats& stats) {
  const Tenancy tenancy = find_tenancy(schema, project.settings);
  std::set<std::string> tenant_columns;
  for (const TenantRoot& root : tenancy.roots) tenant_columns.insert(root.column);
  const auto is_tenant_column = [&](const std::string& name) {
    return tenant_columns.contains(name);
  };
  for (const Table& table : schema.tables()) {
    if (names_table(project.settings.global_tables, table.name)) continue;
    const bool is_tenant_table =
        std::any_of(table.columns.begin(), table.columns.end(),
                    [&](const Column& column) { return is_tenant_column(column.name); });
    if (!is_tenant_table) continue;
    stats.tenant_tables++;
    stats.tenant_tables_with_composite_key += std::any_of(
        table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& key) {
          return key.columns.size() > 1 &&
                 std::any_of(key.columns.begin(), key.columns.end(), is_tenant_column);
        });
  }
}

/// The loader that a relationship names: "selectin", "default" for none.
std::string loader_of(const Relationship& relationship) {
  if (relationship.lazy) return relationship.lazy->value;
  if (relationship.lazy_unknown) return "not understood";
  return relationship.annotated_loader.empty() ? "default" : relationship.annotated_loader;
}

}  // namespace

Stats measure(const Project& project) {
  Stats stats;
  stats.of_models = !project.declared.tables().empty() || project.migrated.tables().empty();
  const Schema& schema = stats.of_models ? project.declared : project.migrated;
  stats.tables = schema.tables().size();
  for (const Table& table : schema.tables()) {
    stats.columns += table.columns.size();
    stats.checks += table.checks.size();
    measure_keys(table, stats);
    measure_indexes(table, stats);
  }
  for (const Relationship& relationship : project.relationships) {
    stats.relationships++;
    stats.relationships_without_lazy +=
        !relationship.lazy && !relationship.lazy_unknown && relationship.annotated_loader.empty();
    stats.loaders[loader_of(relationship)]++;
  }
  measure_tenancy(project, schema, stats);
  stats.enum_types = schema.enums().size();
  for (const History& history : project.histories) stats.revisions += history.revisions.size();
  stats.migrated_tables = project.migrated.tables().size();
  stats.migrated_enum_types = project.migrated.enums().size();
  stats.coverage = project.coverage;
  return stats;
}

}  // namespace schemalint
