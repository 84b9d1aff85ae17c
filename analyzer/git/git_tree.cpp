#include "analyzer/git/git_tree.h"

#include <set>

#include "analyzer/paths.h"
#include "parsers/source.h"

namespace schemalint {
namespace {

/// Which folders of a tree a walk enters: those whose parents it enters, too.
class Folders {
 public:
  Folders(const GitTree::Entries& entries, const Wanted& wanted) : wanted_(wanted) {
    for (const auto& [path, blob] : entries)
      if (path.ends_with("/pyvenv.cfg")) environments_.insert(folder_of(path));
  }

  bool enters(const std::string& folder) {
    if (folder.empty()) return true;
    const auto known = entered_.find(folder);
    if (known != entered_.end()) return known->second;
    const std::string name = folder.substr(folder.rfind('/') + 1);
    const bool enter = enters(folder_of(folder)) && !is_never_entered(name) &&
                       !environments_.contains(folder) && wanted_(folder, true);
    entered_.emplace(folder, enter);
    return enter;
  }

 private:
  const Wanted& wanted_;
  std::set<std::string> environments_;
  std::map<std::string, bool> entered_;
};

}  // namespace

Walk GitTree::walk(const Wanted& wanted) const {
  Walk found;
  Folders folders(entries_, wanted);
  for (const auto& [path, blob] : entries_)
    if (folders.enters(folder_of(path)) && wanted(path, false)) add_file(path, found);
  return found;
}

FileBytes GitTree::read(const std::string& path) const {
  const auto entry = entries_.find(path);
  if (entry == entries_.end()) return {{}, "no such file"};
  return blobs_->read(entry->second);
}

void GitTree::add_file(const std::string& path, Walk& walk) const {
  const auto entry = entries_.find(path);
  if (entry == entries_.end()) return;
  const std::optional<size_t> size = blobs_->size(entry->second);
  if (find_invalid_utf8(path) != std::string::npos) {
    walk.problems.push_back(unreadable_name(path));
  } else if (!size) {
    walk.problems.push_back({path, "its content is not in this clone of the repository"});
  } else if (*size > largest_file) {
    walk.problems.push_back({path, too_large() + ": it is left out"});
  } else {
    walk.files.push_back(path);
  }
}

}  // namespace schemalint
