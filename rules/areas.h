#pragma once

#include <span>
#include <string_view>

namespace schemalint {

/// A folder of rules, and what they look at.
struct Area {
  std::string_view name;     ///< of the folder: "foreign_keys"
  std::string_view summary;  ///< a phrase without a full stop
};

/// Every area, in the order in which people read about them.
std::span<const Area> all_areas();

}  // namespace schemalint
