#include "analyzer/tenancy.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "analyzer/database.h"

namespace schemalint {
namespace {

/// What is known about one column name over all tables.
struct Usage {
  std::set<QualifiedName> carriers;
  size_t keyed = 0;  ///< carriers in which a foreign key has the column
  std::set<QualifiedName> targets;
};

using Usages = std::map<std::string, Usage>;

/// A table's own key says which row it is, not whose.
bool is_whole_primary_key(const Table& table, const std::string& column) {
  return table.primary_key && table.primary_key->columns == std::vector{column};
}

bool in_foreign_key(const Table& table, const std::string& column) {
  return std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& key) {
    return std::ranges::find(key.columns, column) != key.columns.end();
  });
}

Usages find_usages(const Schema& schema, const Settings& settings) {
  Usages usages;
  for (const Table& table : schema.tables()) {
    if (names_table(settings.global_tables, table.name)) continue;
    for (const Column& column : table.columns) {
      if (is_whole_primary_key(table, column.name)) continue;
      const ForeignKey* key = single_foreign_key(table, column.name);
      Usage& usage = usages[column.name];
      if (key != nullptr) usage.targets.insert(key->target);
      usage.carriers.insert(table.name);
      usage.keyed += in_foreign_key(table, column.name);
    }
  }
  return usages;
}

bool holds_people(const QualifiedName& table) {
  static constexpr std::string_view names[] = {"user",   "users",   "person",  "persons",
                                               "people", "profile", "profiles"};
  const std::string_view name = table.name;
  return std::any_of(std::begin(names), std::end(names), [&](std::string_view person) {
    return name == person || name.ends_with("_" + std::string(person));
  });
}

bool common_enough(const Usage& usage, const QualifiedName& root, size_t tables) {
  const size_t carriers = usage.carriers.size() - usage.carriers.count(root);
  return usage.keyed >= 3 && carriers >= 3 && carriers * 3 >= tables;
}

std::optional<TenantRoot> as_root(const std::string& column, const Usage& usage,
                                  const Settings& settings, size_t tables) {
  const bool columns_named = !settings.tenant_columns.empty();
  const bool roots_named = !settings.tenant_roots.empty();
  const auto& named = settings.tenant_columns;
  if (columns_named && std::find(named.begin(), named.end(), column) == named.end())
    return std::nullopt;
  if (usage.targets.size() != 1) {
    if (!columns_named) return std::nullopt;
    return TenantRoot{{}, column, usage.carriers.size()};
  }
  const QualifiedName& root = *usage.targets.begin();
  if (roots_named && !names_table(settings.tenant_roots, root)) return std::nullopt;
  if (!columns_named && !common_enough(usage, root, tables)) return std::nullopt;
  if (!columns_named && !roots_named && holds_people(root)) return std::nullopt;
  return TenantRoot{root, column, usage.carriers.size() - usage.carriers.count(root)};
}

}  // namespace

bool names_table(const std::vector<std::string>& names, const QualifiedName& table) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return name == table.name || name == table.text() ||
           (table.schema.empty() && name == "public." + table.name);
  });
}

const ForeignKey* single_foreign_key(const Table& table, std::string_view column) {
  for (const ForeignKey& key : table.foreign_keys)
    if (key.state == ForeignKey::State::resolved && key.columns.size() == 1 &&
        key.columns.front() == column)
      return &key;
  return nullptr;
}

Tenancy find_tenancy(const Schema& schema, const Settings& settings) {
  Tenancy tenancy;
  tenancy.configured = !settings.tenant_columns.empty() || !settings.tenant_roots.empty();
  for (const Table& table : schema.tables())
    if (!names_table(settings.global_tables, table.name)) ++tenancy.tables;
  for (const auto& [column, usage] : find_usages(schema, settings))
    if (std::optional<TenantRoot> root = as_root(column, usage, settings, tenancy.tables))
      tenancy.roots.push_back(std::move(*root));
  return tenancy;
}

Schema tenancy_schema(const Project& project) {
  return project.declared.tables().empty() ? database_schema(project) : project.declared;
}

std::vector<const TenantRoot*> tenants_of(const Table& table, const Tenancy& tenancy,
                                          const Settings& settings) {
  std::vector<const TenantRoot*> tenants;
  if (names_table(settings.global_tables, table.name)) return tenants;
  for (const TenantRoot& root : tenancy.roots)
    if (table.name != root.table && table.column(root.column) != nullptr) tenants.push_back(&root);
  return tenants;
}

}  // namespace schemalint
