#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyzer/libraries.h"
#include "analyzer/syntax_cache.h"
#include "parsers/python.h"
#include "parsers/source.h"

namespace schemalint {

/// The project's source files and syntax trees, and which dotted name leads to which file. Files
/// are read and parsed when they are first needed.
class Modules {
 public:
  /// Reads a file's bytes by its path relative to the root; nothing where it cannot be read.
  using Reader = std::optional<std::string> (*)(const std::string& path, const void* context);

  /// `files` are the files that have been read already; `known_paths` all Python files that may be
  /// read on demand. Sources of libraries are added to `files` when a name leads to them. `syntax`
  /// may have trees of them.
  Modules(std::deque<SourceFile>& files, std::vector<std::string> known_paths, Reader reader,
          const void* context, Libraries libraries = {}, SyntaxCache* syntax = nullptr);

  const SourceFile& source(uint32_t file) const { return files_[file]; }
  /// The syntax tree of a Python file; parsed the first time.
  const PyTree& tree(uint32_t file);
  /// Takes over a tree that was parsed elsewhere (in parallel).
  void set_tree(uint32_t file, PyTree tree);
  bool has_tree(uint32_t file) const { return trees_.contains(file); }

  /// The dotted name of a file as the project imports it: "app.models.asset". A package's
  /// `__init__.py` has the name of its folder.
  std::string module_name(uint32_t file) const;
  bool is_package(uint32_t file) const;
  /// Whether an absolute import of `name` leads to the project itself.
  bool is_in_project(std::string_view name, uint32_t from_file) {
    return is_namespace(name, from_file) || find_in_project(name, from_file).has_value();
  }
  bool is_library(uint32_t file) const { return files_[file].is_library(); }
  /// Whether what a library calls so is understood without its source.
  bool is_known_name(std::string_view dotted) const { return libraries_.is_known(dotted); }
  const Libraries& libraries() const { return libraries_; }

  /// The file that `name` (absolute, dotted) means when imported from `from_file`: searched from
  /// the folder above the importing package upwards, then in every folder that holds a package,
  /// then among the libraries.
  std::optional<uint32_t> find(std::string_view name, uint32_t from_file);
  /// The file of a library's module.
  std::optional<uint32_t> find_library(std::string_view name);
  std::optional<uint32_t> find_path(const std::string& path);
  /// True where the name is a folder with Python files but without `__init__.py`.
  bool is_namespace(std::string_view name, uint32_t from_file) const;

 private:
  void find_roots();
  bool is_package_folder(const std::string& folder) const;
  bool is_well_known(std::string_view name) const;
  std::vector<std::string> search_folders(uint32_t from_file) const;
  std::optional<uint32_t> load(const std::string& path);
  std::optional<uint32_t> find_in_project(std::string_view name, uint32_t from_file);
  std::optional<uint32_t> find_under(const std::string& folder, std::string_view name);

  std::deque<SourceFile>& files_;
  Reader reader_;
  const void* context_;
  std::unordered_map<std::string, std::optional<uint32_t>> by_path_;  // nothing: not read yet
  std::unordered_map<uint32_t, PyTree> trees_;
  Libraries libraries_;
  SyntaxCache* syntax_;
  std::unordered_map<std::string, std::optional<uint32_t>> library_modules_;  // by dotted name
  std::unordered_set<std::string> folders_;  // all that hold files, and the folders above them
  std::vector<std::string> roots_;           // folders that hold top-level packages, "" is the root
};

}  // namespace schemalint
