#pragma once

#include "analyzer/schema.h"
#include "rules/rule.h"

namespace schemalint {

/// Reports what a class writes down and SQLAlchemy never makes: indexes, or everything but indexes.
void report_dead_declarations(const Table& table, bool indexes, Context& context);

}  // namespace schemalint
