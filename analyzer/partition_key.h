#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

/// What PARTITION BY says.
struct PartitionKey {
  std::string strategy;                ///< "RANGE", "LIST" or "HASH"
  std::vector<IndexElement> elements;  ///< columns and expressions
};

/// Nothing where the table is not partitioned, or the text is not understood.
std::optional<PartitionKey> partition_key(const Table& table);

/// The part of an expression that PostgreSQL has no constant answer for, so that it refuses it as a
/// partition key: "now()", "date_trunc() of the timestamptz column at". Empty where none is known.
/// https://www.postgresql.org/docs/current/xfunc-volatility.html
std::string changing_part(const Table& table, const std::string& expression);

}  // namespace schemalint
