#include "analyzer/discovery/discover.h"

#include <algorithm>
#include <set>

#include "analyzer/discovery/folder_tree.h"
#include "analyzer/discovery/revision_folders.h"
#include "analyzer/glob.h"
#include "analyzer/libraries.h"
#include "analyzer/library_version.h"
#include "analyzer/paths.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

bool configures_alembic(std::string_view name) {
  return name == "alembic.ini" || name == "pyproject.toml";
}

std::string file_name(const std::string& path) {
  return fs::path(path).filename().string();
}

bool is_python(std::string_view path) {
  return path.ends_with(".py");
}
bool is_sql(std::string_view path) {
  return path.ends_with(".sql");
}

/// Test code by pytest's own patterns: its models are no part of the project's schema.
bool is_test(const std::string& path) {
  std::string_view rest = path;
  for (size_t slash; (slash = rest.find('/')) != std::string_view::npos;
       rest.remove_prefix(slash + 1))
    if (const auto folder = rest.substr(0, slash); folder == "tests" || folder == "test")
      return true;
  return rest == "conftest.py" || (is_python(rest) && rest.starts_with("test_")) ||
         rest.ends_with("_test.py");
}

/// SQL below a folder of this name is for that database.
bool is_for_other_database(std::string_view path) {
  for (size_t slash; (slash = path.find('/')) != std::string_view::npos;
       path.remove_prefix(slash + 1))
    if (is_other_database(path.substr(0, slash))) return true;
  return is_other_database(path.substr(0, path.find('.')));
}

bool is_excluded(const Settings& settings, const std::string& path, bool is_folder) {
  return std::any_of(settings.exclude.begin(), settings.exclude.end(), [&](std::string glob) {
    while (is_folder && glob.ends_with('/')) glob.pop_back();
    return glob_covers(glob, path);
  });
}

bool is_part_of(const std::string& path, const std::string& folder) {
  return folder.empty() || path == folder || path.starts_with(folder + "/");
}

/// Takes files that ignore rules or excludes left out, but that were asked for by name.
void add_named(const SourceTree& tree, const std::vector<std::string>& named, Walk& found) {
  std::set<std::string> known(found.files.begin(), found.files.end());
  for (const UnreadPath& problem : found.problems) known.insert(problem.path);
  for (const std::string& path : named) {
    if (known.contains(path) || (!is_python(path) && !is_sql(path))) continue;
    if (tree.has_file(path)) tree.add_file(path, found);
    known.insert(path);
  }
}

Walk find_files(const SourceTree& tree, const Settings& settings,
                const std::vector<std::string>& named) {
  const auto left_out = [&](const std::string& path, bool is_folder) {
    return is_excluded(settings, path, is_folder) || tree.ignores(path);
  };
  // A folder that is not left out itself keeps the exceptions below it.
  std::vector<std::string> brought_back;
  for (const std::string& path : named)
    if (left_out(path, true)) brought_back.push_back(path);
  const auto is_brought_back = [&](const std::string& path, bool is_folder) {
    return std::any_of(brought_back.begin(), brought_back.end(), [&](const std::string& named) {
      return is_part_of(path, named) || (is_folder && is_part_of(named, path));
    });
  };
  const auto wanted = [&](const std::string& path, bool is_folder) {
    if (!is_folder && !is_python(path) && !is_sql(path) && !configures_alembic(file_name(path)) &&
        !pins_versions(file_name(path)))
      return false;
    return !left_out(path, is_folder) || is_brought_back(path, is_folder);
  };
  Walk found = tree.walk(wanted);
  add_named(tree, named, found);
  return found;
}

std::vector<RevisionFolder> configured_revision_folders(const Settings& settings,
                                                        const std::vector<std::string>& files) {
  std::set<RevisionFolder> folders;
  for (const std::string& file : files)
    if (is_python(file) && any_covers(settings.migrations, file))
      folders.insert({.path = folder_of(file)});
  return {folders.begin(), folders.end()};
}

