// What any tool pays that parses every Python file of a tree with tree-sitter and does nothing
// else: the floor beside which schemalint's own time is read.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "parsers/python.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: schemalint-parse-only FOLDER\n", stderr);
    return 2;
  }
  size_t files = 0, bytes = 0, nodes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[1])) {
    if (!entry.is_regular_file() || entry.path().extension() != ".py") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const schemalint::SourceFile source(entry.path().string(), text.str());
    nodes += schemalint::parse_python(source, 0).nodes.size();
    bytes += source.text().size();
    files++;
  }
  std::printf("%zu files, %zu bytes, %zu nodes\n", files, bytes, nodes);
  return 0;
}
