#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace schemalint {

/// The largest file that is read, in bytes: no schema is written by hand in more.
constexpr size_t largest_file = 16 * 1024 * 1024;

/// The bytes of a file, or why there are none.
struct FileBytes {
  std::optional<std::string> bytes;
  std::string problem;  ///< where there are none: "Permission denied", "not a regular file", …
};

/// Reads a regular file of at most `largest_file` bytes. Never blocks on a pipe or a device.
FileBytes read_file(const std::filesystem::path& path);

/// "larger than 16 MiB": what is said of a file that is too large to be read.
std::string too_large();

}  // namespace schemalint
