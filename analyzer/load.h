#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/migrations/revision_folder.h"
#include "analyzer/project.h"

namespace schemalint {

/// One file that discovery found. `path` is relative to the root, with '/'.
struct FoundFile {
  std::string path;
  enum class Kind : uint8_t { python, sql } kind = Kind::python;
  /// `candidate`: may declare part of the schema of its own accord. `on_demand`: read only when a
  /// name leads to it: test code, and what lies outside `models` or `sql` where these are set.
  enum class Use : uint8_t { candidate, on_demand } use = Use::candidate;
};

/// A file or folder that could not be read, or was left out for its size: a finding at the begin
/// of that file, so that silence is not mistaken for safety.
struct UnreadPath {
  std::string path;     ///< relative to the root, with '/'; not among ProjectInput::files
  std::string message;  ///< a sentence without the path
};

/// Where the bytes of a project come from: a folder on disk, or texts in memory (tests, editor).
struct ProjectInput {
  std::filesystem::path root;                    ///< empty: only `texts`
  std::vector<FoundFile> files;                  ///< all that may be read; order does not matter
  std::vector<SourceFile> texts;                 ///< instead of (or over) what is on disk, by path
  std::vector<RevisionFolder> revision_folders;  ///< empty: found by content
  /// Folders with the packages that are installed for the project ("site-packages").
  std::vector<std::filesystem::path> installed_packages;
  std::optional<LibraryVersion> sqlalchemy;  ///< what is installed for the project, or locked
  std::vector<UnreadPath> problems;
};

/// Reads, parses, evaluates, links and replays. Raises Error only where nothing can be read at all.
Project load(ProjectInput input, const Settings& settings);

/// The same for texts in memory.
Project load_texts(std::vector<SourceFile> files, const Settings& settings = {});

}  // namespace schemalint
