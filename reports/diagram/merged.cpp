#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "analyzer/words.h"
#include "reports/diagram/diagram.h"

namespace schemalint {
namespace {

/// "VARCHAR(20), may be NULL, primary key".
std::string words(const DiagramColumn& column) {
  std::vector<std::string> parts{column.type.empty() ? "of unknown type" : column.type};
  if (column.nullable) parts.emplace_back("may be NULL");
  if (column.primary_key) parts.emplace_back("primary key");
  if (column.unique) parts.emplace_back("unique");
  if (column.foreign_key) parts.emplace_back("foreign key");
  return join(parts);
}

std::string words(const DiagramEdge& edge) {
  std::string text = "(" + join(edge.target_columns) + ")";
  if (!edge.on_delete.empty()) text += " ON DELETE " + edge.on_delete;
  if (edge.optional) text += ", may be NULL";
  if (edge.one) text += ", unique";
  return text;
}

void mark_all(DiagramTable& table, Mark mark) {
  table.overlay.add(mark);
  for (DiagramColumn& column : table.columns) column.overlay.add(mark);
}

/// The rows of both, those of `after` in their order; a removed one follows the row it followed.
std::vector<DiagramColumn> merged_columns(const DiagramTable& before, const DiagramTable& after) {
  std::vector<DiagramColumn> columns = after.columns;
  for (DiagramColumn& column : columns) {
    const DiagramColumn* was = before.column(column.name);
    if (was == nullptr)
      column.overlay.add(Mark::added);
    else if (words(*was) != words(column))
      column.overlay.add(Mark::changed, "was " + words(*was));
  }
  std::string_view previous;
  for (const DiagramColumn& column : before.columns) {
    if (after.column(column.name) == nullptr) {
      const auto follows = std::ranges::find(columns, previous, &DiagramColumn::name);
      const auto place = follows == columns.end() ? columns.begin() : std::next(follows);
      columns.insert(place, column)->overlay.add(Mark::removed);
    }
    previous = column.name;
  }
  return columns;
}

DiagramTable merged_table(const DiagramTable& before, const DiagramTable& after) {
  DiagramTable table = after;
  table.columns = merged_columns(before, after);
  for (const std::string& detail : after.details)
    if (!before.details.contains(detail)) table.overlay.add(Mark::changed, "added " + detail);
  for (const std::string& detail : before.details)
    if (!after.details.contains(detail)) table.overlay.add(Mark::changed, "removed " + detail);
  return table;
}

/// Edges of one table on the same columns to the same table are one edge before and after.
using EdgeName = std::tuple<size_t, std::vector<std::string>, size_t>;

EdgeName name_of(const DiagramEdge& edge) {
  return {edge.from, edge.columns, edge.to};
}

/// The edge with its ends in the merged diagram.
DiagramEdge moved(DiagramEdge edge, const Diagram& from, const Diagram& to) {
  edge.from = to.find(from.tables[edge.from].name);
  edge.to = to.find(from.tables[edge.to].name);
  return edge;
}

void merge_edges(const Diagram& before, const Diagram& after, Diagram& both) {
  std::map<EdgeName, DiagramEdge> edges;
  std::map<EdgeName, DiagramEdge> old;
  for (const DiagramEdge& edge : before.edges) {
    DiagramEdge here = moved(edge, before, both);
    old.emplace(name_of(here), std::move(here));
  }
  for (const DiagramEdge& edge : after.edges) {
    DiagramEdge here = moved(edge, after, both);
    const auto was = old.find(name_of(here));
    if (was == old.end())
      here.overlay.add(Mark::added);
    else if (words(was->second) != words(here))
      here.overlay.add(Mark::changed, "was " + words(was->second));
    edges.emplace(name_of(here), std::move(here));
  }
  for (auto& [name, edge] : old) {
    if (edges.contains(name)) continue;
    edge.overlay.add(Mark::removed);
    edges.emplace(name, std::move(edge));
  }
  for (auto& [name, edge] : edges) both.edges.push_back(std::move(edge));
}

bool has_change(const DiagramTable& table) {
  return table.overlay.is_change() ||
         std::ranges::any_of(
             table.columns, [](const DiagramColumn& column) { return column.overlay.is_change(); });
}

}  // namespace

Diagram merged(const Diagram& before, const Diagram& after) {
  Diagram both;
  for (const DiagramTable& table : after.tables) {
    const size_t was = before.find(table.name);
    if (was < before.tables.size()) {
      both.tables.push_back(merged_table(before.tables[was], table));
    } else {
      both.tables.push_back(table);
      mark_all(both.tables.back(), Mark::added);
    }
  }
  for (const DiagramTable& table : before.tables) {
    if (after.find(table.name) < after.tables.size()) continue;
    both.tables.push_back(table);
    mark_all(both.tables.back(), Mark::removed);
  }
  std::ranges::sort(both.tables, {}, &DiagramTable::name);
  merge_edges(before, after, both);
  for (const DiagramEdge& edge : both.edges)
    if (edge.overlay.is_change() && !both.tables[edge.from].overlay.is_change())
      both.tables[edge.from].overlay.add(Mark::changed);
  for (DiagramTable& table : both.tables)
    if (has_change(table) && !table.overlay.is_change()) table.overlay.add(Mark::changed);
  return both;
}

std::vector<QualifiedName> changed_tables(const Diagram& merged) {
  std::vector<QualifiedName> names;
  for (const DiagramTable& table : merged.tables)
    if (has_change(table)) names.push_back(table.name);
  return names;
}

}  // namespace schemalint
