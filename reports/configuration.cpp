#include "reports/configuration.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzer/paths.h"
#include "analyzer/tenancy.h"
#include "analyzer/toml_text.h"
#include "analyzer/words.h"

namespace schemalint {
namespace {

constexpr size_t most_listed = 8;

std::string comment(const std::string& text) {
  return "# " + text + "\n";
}

std::string shown_folder(const std::string& folder) {
  return folder.empty() ? "." : folder;
}

/// How many things lie in each folder, the fullest first.
std::vector<std::pair<std::string, size_t>> ranked(const std::map<std::string, size_t>& counts) {
  std::vector<std::pair<std::string, size_t>> list(counts.begin(), counts.end());
  std::ranges::stable_sort(list, [](const auto& a, const auto& b) { return a.second > b.second; });
  return list;
}

std::string listed(const std::map<std::string, size_t>& counts, std::string_view noun) {
  std::string text;
  const auto folders = ranked(counts);
  for (size_t i = 0; i < folders.size() && i < most_listed; ++i)
    text += comment(
        fmt::format("  {}: {}", shown_folder(folders[i].first), counted(folders[i].second, noun)));
  if (folders.size() > most_listed)
    text += comment(fmt::format("  and {} more", counted(folders.size() - most_listed, "folder")));
  return text;
}

std::string example_of(const std::string& key, const std::map<std::string, size_t>& counts) {
  std::vector<std::string> folders;
  for (const auto& [folder, count] : ranked(counts))
    if (!folder.empty() && folders.size() < most_listed) folders.push_back(folder);
  return folders.empty() ? std::string() : comment(key + " = " + toml_list(folders));
}

std::string models_text(const Project& project) {
  std::map<std::string, size_t> counts;
  for (const Table& table : project.declared.tables())
    if (table.where.known() && !project.files[table.where.file].is_library())
      counts[folder_of(project.files[table.where.file].path())]++;
  if (counts.empty()) return comment("No models were found.");
  return comment("Models are found without this key. Found:") + listed(counts, "table") +
         example_of("models", counts);
}

std::string migrations_text(const Project& project) {
  std::string text;
  std::map<std::string, size_t> counts;
  for (const History& history : project.histories) {
    for (const Revision& revision : history.revisions)
      if (revision.where.known()) counts[folder_of(project.files[revision.where.file].path())]++;
  }
  if (counts.empty()) return comment("No migrations were found.");
  return comment("Migrations are found without this key. Found:") + listed(counts, "revision") +
         example_of("migrations", counts);
}

std::string version_text(const Project& project, const std::vector<PostgresImage>& images) {
  std::string text = comment("The oldest PostgreSQL server that has to be supported.");
  std::map<std::string, std::string> first;  // one place for each image
  for (const PostgresImage& one : images)
    first.try_emplace(one.image, fmt::format("{}:{}", one.file, one.line));
  size_t said = 0;
  for (const auto& [image, place] : first)
    if (said++ < most_listed) text += comment(fmt::format("  {} has {}", place, image));
  int oldest = project.settings.postgres_version;
  for (const PostgresImage& one : images)
    if (&one == &images.front() || one.version < oldest) oldest = one.version;
  constexpr int first_supported = 10;
  return text + comment(fmt::format("postgres-version = {}", std::max(oldest, first_supported)));
}

std::string root_text(const TenantRoot& root, const Tenancy& tenancy) {
  return comment(fmt::format("  {}: {} of {} tables carry {}, all its foreign keys lead to {}",
                             root.column, root.carriers, tenancy.tables, root.column,
                             root.table.text()));
}

/// Tables that name no tenant, though most do: those that the settings may call global.
std::vector<std::string> tables_without(const Schema& schema, const Tenancy& tenancy,
                                        const Settings& settings) {
  std::vector<std::string> names;
  for (const Table& table : schema.tables()) {
    const bool is_root = std::ranges::any_of(
        tenancy.roots, [&](const TenantRoot& root) { return root.table == table.name; });
    if (!is_root && tenants_of(table, tenancy, settings).empty())
      names.push_back(table.name.text());
  }
  std::ranges::sort(names);
  return names;
}

std::string tenancy_text(const Project& project) {
  const Schema schema = tenancy_schema(project);
  const Tenancy tenancy = find_tenancy(schema, project.settings);
  if (tenancy.roots.empty())
    return comment(
               "No tenants were inferred: no column that a third of the tables carry leads to "
               "one") +
           comment("table. Where rows belong to tenants, say so:") + comment("[tenancy]") +
           comment("columns = [\"tenant_id\"]") + comment("roots = [\"tenants\"]");
  std::string text = comment("Whose row it is; inferred, please review:");
  std::vector<std::string> columns, roots;
  for (const TenantRoot& root : tenancy.roots) {
    text += root_text(root, tenancy);
    columns.push_back(root.column);
    if (std::ranges::find(roots, root.table.text()) == roots.end())
      roots.push_back(root.table.text());
  }
  text +=
      fmt::format("[tenancy]\ncolumns = {}\nroots = {}\n", toml_list(columns), toml_list(roots));
  std::vector<std::string> others = tables_without(schema, tenancy, project.settings);
  if (others.empty()) return text;
  text += comment(fmt::format(
      "{} no tenant; those that belong to none are global:",
      others.size() == 1 ? "1 table names" : fmt::format("{} tables name", others.size())));
  if (others.size() > most_listed) others.resize(most_listed);
  return text + comment("global-tables = " + toml_list(others));
}

}  // namespace

std::string initial_configuration(const Project& project,
                                  const std::vector<PostgresImage>& images) {
  return comment(
             "schemalint runs without this file. `schemalint check --show-settings` prints all "
             "settings.") +
         "\n" + models_text(project) + "\n" + migrations_text(project) + "\n" +
         version_text(project, images) + "\n" +
         comment("The least severe finding that makes the exit status 1.") +
         comment("fail-on = \"warning\"") + "\n" + tenancy_text(project);
}

}  // namespace schemalint
