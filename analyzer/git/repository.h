#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/discovery/source_tree.h"

namespace schemalint {

/// A commit of a repository.
struct Commit {
  std::string id;       ///< 40 hexadecimal digits
  int64_t time = 0;     ///< the committer's, in seconds since 1970, UTC
  std::string subject;  ///< the first line of its message, valid UTF-8

  std::string short_id() const { return id.substr(0, 10); }
  /// "2026-06-29", in UTC.
  std::string day() const;
};

/// The day of a time in seconds since 1970, in UTC.
std::string day_of(int64_t time);

/// How often a repository's object database was asked for the content of a file.
struct BlobReads {
  size_t read = 0;    ///< contents that had to be read
  size_t reused = 0;  ///< that an earlier tree had already
};

/// A git repository, read through its object database: nothing is checked out and nothing written.
/// Every function raises Error where the repository cannot be read.
class GitRepository {
 public:
  /// The repository that holds a folder (absolute); nothing where there is none.
  static std::unique_ptr<GitRepository> find(const std::filesystem::path& folder);
  ~GitRepository();
  GitRepository(const GitRepository&) = delete;
  GitRepository& operator=(const GitRepository&) = delete;

  const std::filesystem::path& top() const;
  /// Whether only the last commits are here (`git clone --depth`).
  bool is_shallow() const;
  /// The commit checked out; nothing before the first one.
  std::optional<Commit> head() const;
  /// The commit that a revision expression ("origin/main", "HEAD~3", "v1.0") means. Raises Error,
  /// which says what to do in a shallow clone.
  Commit resolve(const std::string& revision) const;
  /// The best common ancestor of two commits. Raises Error where there is none here.
  Commit merge_base(const Commit& one, const Commit& other) const;
  /// Whether a commit is another one or lies in its history.
  bool is_ancestor(const Commit& commit, const Commit& other) const;
  /// The commits from `last` backwards along first parents, newest first, ending with the first
  /// that `enough` is true for or with the last that is here.
  template <typename Enough>
  std::vector<Commit> first_parents(const Commit& last, Enough enough) const {
    std::vector<Commit> commits = {last};
    while (!enough(commits.back())) {
      const std::optional<Commit> parent = first_parent(commits.back());
      if (!parent) break;
      commits.push_back(*parent);
    }
    return commits;
  }
  std::optional<Commit> first_parent(const Commit& commit) const;

  /// What of a commit lies below `root` (absolute, in the repository).
  std::shared_ptr<const SourceTree> tree(const Commit& commit,
                                         const std::filesystem::path& root) const;
  /// What of the index, the next commit, lies below `root`.
  std::shared_ptr<const SourceTree> index_tree(const std::filesystem::path& root) const;
  /// The paths, relative to the repository's top, of files that differ between a commit and the
  /// index; with `worktree`, between the commit and what is on disk. Untracked files count there.
  std::set<std::string> changed_files(const Commit& since, bool worktree) const;

  BlobReads blob_reads() const;
  /// Forgets the contents that no tree has asked for since the last call.
  void drop_unused_blobs() const;

 private:
  struct Impl;
  explicit GitRepository(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace schemalint
