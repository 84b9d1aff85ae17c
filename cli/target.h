#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/config.h"
#include "analyzer/finding.h"
#include "analyzer/project.h"
#include "cli/args.h"

namespace schemalint {

/// The project that a command works on, and the part of it that was asked for.
struct Target {
  std::filesystem::path root;  ///< absolute, canonical
  Configuration configuration;
  std::filesystem::path configuration_file;  ///< absolute; empty: there is none
  /// Files and folders relative to the root; empty: all of the project.
  std::vector<std::string> asked_for;

  /// Whether a file, by its path relative to the root, was asked for.
  bool covers(std::string_view path) const;
  /// Whether a finding or another place that belongs to it lies in such a file.
  bool covers(const Finding& finding, const Project& project) const;
};

/// Finds the project around the given paths. Raises Error where a path does not exist or cannot be
/// read, where the paths belong to several projects, and for a broken configuration.
Target find_target(const ProjectArguments& arguments);

/// A path as seen from the working folder, for a person.
std::string shown_path(const std::filesystem::path& path);

/// The root as seen from another folder, with a '/' at its end, or empty where it is that folder.
std::string prefix_of(const std::filesystem::path& root, const std::filesystem::path& from);

}  // namespace schemalint
