#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

/// A text as a basic string of TOML.
std::string toml_string(std::string_view text);
/// Texts as an array: ["a", "b"].
std::string toml_list(const std::vector<std::string>& texts);

}  // namespace schemalint
