#pragma once

#include <string>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

/// Whether an index finds the rows that have given values in these columns: they are, in any order,
/// the leading columns of the primary key, of a unique constraint or of a btree index without a
/// predicate (or with one that only leaves NULL out). A hash index serves a single column.
/// https://www.postgresql.org/docs/15/indexes-multicolumn.html
bool has_leading_index(const Table& table, const std::vector<std::string>& columns);

}  // namespace schemalint