FoundFile classify(const std::string& path, const Settings& settings,
                   const std::set<std::string>& revision_folders) {
  FoundFile file{path};
  if (is_sql(path)) file.kind = FoundFile::Kind::sql;
  const std::vector<std::string>& globs = is_sql(path) ? settings.sql : settings.models;
  const bool candidate =
      revision_folders.contains(folder_of(path)) ||
      (globs.empty() ? !is_test(path) && !(is_sql(path) && is_for_other_database(path))
                     : any_covers(globs, path));
  if (!candidate) file.use = FoundFile::Use::on_demand;
  return file;
}

bool begins_project(const fs::path& folder) {
  std::error_code ignored;
  const auto has = [&](const char* name) { return fs::exists(folder / name, ignored); };
  return has("pyproject.toml") || has("setup.py") || has("setup.cfg") ||
         (has("alembic.ini") && !has("env.py"));
}

}  // namespace

fs::path find_root(const fs::path& path, bool asked_for) {
  std::error_code ignored;
  const bool is_folder = fs::is_directory(path, ignored);
  const fs::path folder = is_folder ? path : path.parent_path();
  if (asked_for && is_folder && begins_project(folder)) return folder;
  if (const fs::path top = repository_top(folder); !top.empty()) return top;
  for (fs::path at = folder; at.has_relative_path(); at = at.parent_path())
    if (begins_project(at)) return at;
  // Imports count from the folder above the packages.
  fs::path root = folder;
  while (root.has_relative_path() && fs::exists(root / "__init__.py", ignored))
    root = root.parent_path();
  return root;
}

namespace {

/// The virtual environments of the configuration, else those in the root and in each folder below
/// it that begins a project of its own.
std::vector<fs::path> installed_packages(const fs::path& root, const Settings& settings,
                                         const std::vector<std::string>& files) {
  if (settings.environments.empty()) {
    std::set<std::string> projects = {""};
    for (const std::string& file : files)
      if (configures_alembic(file_name(file))) projects.insert(folder_of(file));
    return find_environments(root, {projects.begin(), projects.end()});
  }
  std::vector<fs::path> found;
  for (const std::string& environment : settings.environments) {
    const std::vector<fs::path> packages = packages_of(root / environment);
    if (packages.empty())
      throw Error("environments: '" + environment + "' is no virtual environment");
    found.insert(found.end(), packages.begin(), packages.end());
  }
  return found;
}

/// The version of SQLAlchemy that is installed in one of the virtual environments, else the oldest
/// that a lock file pins: all of them have to be right.
std::optional<LibraryVersion> sqlalchemy_version(const SourceTree& tree,
                                                 const std::vector<fs::path>& environments,
                                                 const std::vector<std::string>& files) {
  for (const fs::path& packages : environments)
    if (const auto version = installed_version(packages, "sqlalchemy")) return version;
  std::optional<LibraryVersion> oldest;
  for (const std::string& file : files) {
    if (!pins_versions(file_name(file))) continue;
    const std::optional<std::string> text = tree.read(file).bytes;
    if (!text) continue;
    const auto version = pinned_version(file_name(file), *text, "sqlalchemy");
    if (version && (!oldest || *version < *oldest)) oldest = version;
  }
  return oldest;
}

}  // namespace

ProjectInput discover(const fs::path& root, const Settings& settings,
                      const std::vector<std::string>& named) {
  return discover(std::make_shared<FolderTree>(root), settings, named);
}

ProjectInput discover(std::shared_ptr<const SourceTree> tree, const Settings& settings,
                      const std::vector<std::string>& named) {
  Walk found = find_files(*tree, settings, named);
  ProjectInput input;
  input.tree = tree;
  input.problems = std::move(found.problems);
  if (settings.migrations.empty()) {
    std::vector<std::string> files;
    for (const std::string& file : found.files)
      if (!is_test(file)) files.push_back(file);
    input.revision_folders = find_revision_folders(*tree, files);
  } else {
    input.revision_folders = configured_revision_folders(settings, found.files);
  }
  input.installed_packages = installed_packages(tree->root(), settings, found.files);
  if (settings.sqlalchemy_version.empty())
    input.sqlalchemy = sqlalchemy_version(*tree, input.installed_packages, found.files);
  std::set<std::string> folders;
  for (const RevisionFolder& folder : input.revision_folders) folders.insert(folder.path);
  for (const std::string& file : found.files)
    if (is_python(file) || is_sql(file)) input.files.push_back(classify(file, settings, folders));
  return input;
}

}  // namespace schemalint
