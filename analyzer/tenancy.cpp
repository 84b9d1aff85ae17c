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

/// "client_accounts" and "ClientAccount" are client, account.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    if ((c == '_' || capital) && !words.back().empty()) words.emplace_back();
    if (c != '_') words.back() += capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (std::string& word : words) {
    if (word.ends_with("ies")) word.replace(word.size() - 3, 3, "y");
    if (word.ends_with("sses")) word.resize(word.size() - 2);
    if (word.ends_with("s") && !word.ends_with("ss")) word.pop_back();
  }
  return words;
}

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// Who did something is not whose it is.
bool holds_people(const QualifiedName& table) {
  return std::ranges::any_of(words_of(table.name), [](const std::string& word) {
    return is_any_of(word, {"user", "person", "people", "profile", "member", "identity"});
  });
}

/// Names of those who use one installation side by side.
bool sounds_like_tenant(const QualifiedName& table) {
  const std::vector<std::string> words = words_of(table.name);
  return is_any_of(
      words.back(),
      {"account",      "agency",       "business", "client",    "company",    "customer",
       "firm",         "engagement",   "group",    "household", "merchant",   "org",
       "organisation", "organization", "partner",  "project",   "school",     "service",
       "shop",         "site",         "space",    "store",     "subscriber", "team",
       "tenant",       "workspace",    "vendor"});
}

bool common_enough(const Usage& usage, const QualifiedName& root, size_t tables) {
  const size_t carriers = usage.carriers.size() - usage.carriers.count(root);
  return usage.keyed >= 3 && carriers >= 3 && carriers * 3 >= tables;
}

std::optional<TenantRoot> as_root(const std::string& column, const Usage& usage,
                                  const Schema& schema, const Settings& settings, size_t tables) {
  const bool columns_named = !settings.tenant_columns.empty();
  const bool roots_named = !settings.tenant_roots.empty();
  const auto& named = settings.tenant_columns;
  if (columns_named && std::find(named.begin(), named.end(), column) == named.end())
    return std::nullopt;
  if (usage.targets.size() != 1) {
    if (!columns_named) return std::nullopt;
    return TenantRoot{.table = {}, .column = column, .carriers = usage.carriers.size()};
  }
  const QualifiedName& root = *usage.targets.begin();
  if (roots_named && !names_table(settings.tenant_roots, root)) return std::nullopt;
  if (!columns_named && !common_enough(usage, root, tables)) return std::nullopt;
  if (!columns_named && !roots_named && holds_people(root)) return std::nullopt;
  const Table* table = schema.table(root);
  return TenantRoot{.table = root,
                    .column = column,
                    .carriers = usage.carriers.size() - usage.carriers.count(root),
                    .part = !columns_named && !roots_named && !sounds_like_tenant(root),
                    .metadata = table == nullptr ? 0 : table->metadata};
}

/// Whether a table refers to one of the tenants: an agent of an organization.
bool belongs_to_tenant(const Table& table, const std::vector<TenantRoot>& roots) {
  return std::ranges::any_of(roots, [&](const TenantRoot& root) {
    const ForeignKey* key = single_foreign_key(table, root.column);
    return !root.part && key != nullptr && key->target == root.table && root.table != table.name;
  });
}

/// Takes out what is neither a tenant nor a part of one.
void keep_tenants(std::vector<TenantRoot>& roots, const Schema& schema) {
  const std::vector<TenantRoot> all = roots;
  std::erase_if(roots, [&](const TenantRoot& root) {
    const Table* table = schema.table(root.table);
    return root.part && (table == nullptr || !belongs_to_tenant(*table, all));
  });
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
    if (std::optional<TenantRoot> root = as_root(column, usage, schema, settings, tenancy.tables))
      tenancy.roots.push_back(std::move(*root));
  keep_tenants(tenancy.roots, schema);
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
