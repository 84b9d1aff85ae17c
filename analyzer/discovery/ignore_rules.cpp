#include "analyzer/discovery/ignore_rules.h"

#include <git2/sys/repository.h>

#include "analyzer/git/library.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

using Repository = GitRepositoryPointer;
using GitConfig = GitPointer<git_config, git_config_free>;
using Index = GitIndexPointer;

/// A repository that has nothing but a work tree: asked for ignored paths, it reads the .gitignore
/// files there and no info/exclude.
Repository repository_without_store(const fs::path& top) {
  git_repository* repository = nullptr;
  if (git_repository_new(&repository) != 0) return nullptr;
  Repository result(repository);
  git_config* config = nullptr;
  if (git_config_new(&config) != 0) return nullptr;
  const GitConfig owner(config);
  git_repository_set_config(repository, config);
  if (git_repository_set_workdir(repository, top.c_str(), 0) != 0) return nullptr;
  return result;
}

Index read_index(const fs::path& top) {
  git_repository* repository = nullptr;
  if (git_repository_open_ext(&repository, top.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr))
    return nullptr;
  const Repository owner(repository);
  git_index* index = nullptr;
  if (git_repository_index(&index, repository) != 0) return nullptr;
  return Index(index);
}

}  // namespace

struct IgnoreRules::Impl {
  GitLibrary library;
  std::string prefix;  // from the top to the root, with a '/' at its end; or empty
  Repository rules;
  Index index;

  bool tracked(const std::string& path) const {
    return index && (git_index_get_bypath(index.get(), path.c_str(), 0) ||
                     git_index_find_prefix(nullptr, index.get(), (path + "/").c_str()) == 0);
  }
};

IgnoreRules::IgnoreRules(const fs::path& root) : impl_(std::make_unique<Impl>()) {
  const fs::path top = repository_top(root);
  if (!top.empty()) {
    impl_->rules = repository_without_store(top);
    impl_->index = read_index(top);
    if (top != root) impl_->prefix = root.lexically_relative(top).generic_string() + "/";
  }
  // Whoever has an ignored folder checked means what is in it.
  if (top.empty() || (top != root && ignores(""))) {
    impl_->prefix.clear();
    impl_->index.reset();
    impl_->rules = repository_without_store(root);
  }
}

IgnoreRules::~IgnoreRules() = default;

bool IgnoreRules::ignores(const std::string& path) const {
  if (!impl_->rules) return false;
  const std::string full = impl_->prefix + path;
  int ignored = 0;
  if (git_ignore_path_is_ignored(&ignored, impl_->rules.get(), full.c_str()) != 0) return false;
  return ignored != 0 && !impl_->tracked(full);
}

fs::path repository_top(const fs::path& folder) {
  for (fs::path at = folder;; at = at.parent_path()) {
    std::error_code ignored;
    if (fs::exists(at / ".git", ignored)) return at;
    if (!at.has_relative_path()) return {};
  }
}

}  // namespace schemalint
