#include "analyzer/paths.h"

#include <algorithm>
#include <iterator>

namespace schemalint {

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

bool is_other_database(std::string_view name) {
  static constexpr std::string_view others[] = {"clickhouse", "mariadb", "mssql",    "mysql",
                                                "oracle",     "sqlite",  "sqlserver"};
  return std::ranges::find(others, name) != std::end(others);
}

}  // namespace schemalint
