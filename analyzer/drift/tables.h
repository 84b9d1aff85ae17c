#pragma once

#include "analyzer/drift/drift.h"

namespace schemalint {

// Private to the comparison.

/// Whether the wanted side speaks of policies at all: models mostly have no way to.
struct Policies {
  bool declared = false;
};

/// How two tables that are the same one differ. Where one is not complete, what it lacks proves
/// nothing.
TableDrift compare_tables(const Table& wanted, const Table& present, Policies policies);

}  // namespace schemalint
