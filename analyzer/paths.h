#pragma once

#include <string>

namespace schemalint {

/// The folder of a path relative to the root; "" is the root.
std::string folder_of(const std::string& path);

}  // namespace schemalint
