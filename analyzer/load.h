#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/project.h"

namespace schemalint {

/// One file that discovery found. `path` is relative to the root, with '/'.
struct FoundFile {
  std::string path;
  enum class Kind : uint8_t { python, sql } kind = Kind::python;
};

/// Where the bytes of a project come from: a folder on disk, or texts in memory (tests, editor).
struct ProjectInput {
  std::filesystem::path root;     ///< empty: only `texts`
  std::vector<FoundFile> files;   ///< all that may be read; order does not matter
  std::vector<SourceFile> texts;  ///< instead of (or over) what is on disk, by path
  /// Folders with Alembic revisions, relative to the root; found by content where empty.
  std::vector<std::string> revision_folders;
  std::vector<ParseError> problems;  ///< unreadable paths met on the way; spans are not known
};

/// Reads, parses, evaluates, links and replays. Raises Error only where nothing can be read at all.
Project load(ProjectInput input, const Settings& settings);

/// The same for texts in memory.
Project load_texts(std::vector<SourceFile> files, const Settings& settings = {});

}  // namespace schemalint
