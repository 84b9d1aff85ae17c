#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/value.h"

namespace schemalint {

// Private to the catalog: what information_schema.cpp and catalog.cpp make rows of.

// Makes rows, and leaves out those that the filter excludes.
class Rows {
 public:
  Rows(std::vector<std::string> columns, const SqlFilter& filter) : filter_(filter) {
    relation_.columns = std::move(columns);
  }

  bool wants(std::string_view column, std::string_view value) const {
    const auto found = filter_.find(column);
    return found == filter_.end() || found->second == value;
  }
  void add(SqlRow row) {
    relation_.certain.push_back(true);
    relation_.rows.push_back(std::move(row));
  }
  // What may be there beside the rows that are known: the first values are known, no others.
  void add_unknown(SqlRow row) {
    row.resize(relation_.columns.size());
    relation_.certain.push_back(false);
    relation_.rows.push_back(std::move(row));
  }
  SqlRelation take() { return std::move(relation_); }

 private:
  const SqlFilter& filter_;
  SqlRelation relation_;
};

using MakeRelation = SqlRelation (*)(const Schema&, const SqlFilter&);

/// Runs `visit` for the tables that the filter on `column` lets through.
template <typename Visit>
void for_tables(const Schema& schema, const Rows& rows, const char* column, Visit visit) {
  for (const Table& table : schema.tables())
    if (rows.wants(column, table.name.name)) visit(table);
}

/// As the catalog shows it: the schema that has no name is public.
inline std::string shown(const std::string& schema) {
  return schema.empty() ? "public" : schema;
}

/// A constraint, as catalogs list them.
struct ConstraintRow {
  const std::string& name;
  const char* type;  // of information_schema
  std::string code;  // of pg_constraint
  std::vector<std::string> columns;
  const ForeignKey* foreign_key = nullptr;
  bool validated = true;
};

std::vector<ConstraintRow> constraints_of(const Table& table);

/// The schemas that are there, with the names of the two columns.
SqlRelation schemata(const Schema& schema, const SqlFilter& filter, const char* name,
                     const char* oid);

struct CatalogRelation {
  std::string_view name;
  MakeRelation make;
};
/// The relation of information_schema, or null.
MakeRelation information_relation(std::string_view name);

}  // namespace schemalint
