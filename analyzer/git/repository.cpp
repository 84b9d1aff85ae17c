#include "analyzer/git/repository.h"

#include <fmt/core.h>

#include <ctime>

#include "analyzer/discovery/ignore_rules.h"
#include "analyzer/git/git_tree.h"
#include "analyzer/git/library.h"
#include "analyzer/settings.h"
#include "parsers/source.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

std::string hex(const git_oid& id) {
  std::string text(GIT_OID_HEXSZ, '0');
  git_oid_fmt(text.data(), &id);
  return text;
}

git_oid oid_of(const Commit& commit) {
  git_oid oid;
  git_oid_fromstr(&oid, commit.id.c_str());
  return oid;
}

BlobId blob_id(const git_oid& id) {
  BlobId blob;
  std::copy(std::begin(id.id), std::end(id.id), blob.begin());
  return blob;
}

std::string subject_of(const git_commit& commit) {
  const char* text = git_commit_message(&commit);
  std::string subject = text == nullptr ? "" : text;
  subject.erase(0, subject.find_first_not_of("\r\n\t "));
  subject.erase(std::min(subject.find_first_of("\r\n"), subject.size()));
  for (size_t bad; (bad = find_invalid_utf8(subject)) != std::string::npos;) subject[bad] = '?';
  return subject;
}

Commit commit_of(const git_commit& commit) {
  return {hex(*git_commit_id(&commit)), git_commit_committer(&commit)->when.time,
          subject_of(commit)};
}

[[noreturn]] void fail(const std::string& what) {
  throw Error(fmt::format("git: {}: {}", what, last_git_error()));
}

bool is_regular(unsigned mode) {
  return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

/// Collects the files of a tree object, down through its folders.
void collect(git_repository* repository, const git_tree* tree, const std::string& folder,
             GitTree::Entries& entries) {
  const size_t count = git_tree_entrycount(tree);
  for (size_t i = 0; i < count; ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(tree, i);
    const std::string path = folder + git_tree_entry_name(entry);
    if (is_regular(git_tree_entry_filemode(entry))) {
      entries.emplace_hint(entries.end(), path, blob_id(*git_tree_entry_id(entry)));
    } else if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
      git_tree* below = nullptr;
      if (git_tree_lookup(&below, repository, git_tree_entry_id(entry)) != 0)
        fail("the folder " + path + " cannot be read");
      const GitTreePointer owner(below);
      collect(repository, below, path + "/", entries);
    }
  }
}

}  // namespace

struct GitRepository::Impl {
  GitLibrary library;
  fs::path top;
  GitRepositoryPointer repository;
  std::shared_ptr<Blobs> blobs;

  git_repository* get() const { return repository.get(); }

  /// The root as the repository's paths begin: "backend/", or empty.
  std::string prefix(const fs::path& root) const {
    const std::string relative = root.lexically_relative(top).generic_string();
    return relative == "." ? std::string() : relative + "/";
  }

  GitCommitPointer look_up(const Commit& commit) const {
    const git_oid oid = oid_of(commit);
    git_commit* found = nullptr;
    if (git_commit_lookup(&found, get(), &oid) != 0) fail("commit " + commit.id);
    return GitCommitPointer(found);
  }

  GitTreePointer tree_of(const Commit& commit) const {
    git_tree* tree = nullptr;
    if (git_commit_tree(&tree, look_up(commit).get()) != 0) fail("commit " + commit.id);
    return GitTreePointer(tree);
  }

  GitIndexPointer index() const {
    git_index* index = nullptr;
    if (git_repository_index(&index, get()) != 0) fail("the index cannot be read");
    return GitIndexPointer(index);
  }
};

std::string day_of(int64_t time) {
  const auto seconds = static_cast<std::time_t>(time);
  std::tm day{};
  if (gmtime_r(&seconds, &day) == nullptr) return "1970-01-01";
  return fmt::format("{:04}-{:02}-{:02}", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

std::string Commit::day() const {
  return day_of(time);
}

GitRepository::GitRepository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GitRepository::~GitRepository() = default;

std::unique_ptr<GitRepository> GitRepository::find(const fs::path& folder) {
  const fs::path top = repository_top(folder);
  if (top.empty()) return nullptr;
  auto impl = std::make_unique<Impl>();
  git_repository* repository = nullptr;
  if (git_repository_open_ext(&repository, top.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr))
    fail(top.string() + " cannot be opened");
  impl->top = top;
  impl->repository.reset(repository);
  impl->blobs = std::make_shared<Blobs>(repository);
  return std::unique_ptr<GitRepository>(new GitRepository(std::move(impl)));
}

const fs::path& GitRepository::top() const {
  return impl_->top;
}

bool GitRepository::is_shallow() const {
  return git_repository_is_shallow(impl_->get()) == 1;
}

std::optional<Commit> GitRepository::head() const {
  if (git_repository_head_unborn(impl_->get()) != 0) return std::nullopt;
  return resolve("HEAD");
}

Commit GitRepository::resolve(const std::string& revision) const {
  const auto missing = [&]() -> Error {
    const std::string hint =
        is_shallow() ? ": this is a shallow clone; fetch its history (git fetch --unshallow, or "
                       "fetch-depth: 0 of actions/checkout)"
                     : "";
    return Error(fmt::format("'{}' is no commit of this repository{}", revision, hint));
  };
  git_object* object = nullptr;
  // An option of rev-parse or an empty word is no revision.
  if (revision.empty() || revision.starts_with('-') ||
      git_revparse_single(&object, impl_->get(), revision.c_str()) != 0)
    throw missing();
  const GitObjectPointer owner(object);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) != 0) throw missing();
  const GitObjectPointer commit(peeled);
  return commit_of(*reinterpret_cast<git_commit*>(peeled));
}

