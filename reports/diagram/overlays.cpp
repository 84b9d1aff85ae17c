#include "reports/diagram/overlays.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "reports/display.h"
#include "rules/registry.h"
#include "rules/tenancy_wording.h"

namespace schemalint {
namespace {

Mark mark_of(Severity severity) {
  if (severity == Severity::error) return Mark::finding_error;
  return severity == Severity::warning ? Mark::finding_warning : Mark::finding_info;
}

void add(Overlay& overlay, const Finding& finding, const std::string& note) {
  overlay.findings++;
  overlay.add(mark_of(finding.severity), note);
}

/// Rules of these areas speak of the reference where they name its columns.
bool is_about_references(std::string_view rule) {
  const RuleEntry* entry = find_rule(rule);
  return entry != nullptr && (entry->area == "foreign_keys" || entry->area == "tenancy");
}

/// The names between commas: what object_name() joined.
std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> names;
  constexpr std::string_view separator = ", ";
  for (size_t at; (at = list.find(separator)) != std::string_view::npos;
       list.remove_prefix(at + separator.size()))
    names.emplace_back(list.substr(0, at));
  names.emplace_back(list);
  return names;
}

class FindingsLayer {
 public:
  explicit FindingsLayer(Diagram& diagram) : diagram_(diagram) {
    for (size_t table = 0; table < diagram.tables.size(); table++)
      tables_.emplace(diagram.tables[table].name.text(), table);
    edges_.resize(diagram.tables.size());
    for (size_t edge = 0; edge < diagram.edges.size(); edge++)
      edges_[diagram.edges[edge].from].push_back(edge);
  }

  void lay(const Finding& finding);

 private:
  struct Place {
    size_t table = 0;
    std::vector<std::string> columns;
  };

  /// The longest name of a table that the object begins with: names may hold dots.
  std::optional<Place> place_of(const std::string& object) const;

  Diagram& diagram_;
  std::unordered_map<std::string, size_t> tables_;
  std::vector<std::vector<size_t>> edges_;  // of each table
};

std::optional<FindingsLayer::Place> FindingsLayer::place_of(const std::string& object) const {
  for (size_t end = object.size(); end != std::string::npos && end > 0;
       end = object.find_last_of(".(", end - 1)) {
    const auto table = tables_.find(object.substr(0, end));
    if (table == tables_.end()) continue;
    std::string_view rest = std::string_view(object).substr(end);
    if (rest.starts_with('(') && rest.ends_with(')'))
      return Place{table->second, split(rest.substr(1, rest.size() - 2))};
    if (!rest.empty()) rest.remove_prefix(1);
    return Place{table->second,
                 rest.empty() ? std::vector<std::string>() : std::vector{std::string(rest)}};
  }
  return std::nullopt;
}

void FindingsLayer::lay(const Finding& finding) {
  const auto place = place_of(finding.object);
  if (!place) return;
  const std::string note = fmt::format("{} {}: {}", to_string(finding.severity), finding.rule,
                                       one_line(finding.message));
  DiagramTable& table = diagram_.tables[place->table];
  add(table.overlay, finding, note);
  for (DiagramColumn& column : table.columns)
    if (std::ranges::find(place->columns, column.name) != place->columns.end())
      add(column.overlay, finding, note);
  if (place->columns.empty() || !is_about_references(finding.rule)) return;
  for (const size_t edge : edges_[place->table])
    if (diagram_.edges[edge].columns == place->columns)
      add(diagram_.edges[edge].overlay, finding, note);
}

}  // namespace

void mark_tenants(Diagram& diagram, const Schema& schema, const Tenancy& tenancy,
                  const Settings& settings) {
  for (const TenantRoot& root : tenancy.roots)
    if (const size_t table = diagram.find(root.table); !root.part && table < diagram.tables.size())
      diagram.tables[table].overlay.add(Mark::tenant_root, tenancy_evidence(root, tenancy));
  for (DiagramTable& drawn : diagram.tables) {
    const Table* table = schema.table(drawn.name);
    if (table == nullptr) continue;
    for (const TenantRoot* root : tenants_of(*table, tenancy, settings))
      for (DiagramColumn& column : drawn.columns)
        if (column.name == root->column && !root->part) column.overlay.add(Mark::tenant_root);
  }
}

void mark_findings(Diagram& diagram, const std::vector<Finding>& findings) {
  FindingsLayer layer(diagram);
  for (const Finding& finding : findings) layer.lay(finding);
}

}  // namespace schemalint
