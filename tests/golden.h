#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace schemalint {

inline std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(SCHEMALINT_SOURCE_DIR) / "fixtures" / name;
}

/// Compares with the file's bytes. UPDATE_GOLDEN=1 writes the file instead; read that diff as you
/// would read code.
inline void check_golden(const std::filesystem::path& path, const std::string& actual) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  CHECK_MESSAGE(actual == expected, path.string());
}

}  // namespace schemalint
