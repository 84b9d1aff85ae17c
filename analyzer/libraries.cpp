#include "analyzer/libraries.h"

#include <algorithm>
#include <iterator>

#include "analyzer/library_sources.h"
#include "analyzer/read_file.h"
#include "analyzer/words.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

/// Packages whose names the readers know by themselves, whatever their source says, and Python's.
bool is_built_in(std::string_view package) {
  static constexpr std::string_view names[] = {
      "alembic",  "enum",     "flask_sqlalchemy", "geoalchemy2",
      "pgvector", "pydantic", "quart_sqlalchemy", "sqlalchemy",
      "sqlmodel", "typing",   "typing_extensions"};
  return std::ranges::binary_search(names, package);
}

std::string as_path(std::string_view module) {
  std::string path(module);
  std::ranges::replace(path, '.', '/');
  return path;
}

/// The places where a module's source may lie below a folder.
std::vector<std::string> candidates(std::string_view module) {
  const std::string path = as_path(module);
  return {path + "/__init__.py", path + ".py"};
}

/// A module of a library matters only where it speaks of SQLAlchemy; the `__init__` of a package
/// may hand on what its modules declare.
bool may_matter(const std::string& path, const std::string& text) {
  return text.find("sqlalchemy") != std::string::npos || path.ends_with("/__init__.py");
}

}  // namespace

std::optional<SourceFile> Libraries::find(std::string_view module) const {
  if (is_built_in(module.substr(0, module.find('.')))) return std::nullopt;
  if (auto installed = find_installed(module);
      installed && may_matter(installed->path, installed->text))
    return SourceFile(installed->path, std::move(installed->text), SourceFile::Origin::library);
  for (const std::string& path : candidates(module)) {
    const auto found = std::ranges::lower_bound(library_sources(), path, {}, &LibrarySource::path);
    if (found != library_sources().end() && found->path == path)
      return SourceFile(path, std::string(found->text), SourceFile::Origin::library);
  }
  return std::nullopt;
}

bool Libraries::is_without_tables(std::string_view dotted) const {
  const size_t dot = dotted.rfind('.');
  if (dot == std::string_view::npos) return false;
  const auto installed = find_installed(dotted.substr(0, dot));
  return installed && installed->text.find("sqlalchemy") == std::string::npos;
}

std::optional<Libraries::Installed> Libraries::find_installed(std::string_view module) const {
  for (const fs::path& folder : environments_) {
    for (const std::string& path : candidates(module)) {
      std::error_code ignored;
      if (!fs::is_regular_file(folder / path, ignored)) continue;
      FileBytes file = read_file(folder / path);
      if (file.bytes) return Installed{path, std::move(*file.bytes)};
    }
  }
  return std::nullopt;
}

std::vector<fs::path> find_environments(const fs::path& root,
                                        const std::vector<std::string>& projects) {
  std::vector<fs::path> found;
  for (const std::string& project : projects)
    for (const char* name : {".venv", "venv", "env"})
      std::ranges::move(packages_of(root / project / name), std::back_inserter(found));
  return found;
}

std::vector<fs::path> packages_of(const fs::path& environment) {
  std::vector<fs::path> found;
  std::error_code error;
  if (!fs::exists(environment / "pyvenv.cfg", error)) return found;
  for (fs::directory_iterator at(environment / "lib", error), end; !error && at != end;
       at.increment(error))
    if (const fs::path packages = at->path() / "site-packages"; fs::is_directory(packages, error))
      found.push_back(packages);
  std::ranges::sort(found);
  return found;
}

std::optional<LibraryVersion> installed_version(const fs::path& packages,
                                                std::string_view package) {
  std::error_code error;
  for (fs::directory_iterator at(packages, error), end; !error && at != end; at.increment(error)) {
    const std::string name = lower(at->path().filename().string());
    const size_t dash = name.find('-');
    if (!name.ends_with(".dist-info") || name.substr(0, dash) != package) continue;
    return parse_version(std::string_view(name).substr(dash + 1));
  }
  return std::nullopt;
}

}  // namespace schemalint
