#pragma once

#include <filesystem>
#include <string_view>

namespace schemalint {

/// Writes a whole file at once: readers see the old bytes or the new ones, never a part. A symbolic
/// link stays one and its target gets the bytes; permission bits and, where the system allows it,
/// the owner stay. What is no regular file (a pipe, /dev/stdout) is written to directly. The folder
/// of a new file must exist. Raises Error where it cannot be written; the old file is untouched.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// The same for a report that somebody asked for: makes the folders above it where they are
/// missing.
void write_report(const std::filesystem::path& path, std::string_view text);

}  // namespace schemalint
