#include "analyzer/discovery/walk.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <set>
#include <utility>

#include "analyzer/read_file.h"
#include "parsers/source.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

bool lies_under(const fs::path& path, const fs::path& folder) {
  const auto mismatch = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return mismatch.first == folder.end();
}

class Walker {
 public:
  Walker(const fs::path& root, const fs::path& boundary, const Wanted& wanted)
      : root_(root), boundary_(boundary), wanted_(wanted) {}

  Walk run() {
    folders_.push_back("");
    enter_folders();
    while (!links_.empty()) {
      std::vector<std::string> links = std::exchange(links_, {});
      std::sort(links.begin(), links.end());
      for (const std::string& link : links) follow(link);
      enter_folders();
    }
    std::sort(walk_.files.begin(), walk_.files.end());
    return std::move(walk_);
  }

 private:
  using Identity = std::pair<dev_t, ino_t>;

  /// Notes the file or folder behind a path; false where it has been met already.
  bool first_time(const std::string& path) {
    struct stat status {};
    if (stat((root_ / path).c_str(), &status) != 0) return true;  // reading it will say why
    return met_.insert({status.st_dev, status.st_ino}).second;
  }

  void enter_folders() {
    while (!folders_.empty()) {
      const std::string folder = std::move(folders_.back());
      folders_.pop_back();
      if (first_time(folder)) read_folder(folder);
    }
  }

  void read_folder(const std::string& folder) {
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    fs::directory_iterator at(root_ / folder, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) entries.push_back(*at);
    if (error) walk_.problems.push_back({folder, "the folder cannot be read: " + error.message()});
    const bool is_environment = std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
      return entry.path().filename() == "pyvenv.cfg";
    });
    if (is_environment && !folder.empty()) return;
    for (const fs::directory_entry& entry : entries) take(folder, entry);
  }

  void take(const std::string& folder, const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    const std::string path = folder.empty() ? name : folder + "/" + name;
    std::error_code ignored;
    if (entry.is_symlink(ignored)) {
      links_.push_back(path);
    } else if (entry.is_directory(ignored)) {
      if (!is_never_entered(name) && wanted_(path, true)) folders_.push_back(path);
    } else if (entry.is_regular_file(ignored) && wanted_(path, false)) {
      first_time(path);
      add_file(root_, path, walk_);
    }
  }

  void follow(const std::string& link) {
    std::error_code error;
    const fs::path target = fs::canonical(root_ / link, error);
    const fs::path place = error ? fs::path() : fs::canonical((root_ / link).parent_path(), error);
    if (error) return;  // it leads nowhere, or in a circle
    if (fs::is_directory(target, error)) {
      const bool upwards = lies_under(place, target);
      if (!upwards && lies_under(target, boundary_) &&
          !is_never_entered(target.filename().string()) && wanted_(link, true))
        folders_.push_back(link);
    } else if (fs::is_regular_file(target, error) && wanted_(link, false) && first_time(link)) {
      add_file(root_, link, walk_);
    }
  }

  const fs::path& root_;
  const fs::path& boundary_;
  const Wanted& wanted_;
  std::vector<std::string> folders_;  // to be read
  std::vector<std::string> links_;    // to be followed
  std::set<Identity> met_;
  Walk walk_;
};

}  // namespace

UnreadPath unreadable_name(std::string path) {
  for (size_t bad; (bad = find_invalid_utf8(path)) != std::string::npos;) path[bad] = '?';
  return {std::move(path), "the name is not valid UTF-8"};
}

bool is_never_entered(std::string_view folder_name) {
  constexpr std::string_view names[] = {".git",         ".hg",         ".svn",
                                        "node_modules", "__pycache__", "site-packages"};
  return std::find(std::begin(names), std::end(names), folder_name) != std::end(names);
}

Walk walk(const fs::path& root, const fs::path& boundary, const Wanted& wanted) {
  return Walker(root, boundary, wanted).run();
}

void add_file(const fs::path& root, const std::string& path, Walk& walk) {
  const fs::path full = root / path;
  std::error_code error;
  if (find_invalid_utf8(path) != std::string::npos) {
    walk.problems.push_back(unreadable_name(path));
  } else if (access(full.c_str(), R_OK) != 0) {
    walk.problems.push_back({path, "cannot be read: " + std::generic_category().message(errno)});
  } else if (fs::file_size(full, error) > largest_file && !error) {
    walk.problems.push_back({path, too_large() + ": it is left out"});
  } else {
    walk.files.push_back(path);
  }
}

}  // namespace schemalint
