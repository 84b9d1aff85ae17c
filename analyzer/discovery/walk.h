#pragma once

#include <filesystem>
#include <string>

#include "analyzer/discovery/source_tree.h"

namespace schemalint {

/// Walks a folder (absolute). Symbolic links are followed after everything else, so that a file
/// that has a path of its own is found under that, once; a link to a folder only where it leads
/// somewhere below `boundary` and not upwards. Version control, node_modules, byte code and
/// installed packages (site-packages, virtual environments) are never entered.
Walk walk(const std::filesystem::path& root, const std::filesystem::path& boundary,
          const Wanted& wanted);

/// Looks at one file as walk() does: adds it to the files or to the problems.
void add_file(const std::filesystem::path& root, const std::string& path, Walk& walk);

}  // namespace schemalint
