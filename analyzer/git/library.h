#pragma once

#include <git2.h>

#include <memory>
#include <string>

namespace schemalint {

/// Keeps libgit2 ready for use, and from the configuration of the user and of the machine, so that
/// one commit has one result everywhere. Hold one as long as anything of libgit2 lives.
class GitLibrary {
 public:
  GitLibrary();
  ~GitLibrary() { git_libgit2_shutdown(); }
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
};

template <auto release>
struct GitRelease {
  template <typename T>
  void operator()(T* pointer) const {
    release(pointer);
  }
};

template <typename T, auto release>
using GitPointer = std::unique_ptr<T, GitRelease<release>>;

using GitRepositoryPointer = GitPointer<git_repository, git_repository_free>;
using GitIndexPointer = GitPointer<git_index, git_index_free>;
using GitObjectPointer = GitPointer<git_object, git_object_free>;
using GitTreePointer = GitPointer<git_tree, git_tree_free>;
using GitCommitPointer = GitPointer<git_commit, git_commit_free>;

/// The message of libgit2's last error, or "unknown error".
std::string last_git_error();

}  // namespace schemalint
