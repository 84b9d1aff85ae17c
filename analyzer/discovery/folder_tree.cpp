#include "analyzer/discovery/folder_tree.h"

#include "analyzer/discovery/walk.h"

namespace schemalint {

namespace fs = std::filesystem;

FolderTree::FolderTree(const fs::path& root)
    : root_(root), boundary_(repository_top(root)), rules_(root) {
  if (boundary_.empty()) boundary_ = root_;
}

Walk FolderTree::walk(const Wanted& wanted) const {
  return schemalint::walk(root_, boundary_, wanted);
}

bool FolderTree::has_file(const std::string& path) const {
  std::error_code ignored;
  return fs::is_regular_file(root_ / path, ignored);
}

FileBytes FolderTree::read(const std::string& path) const {
  return read_file(root_ / path);
}

void FolderTree::add_file(const std::string& path, Walk& walk) const {
  schemalint::add_file(root_, path, walk);
}

}  // namespace schemalint
