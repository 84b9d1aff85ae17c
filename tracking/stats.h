#pragma once

#include <map>
#include <string>

#include "analyzer/project.h"

namespace schemalint {

/// The numbers a schema review begins with.
struct Stats {
  /// Whether the numbers of tables and what they hold are those of the models; where there are no
  /// models, they are those of what the migrations amount to.
  bool of_models = true;
  size_t tables = 0;
  size_t columns = 0;
  size_t relationships = 0;  ///< the reverse sides that a backref makes included
  size_t relationships_without_lazy = 0;
  size_t column_indexes = 0;    ///< made by `index=True` on a column
  size_t explicit_indexes = 0;  ///< Index(…), CREATE INDEX
  size_t partial_indexes = 0;
  std::map<std::string, size_t> index_methods;  ///< "btree", "gin", …
  std::map<std::string, size_t> loaders;        ///< relationships by `lazy=`; "default" without
  size_t foreign_keys = 0;
  size_t foreign_keys_with_schema = 0;     ///< the target is written with its schema
  size_t foreign_keys_without_schema = 0;  ///< the target is in a named schema that is not written
  size_t tenant_tables = 0;                ///< that have a tenant column
  size_t tenant_tables_with_composite_key = 0;  ///< a foreign key of it and another column
  size_t checks = 0;
  size_t enum_types = 0;
  size_t revisions = 0;
  size_t migrated_tables = 0;
  size_t migrated_enum_types = 0;
  Coverage coverage;
};

Stats measure(const Project& project);

}  // namespace schemalint
