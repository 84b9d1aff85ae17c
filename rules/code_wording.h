#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/schema.h"

namespace schemalint {

// How helps write Python and SQL that can be copied.

/// A string literal of Python.
std::string python_string(std::string_view text);
/// `"a"`, `["a", "b"]`.
std::string python_list(const std::vector<std::string>& texts);
/// `, schema="app"`, or nothing for a table on the search path.
std::string schema_argument(const QualifiedName& table);
/// The table's name as SQL writes it.
std::string sql_name(const QualifiedName& table);
/// `(a, b)` as SQL writes it.
std::string sql_columns(const std::vector<std::string>& columns);

}  // namespace schemalint
