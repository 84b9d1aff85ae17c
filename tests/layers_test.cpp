// The folders form layers: a file may include its own folder and those to the left.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 6> layers = {"parsers",  "analyzer", "rules",
                                                    "tracking", "reports",  "cli"};

size_t layer_of(std::string_view path) {
  const std::string_view folder = path.substr(0, path.find('/'));
  return static_cast<size_t>(std::find(layers.begin(), layers.end(), folder) - layers.begin());
}

/// The path of an `#include "…"` line; empty for any other line.
std::string_view included(std::string_view line) {
  constexpr std::string_view begin = "#include \"";
  if (!line.starts_with(begin)) return {};
  line.remove_prefix(begin.size());
  return line.substr(0, line.find('"'));
}

template <typename Visit>
void for_each_include(const fs::path& file, Visit visit) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);)
    if (const std::string_view path = included(line); !path.empty()) visit(path);
}

bool is_source(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".h") || name.ends_with(".cpp") || name.ends_with(".in");
}

}  // namespace

TEST_CASE("layers: no folder includes one to its right") {
  const fs::path root = SCHEMALINT_SOURCE_DIR;
  size_t files = 0;
  for (size_t layer = 0; layer < layers.size(); ++layer) {
    for (const auto& entry : fs::recursive_directory_iterator(root / layers[layer])) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      ++files;
      for_each_include(entry.path(), [&](std::string_view path) {
        INFO(entry.path().string(), " includes ", path);
        CHECK(layer_of(path) <= layer);
      });
    }
  }
  CHECK(files > 50);
}

TEST_CASE("layers: the parsers' C interfaces stay in parsers") {
  const fs::path root = SCHEMALINT_SOURCE_DIR;
  for (size_t layer = layer_of("analyzer"); layer < layers.size(); ++layer) {
    for (const auto& entry : fs::recursive_directory_iterator(root / layers[layer])) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      std::ifstream stream(entry.path());
      for (std::string line; std::getline(stream, line);) {
        INFO(entry.path().string(), ": ", line);
        CHECK_FALSE(line.starts_with("#include <tree_sitter"));
        CHECK_FALSE(line.starts_with("#include <pg_query"));
      }
    }
  }
}
