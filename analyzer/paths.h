#pragma once

#include <string>
#include <string_view>

namespace schemalint {

/// The folder of a path relative to the root; "" is the root.
std::string folder_of(const std::string& path);

/// Whether a folder or file is named after a database that is not PostgreSQL: "mysql",
/// "clickhouse".
bool is_other_database(std::string_view name);

}  // namespace schemalint
