#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/read_file.h"

namespace schemalint {

/// A file or folder that could not be read, or was left out for its size: a finding at the begin
/// of that file, so that silence is not mistaken for safety.
struct UnreadPath {
  std::string path;     ///< relative to the root, with '/'; not among ProjectInput::files
  std::string message;  ///< a sentence without the path
};

/// What a walk through a tree met. Paths are relative to its root, with '/', in byte order.
struct Walk {
  std::vector<std::string> files;    ///< regular files that were wanted
  std::vector<UnreadPath> problems;  ///< folders and files that cannot be read or are too large
};

/// Decides by its path whether a folder is entered or a file is taken.
using Wanted = std::function<bool(const std::string& path, bool is_folder)>;

/// Where the files of a project are: a folder on disk, a commit of its repository, or git's index.
/// Paths are relative to the root. Reading may be done from several threads at once.
class SourceTree {
 public:
  virtual ~SourceTree() = default;

  /// The project's folder on disk (absolute), whether or not the files are read from there: what
  /// absolute paths of configuration files are held against.
  virtual const std::filesystem::path& root() const = 0;
  virtual Walk walk(const Wanted& wanted) const = 0;
  virtual bool has_file(const std::string& path) const = 0;
  virtual FileBytes read(const std::string& path) const = 0;
  /// Looks at one file as walk() does: adds it to the files or to the problems.
  virtual void add_file(const std::string& path, Walk& walk) const = 0;
  /// Whether the ignore rules of the repository leave a file or folder out.
  virtual bool ignores(const std::string& path) const = 0;
};

/// What is said of a file whose name is no UTF-8; in the path, such bytes are replaced.
UnreadPath unreadable_name(std::string path);

/// Folders that are never entered: version control, byte code, what package managers install.
bool is_never_entered(std::string_view folder_name);

}  // namespace schemalint
