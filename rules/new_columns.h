#pragma once

#include <string>

#include "analyzer/change.h"

namespace schemalint {

/// Whether the revision itself has added a column, under this name or another one, before this
/// step: no code uses it yet.
bool is_new_column(const Change& change, const QualifiedName& table, const std::string& column);

}  // namespace schemalint
