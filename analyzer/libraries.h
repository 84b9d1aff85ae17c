#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/library_version.h"
#include "parsers/source.h"

namespace schemalint {

/// Sources of the libraries that a project imports, as far as they declare part of its schema: base
/// classes that bring columns, mixins, registries.
///
/// A library is read where it is installed in the project's environment. For well-known ones that
/// are not installed there is a description of our own: Python modules in analyzer/libraries/, laid
/// out as the library's import paths are and built into the program. They say only what decides
/// about the schema; to describe another library is to add a file there.
class Libraries {
 public:
  /// Whether a name ("pgvector.sqlalchemy.Vector") is understood without its source.
  using Known = bool (*)(std::string_view dotted);

  Libraries() = default;
  /// `environments` are folders with installed packages ("site-packages").
  Libraries(std::vector<std::filesystem::path> environments, Known known)
      : environments_(std::move(environments)), known_(known) {}

  /// The source of a module by its dotted name; nothing where it is not installed and not
  /// described, or says nothing about a schema.
  std::optional<SourceFile> find(std::string_view module) const;
  /// Whether the module that a name of an installed library is from does not speak of SQLAlchemy.
  bool is_without_tables(std::string_view dotted) const;
  bool is_known(std::string_view dotted) const { return known_ != nullptr && known_(dotted); }

 private:
  struct Installed {
    std::string path;  ///< below its folder of packages
    std::string text;
  };
  std::optional<Installed> find_installed(std::string_view module) const;

  std::vector<std::filesystem::path> environments_;
  Known known_ = nullptr;
};

/// The folders with installed packages of the virtual environments in a project's folder and in the
/// folders of `projects` below it (relative, "" being the root itself).
std::vector<std::filesystem::path> find_environments(const std::filesystem::path& root,
                                                     const std::vector<std::string>& projects);
/// Those of one virtual environment; empty where the folder is none.
std::vector<std::filesystem::path> packages_of(const std::filesystem::path& environment);
/// The version of a package by its normalized name, among installed packages ("site-packages").
/// https://packaging.python.org/en/latest/specifications/recording-installed-packages/
std::optional<LibraryVersion> installed_version(const std::filesystem::path& packages,
                                                std::string_view package);

}  // namespace schemalint
