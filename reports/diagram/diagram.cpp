#include "reports/diagram/diagram.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "analyzer/keys.h"
#include "reports/ddl.h"
#include "reports/sorted.h"

namespace schemalint {
namespace {

bool is_finding(Mark mark) {
  return mark >= Mark::finding_info;
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_key(const std::vector<std::string>& key, const std::vector<std::string>& columns) {
  return !key.empty() && contains_all(columns, key);
}

/// Whether two rows cannot have the same values in these columns: a key is among them.
bool is_unique(const Table& table, const std::vector<std::string>& columns) {
  if (table.primary_key && is_key(table.primary_key->columns, columns)) return true;
  if (std::ranges::any_of(table.unique,
                          [&](const UniqueKey& key) { return is_key(key.columns, columns); }))
    return true;
  return std::ranges::any_of(table.indexes, [&](const Index& index) {
    return index.unique && !index.where_sql && is_key(plain_columns(index), columns);
  });
}

DiagramColumn column_of(const Table& table, const Column& column) {
  DiagramColumn drawn{
      .name = column.name,
      .type = column.type.value,
      .primary_key = table.primary_key && is_among(table.primary_key->columns, column.name),
      .nullable = column.nullable.value};
  drawn.foreign_key = std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& key) {
    return is_among(key.columns, column.name);
  });
  drawn.unique = !drawn.primary_key && is_unique(table, {column.name});
  return drawn;
}

DiagramTable table_of(const Table& table) {
  DiagramTable drawn{.name = table.name, .columns = {}, .complete = table.complete};
  for (const Column& column : table.columns) drawn.columns.push_back(column_of(table, column));
  for (const UniqueKey& key : table.unique)
    drawn.details.insert(ddl::unique_definition(key, "UNIQUE"));
  for (const Index& index : table.indexes) drawn.details.insert(ddl::create_index(table, index));
  for (const Check& check : table.checks)
    if (!check.type_bound) drawn.details.insert(ddl::check_definition(check));
  for (const Exclusion& one : table.exclusions)
    drawn.details.insert(ddl::exclusion_definition(one));
  for (const Policy& policy : table.policies)
    drawn.details.insert(ddl::create_policy(table, policy));
  if (table.row_security) drawn.details.insert("ROW LEVEL SECURITY");
  if (table.force_row_security) drawn.details.insert("FORCE ROW LEVEL SECURITY");
  return drawn;
}

DiagramEdge edge_of(const Table& table, const ForeignKey& key, size_t from, size_t to) {
  const auto may_be_null = [&](const std::string& name) {
    const Column* column = table.column(name);
    return column == nullptr || column->nullable.value;
  };
  return {.from = from,
          .columns = key.columns,
          .to = to,
          .target_columns = key.target_columns,
          .optional = std::ranges::any_of(key.columns, may_be_null),
          .one = is_unique(table, key.columns),
          .on_delete = key.on_delete};
}

/// Of the columns of a composite key, one that the fewest other keys of the table share: not the
/// tenant's, which all of them have.
void choose_anchors(std::vector<DiagramEdge>& edges) {
  std::map<std::pair<size_t, std::string_view>, size_t> uses;
  for (const DiagramEdge& edge : edges)
    for (const std::string& column : edge.columns) uses[{edge.from, column}]++;
  for (DiagramEdge& edge : edges)
    for (size_t i = 1; i < edge.columns.size(); i++)
      if (uses[{edge.from, edge.columns[i]}] < uses[{edge.from, edge.columns[edge.anchor]}])
        edge.anchor = i;
}

/// Indices of the tables within `depth` edges of the given ones, as flags.
std::vector<bool> reached(const Diagram& diagram, std::vector<size_t> at, size_t depth) {
  std::vector<std::vector<size_t>> beside(diagram.tables.size());
  for (const DiagramEdge& edge : diagram.edges) {
    beside[edge.from].push_back(edge.to);
    beside[edge.to].push_back(edge.from);
  }
  std::vector<bool> is_reached(diagram.tables.size(), false);
  for (const size_t table : at) is_reached[table] = true;
  for (size_t step = 0; step < depth && !at.empty(); step++) {
    std::vector<size_t> next;
    for (const size_t table : at)
      for (const size_t other : beside[table])
        if (!is_reached[other]) {
          is_reached[other] = true;
          next.push_back(other);
        }
    at = std::move(next);
  }
  return is_reached;
}

}  // namespace

