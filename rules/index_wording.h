#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/database.h"
#include "analyzer/physical_indexes.h"
#include "analyzer/project.h"

namespace schemalint {

// What the rules about indexes say in the same words.

/// "index ix_orders_code (code)", "primary key (id)", "unique constraint (a, b)".
std::string described(const PhysicalIndex& index);

/// The identity of an index: "app.orders.ix_orders_code"; of one without a name by its columns.
std::string index_object(const QualifiedName& table, const Index& index);

/// How to drop an index of a live database, in the language of the project's migrations.
std::string drop_index_help(const Project& project, const QualifiedName& table, const Index& index);

/// A table, and which side says so.
struct KnownTable {
  const Table* table = nullptr;
  bool declared = false;
};

/// The tables that the models declare, then those that only the database has and of which nothing
/// is left open: an index that a migration alone makes exists all the same. References are into the
/// project and `database`.
std::vector<KnownTable> known_tables(const Project& project, const Schema& database);

}  // namespace schemalint
