#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/discovery/source_tree.h"
#include "analyzer/migrations/revision_folder.h"
#include "analyzer/project.h"
#include "analyzer/syntax_cache.h"

namespace schemalint {

/// One file that discovery found. `path` is relative to the root, with '/'.
struct FoundFile {
  std::string path;
  enum class Kind : uint8_t { python, sql } kind = Kind::python;
  /// `candidate`: may declare part of the schema of its own accord. `on_demand`: read only when a
  /// name leads to it: test code, and what lies outside `models` or `sql` where these are set.
  enum class Use : uint8_t { candidate, on_demand } use = Use::candidate;
};

/// Where the bytes of a project come from: a tree of files, or texts in memory (tests, editor).
struct ProjectInput {
  std::shared_ptr<const SourceTree> tree;  ///< none: only `texts`
  std::vector<FoundFile> files;            ///< all that may be read; order does not matter
  std::vector<SourceFile> texts;           ///< instead of (or over) those of the tree, by path
  std::vector<RevisionFolder> revision_folders;  ///< empty: found by content
  /// Folders with the packages that are installed for the project ("site-packages").
  std::vector<std::filesystem::path> installed_packages;
  std::optional<LibraryVersion> sqlalchemy;  ///< what is installed for the project, or locked
  std::vector<UnreadPath> problems;
  std::shared_ptr<SyntaxCache> syntax;  ///< trees of an earlier load; none: every file is parsed

  /// The project's folder on disk; empty where there is none.
  std::filesystem::path root() const { return tree ? tree->root() : std::filesystem::path(); }
};

/// Reads, parses, evaluates, links and replays. Raises Error only where nothing can be read at all.
Project load(ProjectInput input, const Settings& settings);

/// The same for texts in memory.
Project load_texts(std::vector<SourceFile> files, const Settings& settings = {});

}  // namespace schemalint