std::string_view to_string(Mark mark) {
  switch (mark) {
    case Mark::none:
      break;
    case Mark::added:
      return "added";
    case Mark::removed:
      return "removed";
    case Mark::changed:
      return "changed";
    case Mark::tenant_root:
      return "tenant-root";
    case Mark::finding_info:
      return "finding-info";
    case Mark::finding_warning:
      return "finding-warning";
    case Mark::finding_error:
      return "finding-error";
  }
  return "none";
}

void Overlay::add(Mark mark, std::string note) {
  if (!note.empty()) notes.push_back(std::move(note));
  if (mark == Mark::none) return;
  if (is_finding(mark)) {
    const auto same_or_worse = marks.lower_bound(mark);
    if (same_or_worse != marks.end()) return;
    std::erase_if(marks, is_finding);
  }
  marks.insert(mark);
}

bool Overlay::is_change() const {
  return has(Mark::added) || has(Mark::removed) || has(Mark::changed);
}

std::string_view DiagramEdge::source_column() const {
  return anchor < columns.size() ? columns[anchor] : std::string_view();
}

std::string_view DiagramEdge::target_column() const {
  return anchor < target_columns.size() ? target_columns[anchor] : std::string_view();
}

const DiagramColumn* DiagramTable::column(std::string_view column_name) const {
  const auto found = std::ranges::find(columns, column_name, &DiagramColumn::name);
  return found == columns.end() ? nullptr : &*found;
}

size_t Diagram::find(const QualifiedName& name) const {
  const auto found = std::ranges::lower_bound(tables, name, {}, &DiagramTable::name);
  return found != tables.end() && found->name == name ? static_cast<size_t>(found - tables.begin())
                                                      : tables.size();
}

Diagram diagram_of(const Schema& schema) {
  Diagram diagram;
  const std::vector<const Table*> tables = by_name(schema.tables());
  for (const Table* table : tables) diagram.tables.push_back(table_of(*table));
  for (size_t from = 0; from < tables.size(); from++) {
    const auto by_columns = [](const ForeignKey& key) { return std::tie(key.columns, key.target); };
    for (const ForeignKey* key : sorted(tables[from]->foreign_keys, by_columns)) {
      const size_t to = diagram.find(key->target);
      if (key->state != ForeignKey::State::unknown && to < tables.size())
        diagram.edges.push_back(edge_of(*tables[from], *key, from, to));
    }
  }
  choose_anchors(diagram.edges);
  return diagram;
}

std::vector<QualifiedName> names_of(const Diagram& diagram) {
  std::vector<QualifiedName> names;
  for (const DiagramTable& table : diagram.tables) names.push_back(table.name);
  return names;
}

Diagram restricted(const Diagram& diagram, const std::vector<QualifiedName>& only, size_t depth) {
  std::vector<size_t> starts;
  for (const QualifiedName& name : only)
    if (const size_t table = diagram.find(name); table < diagram.tables.size())
      starts.push_back(table);
  const std::vector<bool> kept = reached(diagram, std::move(starts), depth);
  Diagram part;
  std::vector<size_t> place(diagram.tables.size(), 0);
  for (size_t table = 0; table < kept.size(); table++) {
    place[table] = part.tables.size();
    if (kept[table]) part.tables.push_back(diagram.tables[table]);
  }
  for (const DiagramEdge& edge : diagram.edges) {
    if (!kept[edge.from] || !kept[edge.to]) continue;
    part.edges.push_back(edge);
    part.edges.back().from = place[edge.from];
    part.edges.back().to = place[edge.to];
  }
  return part;
}

}  // namespace schemalint
