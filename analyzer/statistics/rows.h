#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

/// A row of an exported query: values by the names of their columns. NULL is the empty text.
struct StatisticsRow {
  size_t line = 0;  ///< from 1, of CSV; of JSON the number of the object
  std::map<std::string, std::string> values;
};

/// Reads CSV (RFC 4180, with a first line of names) or a JSON array of objects. Raises Error.
std::vector<StatisticsRow> statistics_rows(std::string_view text, const std::string& shown);

}  // namespace schemalint
