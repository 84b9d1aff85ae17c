#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/project.h"
#include "analyzer/schema.h"
#include "analyzer/settings.h"

namespace schemalint {

/// A table whose rows are tenants, or parts of a tenant, and the column by which other tables say
/// whose a row is: client_accounts and client_account_id.
struct TenantRoot {
  QualifiedName table;  ///< nameless where the settings name a column that leads to no one table
  std::string column;
  size_t carriers = 0;  ///< tables that have the column, the root itself aside
};

/// Whose rows are whose.
struct Tenancy {
  std::vector<TenantRoot> roots;  ///< ordered by column
  size_t tables = 0;              ///< all tables but those the settings call global
  bool configured = false;        ///< the settings name columns or roots
};

/// Takes tenant columns and roots from the settings. Without them a column is a tenant column when
/// at least three tables and a third of all carry it and all its foreign keys lead to one table.
/// A table of people is no root by inference: who did something is not whose it is.
Tenancy find_tenancy(const Schema& schema, const Settings& settings);

/// The schema that says whose rows are whose: that of the models, or where there are none what the
/// migrations and SQL files make.
Schema tenancy_schema(const Project& project);

/// The tenants by whose columns a table says whose its rows are, in the order of the roots; none
/// for a table that the settings call global. A root that belongs to another one has that one.
std::vector<const TenantRoot*> tenants_of(const Table& table, const Tenancy& tenancy,
                                          const Settings& settings);

/// Whether the settings name the table, with its schema or without.
bool names_table(const std::vector<std::string>& names, const QualifiedName& table);

/// The foreign key of the table on this one column, resolved; null where there is none.
const ForeignKey* single_foreign_key(const Table& table, std::string_view column);

}  // namespace schemalint
