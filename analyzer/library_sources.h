#pragma once

#include <span>
#include <string_view>

namespace schemalint {

/// A module of analyzer/libraries/, built into the program.
struct LibrarySource {
  std::string_view path;  ///< "advanced_alchemy/base.py"
  std::string_view text;
};

/// All of them, sorted by path.
std::span<const LibrarySource> library_sources();

}  // namespace schemalint
