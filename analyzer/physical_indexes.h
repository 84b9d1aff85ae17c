#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

/// An index as the table keeps it on disk: one of CREATE INDEX, or the one behind a primary key, a
/// UNIQUE or an EXCLUDE constraint.
struct PhysicalIndex {
  enum class Kind : uint8_t { index, primary_key, unique, exclusion } kind = Kind::index;
  Index index;  ///< of a constraint: with its name, columns and place
  bool deferrable = false;

  bool is_constraint() const { return kind != Kind::index; }
};

/// All of a table: the primary key, the constraints, then the others.
std::vector<PhysicalIndex> physical_indexes(const Table& table);

/// The index that makes another one of the same table needless: every query that the one serves,
/// the other serves as well, and it keeps out no row that the other lets in. Null where there is
/// none, and where anything is not known. Constraints are never needless.
/// https://www.postgresql.org/docs/current/indexes-multicolumn.html
const PhysicalIndex* index_that_serves(const std::vector<PhysicalIndex>& all,
                                       const PhysicalIndex& one);

/// "a, b DESC, lower(c)".
std::vector<std::string> element_texts(const Index& index);

}  // namespace schemalint
