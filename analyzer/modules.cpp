#include "analyzer/modules.h"

#include <algorithm>

#include "analyzer/paths.h"

namespace schemalint {

namespace {

std::string join(const std::string& folder, std::string_view name) {
  return folder.empty() ? std::string(name) : folder + "/" + std::string(name);
}

/// "app.models" of "app/models.py" and of "app/models/__init__.py".
std::string dotted(std::string path) {
  if (path.ends_with("/__init__.py"))
    path.resize(path.size() - 12);
  else if (path.ends_with(".py"))
    path.resize(path.size() - 3);
  std::ranges::replace(path, '/', '.');
  return path;
}

}  // namespace

Modules::Modules(std::deque<SourceFile>& files, std::vector<std::string> known_paths, Reader reader,
                 const void* context, Libraries libraries, SyntaxCache* syntax)
    : files_(files),
      reader_(reader),
      context_(context),
      libraries_(std::move(libraries)),
      syntax_(syntax) {
  for (std::string& path : known_paths) {
    folders_.insert(folder_of(path));
    by_path_.emplace(std::move(path), std::nullopt);
  }
  for (uint32_t i = 0; i < files_.size(); i++) {
    folders_.insert(folder_of(files_[i].path()));
    by_path_[files_[i].path()] = i;
  }
  // Parents of folders are folders too: a namespace package may hold packages only.
  for (const std::string& folder : std::vector<std::string>(folders_.begin(), folders_.end()))
    for (std::string above = folder; !above.empty() && folders_.insert(folder_of(above)).second;)
      above = folder_of(above);
  find_roots();
}

/// A folder that holds a top-level package, or modules and no package above, is where absolute
/// imports may start: Python's sys.path, as far as the tree shows it.
void Modules::find_roots() {
  std::vector<std::string> roots = {""};
  for (const std::string& folder : folders_)
    if (!folder.empty() && is_package_folder(folder) && !is_package_folder(folder_of(folder)))
      roots.push_back(folder_of(folder));
  std::ranges::sort(roots, {},
                    [](const std::string& root) { return std::pair(root.size(), root); });
  roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
  roots_ = std::move(roots);
}

bool Modules::is_package_folder(const std::string& folder) const {
  return by_path_.contains(join(folder, "__init__.py"));
}

const PyTree& Modules::tree(uint32_t file) {
  const auto found = trees_.find(file);
  if (found != trees_.end()) return found->second;
  const SourceFile& source = files_[file];
  return trees_
      .emplace(file, syntax_ != nullptr ? syntax_->parse(source, file) : parse_python(source, file))
      .first->second;
}

void Modules::set_tree(uint32_t file, PyTree tree) {
  trees_.insert_or_assign(file, std::move(tree));
}

bool Modules::is_package(uint32_t file) const {
  const std::string& path = files_[file].path();
  return path == "__init__.py" || path.ends_with("/__init__.py");
}

std::string Modules::module_name(uint32_t file) const {
  std::string path = files_[file].path();
  if (is_library(file)) return dotted(path);
  // The longest root above the topmost package that the file is in.
  std::string root = folder_of(path);
  while (!root.empty() && is_package_folder(root)) root = folder_of(root);
  if (std::ranges::find(roots_, root) == roots_.end())
    root.clear();  // a namespace package: named from the project's root
  if (!root.empty()) path.erase(0, root.size() + 1);
  return dotted(path);
}

std::optional<uint32_t> Modules::find_path(const std::string& path) {
  return by_path_.contains(path) ? load(path) : std::nullopt;
}

std::optional<uint32_t> Modules::load(const std::string& path) {
  std::optional<uint32_t>& file = by_path_[path];
  if (file || !reader_) return file;
  std::optional<std::string> text = reader_(path, context_);
  if (!text) return std::nullopt;
  files_.emplace_back(path, std::move(*text));
  file = static_cast<uint32_t>(files_.size() - 1);
  return file;
}

std::optional<uint32_t> Modules::find_under(const std::string& folder, std::string_view name) {
  std::string path(name);
  std::ranges::replace(path, '.', '/');
  path = join(folder, path);
  if (const std::string module = path + ".py"; by_path_.contains(module)) return load(module);
  if (const std::string package = path + "/__init__.py"; by_path_.contains(package))
    return load(package);
  return std::nullopt;
}

bool Modules::is_namespace(std::string_view name, uint32_t from_file) const {
  if (is_well_known(name) || is_library(from_file)) return false;
  std::string path(name);
  std::ranges::replace(path, '.', '/');
  return std::ranges::any_of(search_folders(from_file), [&](const std::string& folder) {
    return folders_.contains(join(folder, path));
  });
}

/// Where an absolute import from a file may start: the nearest folder above its own package first
/// (a monorepo holds several projects), then all roots. Folders that are packages are not on
/// sys.path: `types` inside of one does not hide the standard library's.
std::vector<std::string> Modules::search_folders(uint32_t from_file) const {
  std::vector<std::string> folders;
  std::string folder = folder_of(files_[from_file].path());
  for (bool own = true;; own = false) {
    // The file's own folder counts only where it plainly is a root: scripts beside each other.
    if (!is_package_folder(folder) && !(own && folder.empty())) folders.push_back(folder);
    if (folder.empty()) break;
    folder = folder_of(folder);
  }
  for (const std::string& root : roots_)
    if (std::ranges::find(folders, root) == folders.end()) folders.push_back(root);
  return folders;
}

std::optional<uint32_t> Modules::find(std::string_view name, uint32_t from_file) {
  if (is_well_known(name)) return std::nullopt;
  if (!is_library(from_file))
    if (const auto file = find_in_project(name, from_file)) return file;
  return find_library(name);
}

std::optional<uint32_t> Modules::find_library(std::string_view name) {
  const auto [found, is_new] = library_modules_.try_emplace(std::string(name));
  if (is_new) {
    if (std::optional<SourceFile> source = libraries_.find(name)) {
      files_.push_back(std::move(*source));
      found->second = static_cast<uint32_t>(files_.size() - 1);
    }
  }
  return found->second;
}

std::optional<uint32_t> Modules::find_in_project(std::string_view name, uint32_t from_file) {
  for (const std::string& folder : search_folders(from_file))
    if (const auto file = find_under(folder, name)) return file;
  return std::nullopt;
}

/// Names that a project may happen to have as a file of its own in some folder, but that an
/// absolute import never means there.
bool Modules::is_well_known(std::string_view name) const {
  static constexpr std::string_view names[] = {
      "abc",      "alembic",   "argparse",    "array",        "ast",
      "asyncio",  "base64",    "collections", "configparser", "contextlib",
      "copy",     "csv",       "dataclasses", "datetime",     "decimal",
      "enum",     "fastapi",   "functools",   "hashlib",      "inspect",
      "io",       "itertools", "json",        "logging",      "math",
      "operator", "os",        "pathlib",     "pydantic",     "random",
      "re",       "secrets",   "sqlalchemy",  "string",       "sys",
      "textwrap", "time",      "types",       "typing",       "typing_extensions",
      "uuid",     "warnings",  "zoneinfo"};
  const std::string_view top = name.substr(0, name.find('.'));
  return std::ranges::binary_search(names, top);
}

}  // namespace schemalint