Commit GitRepository::merge_base(const Commit& one, const Commit& other) const {
  const git_oid first = oid_of(one);
  const git_oid second = oid_of(other);
  // Of a shallow clone libgit2 would ask for parents that are not here.
  const GitCommitPointer last = impl_->look_up(other);
  for (unsigned parent = 0; parent < git_commit_parentcount(last.get()); ++parent)
    if (git_oid_equal(git_commit_parent_id(last.get(), parent), &first) != 0) return one;
  if (one.id == other.id) return one;
  git_oid base;
  if (git_merge_base(&base, impl_->get(), &first, &second) != 0)
    throw Error(fmt::format(
        "{} and {} have no common commit{}", one.short_id(), other.short_id(),
        is_shallow() ? " in this shallow clone; fetch its history (git fetch --unshallow, or "
                       "fetch-depth: 0 of actions/checkout)"
                     : ""));
  return resolve(hex(base));
}

bool GitRepository::is_ancestor(const Commit& commit, const Commit& other) const {
  const git_oid older = oid_of(commit);
  const git_oid younger = oid_of(other);
  return commit.id == other.id || git_graph_descendant_of(impl_->get(), &younger, &older) == 1;
}

std::optional<Commit> GitRepository::first_parent(const Commit& commit) const {
  const GitCommitPointer found = impl_->look_up(commit);
  git_commit* parent = nullptr;
  // In a shallow clone the commit names a parent that is not here.
  if (git_commit_parentcount(found.get()) == 0 || git_commit_parent(&parent, found.get(), 0) != 0)
    return std::nullopt;
  const GitCommitPointer owner(parent);
  return commit_of(*parent);
}

std::shared_ptr<const SourceTree> GitRepository::tree(const Commit& commit,
                                                      const fs::path& root) const {
  GitTreePointer tree = impl_->tree_of(commit);
  GitTree::Entries entries;
  std::string prefix = impl_->prefix(root);
  if (!prefix.empty()) {
    prefix.pop_back();
    git_tree_entry* entry = nullptr;
    if (git_tree_entry_bypath(&entry, tree.get(), prefix.c_str()) != 0)
      tree.reset();  // the project's folder was not there yet
    const GitPointer<git_tree_entry, git_tree_entry_free> owner(entry);
    git_tree* below = nullptr;
    if (tree && (git_tree_entry_type(entry) != GIT_OBJECT_TREE ||
                 git_tree_lookup(&below, impl_->get(), git_tree_entry_id(entry)) != 0))
      tree.reset();
    if (below != nullptr) tree.reset(below);
  }
  if (tree) collect(impl_->get(), tree.get(), "", entries);
  return std::make_shared<GitTree>(root, std::move(entries), impl_->blobs);
}

std::shared_ptr<const SourceTree> GitRepository::index_tree(const fs::path& root) const {
  const GitIndexPointer index = impl_->index();
  const std::string prefix = impl_->prefix(root);
  GitTree::Entries entries;
  for (size_t i = 0; i < git_index_entrycount(index.get()); ++i) {
    const git_index_entry* entry = git_index_get_byindex(index.get(), i);
    const std::string_view path = entry->path;
    if (is_regular(entry->mode) && git_index_entry_stage(entry) == 0 && path.starts_with(prefix))
      entries.emplace(path.substr(prefix.size()), blob_id(entry->id));
  }
  return std::make_shared<GitTree>(root, std::move(entries), impl_->blobs);
}

std::set<std::string> GitRepository::changed_files(const Commit& since, bool worktree) const {
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS |
                  GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_IGNORE_SUBMODULES;
  const GitTreePointer tree = impl_->tree_of(since);
  git_diff* diff = nullptr;
  const int failed =
      worktree ? git_diff_tree_to_workdir_with_index(&diff, impl_->get(), tree.get(), &options)
               : git_diff_tree_to_index(&diff, impl_->get(), tree.get(), nullptr, &options);
  if (failed != 0) fail("the changes since " + since.short_id());
  const GitPointer<git_diff, git_diff_free> owner(diff);
  std::set<std::string> files;
  for (size_t i = 0; i < git_diff_num_deltas(diff); ++i) {
    const git_diff_delta* delta = git_diff_get_delta(diff, i);
    for (const git_diff_file* file : {&delta->old_file, &delta->new_file})
      if (file->path != nullptr) files.insert(file->path);
  }
  return files;
}

BlobReads GitRepository::blob_reads() const {
  return impl_->blobs->reads();
}

void GitRepository::drop_unused_blobs() const {
  impl_->blobs->drop_unused();
}

}  // namespace schemalint
