#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace schemalint {

/// The version of a Python package, as far as it decides what the package does.
struct LibraryVersion {
  int major = 0;
  int minor = 0;
  int patch = 0;

  auto operator<=>(const LibraryVersion&) const = default;
};

/// Reads "2.0.42", "1.4", "2.1.0b4" (its pre-release is left out); nothing where it is no version.
/// https://packaging.python.org/en/latest/specifications/version-specifiers/
std::optional<LibraryVersion> parse_version(std::string_view text);

/// The version that one file pins for a package: a lock file of uv, Poetry or PDM, a Pipfile.lock,
/// or requirements with `==` or `~=`. `package` is its normalized name: small letters, '-'.
std::optional<LibraryVersion> pinned_version(std::string_view file_name, std::string_view text,
                                             std::string_view package);

/// Whether pinned_version() reads files of this name.
bool pins_versions(std::string_view file_name);

}  // namespace schemalint
