#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace schemalint {

/// What the `.gitignore` files of a tree say. Only those: ignore files of the user or of the
/// machine do not count, so that one commit has one result everywhere. What is in the index is not
/// ignored, as git itself sees it. Works without a repository as well.
class IgnoreRules {
 public:
  /// `root` is an absolute folder; `.gitignore` files above it count up to the repository's top.
  explicit IgnoreRules(const std::filesystem::path& root);
  ~IgnoreRules();
  IgnoreRules(const IgnoreRules&) = delete;
  IgnoreRules& operator=(const IgnoreRules&) = delete;

  /// Whether a file or folder is ignored; its path is relative to the root.
  bool ignores(const std::string& path) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The top folder of the repository that holds an absolute folder; empty where there is none.
std::filesystem::path repository_top(const std::filesystem::path& folder);

}  // namespace schemalint
