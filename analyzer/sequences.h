#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

/// The sequence that the default of a column takes its values from: `nextval('name'::regclass)`.
/// https://www.postgresql.org/docs/15/datatype-numeric.html#DATATYPE-SERIAL
std::optional<QualifiedName> sequence_of(const Column& column);
/// The columns that take their values from a sequence, as table and name.
std::vector<std::pair<QualifiedName, std::string>> columns_of_sequence(
    const Schema& schema, const QualifiedName& sequence);
/// The default that takes the values of a sequence.
std::string nextval_of(const QualifiedName& sequence);

}  // namespace schemalint
