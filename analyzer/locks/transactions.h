#pragma once

#include "analyzer/operation.h"

namespace schemalint {

/// Whether PostgreSQL refuses an operation inside of a transaction block
/// (PreventInTransactionBlock): CREATE INDEX CONCURRENTLY and its kind, VACUUM, DROP DATABASE.
bool refuses_transaction(const Operation& operation);

}  // namespace schemalint
