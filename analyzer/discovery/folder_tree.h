#pragma once

#include "analyzer/discovery/ignore_rules.h"
#include "analyzer/discovery/source_tree.h"

namespace schemalint {

/// A folder on disk, walked as walk() of walk.h does.
class FolderTree : public SourceTree {
 public:
  /// `root` is absolute and canonical.
  explicit FolderTree(const std::filesystem::path& root);

  const std::filesystem::path& root() const override { return root_; }
  Walk walk(const Wanted& wanted) const override;
  bool has_file(const std::string& path) const override;
  FileBytes read(const std::string& path) const override;
  void add_file(const std::string& path, Walk& walk) const override;
  bool ignores(const std::string& path) const override { return rules_.ignores(path); }

 private:
  std::filesystem::path root_;
  std::filesystem::path boundary_;  // links to folders are followed where they stay below it
  IgnoreRules rules_;
};

}  // namespace schemalint
