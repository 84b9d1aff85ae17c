#pragma once

#include <string>

#include "analyzer/schema.h"

namespace schemalint {

/// Whether a default calls a function that PostgreSQL marks VOLATILE, such as random() or
/// gen_random_uuid(): each row gets a value of its own. Functions that are not known are none.
bool is_volatile(const std::string& sql);

/// Whether a validated CHECK of the table says that the column is never NULL, by itself or beside
/// other conditions that all must hold.
bool proves_not_null(const Table& table, const std::string& column);
/// Whether a condition says so.
bool implies_not_null(const std::string& sql, const std::string& column);

}  // namespace schemalint
