#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

// A schema as it is drawn: boxes, their rows, and lines between them. What is laid over it
// (findings, tenants, what changed) are marks.

enum class Mark : uint8_t {
  none,
  added,
  removed,
  changed,
  tenant_root,  ///< of a column: it says which tenant a row belongs to
  finding_info,
  finding_warning,
  finding_error,
};

/// "added", "tenant-root", "finding-error": a CSS class behind "mark-", a word for people.
std::string_view to_string(Mark mark);

/// What is laid over a table, a column or a foreign key.
struct Overlay {
  std::set<Mark> marks;
  size_t findings = 0;
  std::vector<std::string> notes;  ///< one line each: tooltips
  std::string link;                ///< where a click leads; empty: nowhere

  bool has(Mark mark) const { return marks.contains(mark); }
  /// Adds a mark and, where there is one, a line about it. Of marks of findings the worst stays.
  void add(Mark mark, std::string note = {});
  bool is_change() const;  ///< added, removed or changed
};

struct DiagramColumn {
  std::string name;
  std::string type;  ///< as PostgreSQL's dialect prints it; empty: not known
  bool primary_key = false;
  bool foreign_key = false;
  bool unique = false;  ///< by itself
  bool nullable = true;
  Overlay overlay{};
};

struct DiagramTable {
  QualifiedName name;
  std::vector<DiagramColumn> columns;
  /// What it has beside columns and foreign keys, as SQL: indexes, checks, policies. Not drawn, but
  /// a table in which it differs has changed.
  std::set<std::string> details{};
  bool complete = true;  ///< false: a part of it could not be understood
  Overlay overlay{};

  const DiagramColumn* column(std::string_view column_name) const;
};

/// A foreign key.
struct DiagramEdge {
  size_t from = 0;  ///< index of the table that has it
  std::vector<std::string> columns;
  size_t to = 0;  ///< index of the table that it leads to
  std::vector<std::string> target_columns;
  /// Which of its columns tells it best from other edges of its table: where its line begins.
  size_t anchor = 0;
  bool optional = false;  ///< a column may be NULL: a row may point nowhere
  bool one = false;       ///< its columns are unique: at most one row points at the same row
  std::string on_delete;  ///< "CASCADE"; empty: none
  Overlay overlay{};

  bool points_at_itself() const { return from == to; }
  /// The column at either end of its line; empty where it is not known.
  std::string_view source_column() const;
  std::string_view target_column() const;
};

struct Diagram {
  std::vector<DiagramTable> tables;  ///< ordered by name, each name once
  std::vector<DiagramEdge> edges;    ///< ordered by their table and columns

  /// The index of a table; `tables.size()` where it is not there.
  size_t find(const QualifiedName& name) const;
};

/// The tables of a schema and the foreign keys between them. One whose target is not there has no
/// edge; its columns are marked as a foreign key's all the same.
Diagram diagram_of(const Schema& schema);

/// The tables named `only` and those within `depth` foreign keys of them, either way, with the
/// edges between them. Names that are not there are passed over.
Diagram restricted(const Diagram& diagram, const std::vector<QualifiedName>& only, size_t depth);

/// Both in one: tables, columns and edges that only one side has are marked `added` or `removed`,
/// those that differ `changed`, with notes that say what was. Order, other marks and links are
/// those of `after`; what was removed stands where it was.
Diagram merged(const Diagram& before, const Diagram& after);

std::vector<QualifiedName> names_of(const Diagram& diagram);

/// The tables that merged() marked, or that have a column or an edge that it marked.
std::vector<QualifiedName> changed_tables(const Diagram& merged);

}  // namespace schemalint
