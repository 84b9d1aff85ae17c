#include "analyzer/discovery/revision_folders.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "analyzer/discovery/alembic_config.h"
#include "analyzer/paths.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

class Finder {
 public:
  Finder(const SourceTree& tree, const std::vector<std::string>& files)
      : tree_(tree), files_(files) {
    for (const std::string& file : files)
      for (std::string folder = folder_of(file); folders_.insert(folder).second;)
        folder = folder_of(folder);
  }

  std::vector<RevisionFolder> run() {
    for (const std::string& file : files_) {
      const std::string name = fs::path(file).filename().string();
      if (name == "alembic.ini" || name == "pyproject.toml") read_configuration(file, name);
    }
    for (const std::string& file : files_)
      if (fs::path(file).filename() == "env.py" && !environments_.contains(folder_of(file)))
        add(join(folder_of(file), "versions"), folder_of(file), false);
    std::vector<RevisionFolder> folders;
    for (const auto& [path, environment] : found_) folders.push_back({path, environment});
    return folders;
  }

 private:
  void read_configuration(const std::string& file, const std::string& name) {
    const FileBytes read = tree_.read(file);
    if (!read.bytes) return;
    const std::string folder = folder_of(file);
    const std::string here = (tree_.root() / folder).string();
    const bool ini = name == "alembic.ini";
    std::vector<AlembicSection> sections =
        ini ? read_alembic_ini(*read.bytes, here) : read_alembic_pyproject(*read.bytes, here);
    // Flask-Migrate sets script_location at run time, to the folder that holds the alembic.ini.
    if (ini && sections.empty() && has_file(join(folder, "env.py")))
      sections.push_back({here, {}, false});
    for (const AlembicSection& section : sections) {
      // `alembic --name SECTION`: sections that only differ in their folders keep an account each.
      const auto is_like_it = [&](const AlembicSection& other) {
        return !other.version_locations.empty() && other.script_location == section.script_location;
      };
      add_section(section, folder, std::ranges::count_if(sections, is_like_it) > 1);
    }
  }

  void add_section(const AlembicSection& section, const std::string& folder, bool shares_script) {
    std::optional<std::string> script;
    if (section.script_location) script = locate_environment(*section.script_location, folder);
    if (script) environments_.insert(*script);
    std::string environment = shares_script ? "" : script.value_or("");
    for (const std::string& location : section.version_locations) {
      const std::optional<std::string> versions = locate(location, folder);
      if (!versions) continue;
      if (shares_script && environment.empty()) environment = *versions;
      add(*versions, environment, section.recursive);
    }
    if (section.version_locations.empty() && script)
      add(join(*script, "versions"), *script, section.recursive);
  }

  void add(const std::string& versions, const std::string& environment, bool recursive) {
    if (!folders_.contains(versions)) return;
    found_.try_emplace(versions, environment);
    if (!recursive) return;
    for (const std::string& folder : folders_)
      if (versions.empty() || folder.starts_with(versions + "/"))
        found_.try_emplace(folder, environment);
  }

  /// As locate(); an absolute path of another machine (a container's) is what its end leads to,
  /// where that is an environment of Alembic.
  std::optional<std::string> locate_environment(const std::string& location,
                                                const std::string& folder) const {
    if (const auto found = locate(location, folder)) return found;
    const fs::path path = fs::path(location).lexically_normal();
    if (!path.is_absolute()) return std::nullopt;
    for (auto begin = ++path.begin(); begin != path.end(); ++begin) {
      fs::path tail;
      for (auto part = begin; part != path.end(); ++part) tail /= *part;
      for (const std::string& base : {folder, std::string()})
        if (const auto found = known_folder(fs::path(base) / tail);
            found && has_file(join(*found, "env.py")))
          return found;
    }
    return std::nullopt;
  }

  /// The folder, relative to the root, that a location means; nothing where there is none. A
  /// relative one counts from the folder of the configuration file, where Alembic is run as a
  /// rule, or from one above it; "package:folder" lies in a package of the project.
  std::optional<std::string> locate(const std::string& location, const std::string& folder) const {
    const fs::path path(location);
    if (path.is_absolute()) {
      const fs::path inside = path.lexically_normal().lexically_relative(tree_.root());
      return known_folder(inside);
    }
    fs::path relative = path;
    if (const size_t colon = location.find(':'); colon != std::string::npos) {
      std::string package = location.substr(0, colon);
      std::replace(package.begin(), package.end(), '.', '/');
      std::string rest = location.substr(colon + 1);
      std::replace(rest.begin(), rest.end(), ':', '/');  // "package:folder:folder"
      relative = fs::path(package) / rest;
    }
    for (fs::path base = folder;; base = base.parent_path()) {
      if (const auto found = known_folder(base / relative)) return found;
      if (const auto found = known_folder(base / "src" / relative)) return found;
      if (base.empty()) return std::nullopt;
    }
  }

  /// A path relative to the root in the spelling of the walk, where files were found under it.
  std::optional<std::string> known_folder(const fs::path& path) const {
    std::string text = path.lexically_normal().generic_string();
    while (text.ends_with('/')) text.pop_back();
    if (text == ".") text.clear();
    return folders_.contains(text) ? std::optional(text) : std::nullopt;
  }

  bool has_file(const std::string& path) const { return tree_.has_file(path); }

  static std::string join(const std::string& folder, const std::string& name) {
    return folder.empty() ? name : folder + "/" + name;
  }

  const SourceTree& tree_;
  const std::vector<std::string>& files_;
  std::set<std::string> folders_;             // that hold files, directly or further below
  std::set<std::string> environments_;        // script locations that a configuration speaks of
  std::map<std::string, std::string> found_;  // folders of revisions, with their environment
};

}  // namespace

std::vector<RevisionFolder> find_revision_folders(const SourceTree& tree,
                                                  const std::vector<std::string>& files) {
  return Finder(tree, files).run();
}

}  // namespace schemalint
