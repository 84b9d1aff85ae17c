#pragma once

#include <map>
#include <memory>

#include "analyzer/discovery/source_tree.h"
#include "analyzer/git/blobs.h"

namespace schemalint {

/// The regular files of a commit or of the index below a project's root. Symbolic links and
/// submodules are left out: a link to a file of the tree has nothing that the file has not.
class GitTree : public SourceTree {
 public:
  using Entries = std::map<std::string, BlobId>;  ///< by path, relative to the root

  GitTree(std::filesystem::path root, Entries entries, std::shared_ptr<Blobs> blobs)
      : root_(std::move(root)), entries_(std::move(entries)), blobs_(std::move(blobs)) {}

  const std::filesystem::path& root() const override { return root_; }
  Walk walk(const Wanted& wanted) const override;
  bool has_file(const std::string& path) const override { return entries_.contains(path); }
  FileBytes read(const std::string& path) const override;
  void add_file(const std::string& path, Walk& walk) const override;
  /// What is in a commit is not ignored, whatever the rules say.
  bool ignores(const std::string&) const override { return false; }

 private:
  std::filesystem::path root_;
  Entries entries_;
  std::shared_ptr<Blobs> blobs_;
};

}  // namespace schemalint
