#include "cli/target.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "analyzer/discovery/discover.h"
#include "analyzer/nearest.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

/// A wrong command is read as a path.
std::string missing(const std::string& path) {
  if (path.find_first_of("/.") != std::string::npos)
    return fmt::format("'{}': no such file or folder", path);
  return fmt::format(
      "'{}' is no file or folder, and no command.{}", path,
      did_you_mean(path, {"check", "baseline", "history", "init", "locks", "report", "review",
                          "rule", "rules", "schema", "stats", "stats-query", "version", "help"}));
}

fs::path existing(const std::string& path) {
  std::error_code error;
  const fs::path found = fs::canonical(path, error);
  if (error == std::errc::no_such_file_or_directory) throw Error(missing(path));
  if (error) throw Error(fmt::format("'{}': {}", path, error.message()));
  if (!fs::is_directory(found, error) && !fs::is_regular_file(found, error))
    throw Error(fmt::format("'{}' is neither a file nor a folder", path));
  if (access(found.c_str(), R_OK) != 0)
    throw Error(fmt::format("'{}': {}", path, std::generic_category().message(errno)));
  return found;
}

/// Where a project begins and which file configures it; that may be none.
struct Place {
  fs::path root;
  fs::path configuration;
  auto operator<=>(const Place&) const = default;
};

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

Place find_place(const fs::path& path, bool asked_for, const ProjectArguments& arguments) {
  std::error_code ignored;
  const fs::path folder = fs::is_directory(path, ignored) ? path : path.parent_path();
  if (!arguments.config.empty()) {
    const fs::path file = existing(arguments.config);
    if (is_below(path, file.parent_path())) return {file.parent_path(), file};
    return {find_root(path, asked_for), file};
  }
  if (!arguments.isolated)
    if (const auto file = find_configuration(folder)) return {file->parent_path(), *file};
  return {find_root(path, asked_for), {}};
}

}  // namespace

bool Target::covers(std::string_view path) const {
  return asked_for.empty() ||
         std::any_of(asked_for.begin(), asked_for.end(), [&](const std::string& part) {
           return path == part || (path.starts_with(part) && path[part.size()] == '/');
         });
}

bool Target::covers(const Finding& finding, const Project& project) const {
  if (asked_for.empty()) return true;
  const auto covers_place = [&](Span where) {
    return where.known() && covers(project.files[where.file].path());
  };
  return covers_place(finding.where) ||
         std::any_of(finding.notes.begin(), finding.notes.end(),
                     [&](const Note& note) { return covers_place(note.where); });
}

Target find_target(const ProjectArguments& arguments) {
  std::vector<std::string> paths = arguments.paths;
  if (paths.empty()) paths.push_back(".");
  std::vector<fs::path> found;
  for (const std::string& path : paths) found.push_back(existing(path));
  const bool alone = found.size() == 1;
  const Place place = find_place(found[0], alone, arguments);
  for (size_t i = 1; i < found.size(); ++i) {
    const Place other = find_place(found[i], alone, arguments);
    if (other != place)
      throw Error(
          fmt::format("'{}' belongs to the project in {} and '{}' to the one in {}: check "
                      "one project at a time",
                      paths[0], shown_path(place.root), paths[i], shown_path(other.root)));
  }
  Target target;
  target.root = place.root;
  target.configuration_file = place.configuration;
  if (!place.configuration.empty())
    target.configuration = read_configuration(place.configuration, shown_path(place.configuration));
  if (arguments.paths.empty()) return target;
  for (const fs::path& path : found) {
    if (path == target.root) {
      target.asked_for.clear();
      return target;
    }
    target.asked_for.push_back(path.lexically_relative(target.root).generic_string());
  }
  return target;
}

std::string shown_path(const fs::path& path) {
  std::error_code ignored;
  const fs::path here = fs::current_path(ignored);
  const fs::path relative = path.lexically_relative(here);
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

std::string prefix_of(const fs::path& root, const fs::path& from) {
  const std::string relative = root.lexically_relative(from).generic_string();
  return relative.empty() || relative == "." ? std::string() : relative + "/";
}

}  // namespace schemalint
