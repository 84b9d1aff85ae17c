#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/load.h"

namespace schemalint {

/// What a walk through a folder met. Paths are relative to it, with '/', in byte order.
struct Walk {
  std::vector<std::string> files;    ///< regular files that were wanted
  std::vector<UnreadPath> problems;  ///< folders and files that cannot be read or are too large
};

/// Decides by its path whether a folder is entered or a file is taken.
using Wanted = std::function<bool(const std::string& path, bool is_folder)>;

/// Walks a folder (absolute). Symbolic links are followed after everything else, so that a file
/// that has a path of its own is found under that, once; a link to a folder only where it leads
/// somewhere below `boundary` and not upwards. Version control, node_modules, byte code and
/// installed packages (site-packages, virtual environments) are never entered.
Walk walk(const std::filesystem::path& root, const std::filesystem::path& boundary,
          const Wanted& wanted);

/// Looks at one file as walk() does: adds it to the files or to the problems.
void add_file(const std::filesystem::path& root, const std::string& path, Walk& walk);

}  // namespace schemalint
