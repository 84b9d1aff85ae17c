#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/code/facts.h"
#include "analyzer/project.h"

namespace schemalint {

/// The indexes that tables have, by the models and by the migrations: what either makes exists.
class IndexLookup {
 public:
  explicit IndexLookup(const Project& project);

  /// All of a declared table, keys included as unique indexes; nothing where they are not all
  /// known.
  std::optional<std::vector<Index>> of(const QualifiedName& table) const;
  /// The table in the database that migrations and SQL files make; null where they do not.
  const Table* migrated(const QualifiedName& table) const { return database_.table(table); }

 private:
  const Project& project_;
  Schema database_;
};

/// Whether a btree index leads with this column.
bool leads_with(const Index& index, std::string_view column);

/// Whether a column says in which of a few states a row is, going by its type and its name.
bool is_status(const Column& column);

/// Whether a condition compares a column with one value, or with a list of them, in every case.
bool is_equality(const Predicate& predicate);
/// Whether a query's conditions name one row of a table: they fix all columns of a unique key.
bool names_a_row(const Query& query, const std::vector<Index>& indexes, const QualifiedName& table);
/// Whether one of its conditions is on a column that an index of the table leads with.
bool is_indexed(const Query& query, const std::vector<Index>& indexes, const QualifiedName& table);

}  // namespace schemalint
