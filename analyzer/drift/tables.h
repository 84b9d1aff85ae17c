#pragma once

#include "analyzer/drift/drift.h"

namespace schemalint {

// Private to the comparison.

/// How two tables that are the same one differ. Where one is not complete, what it lacks proves
/// nothing. Row security counts only where the wanted side speaks of it: models mostly cannot.
TableDrift compare_tables(const Table& wanted, const Table& present);

}  // namespace schemalint
