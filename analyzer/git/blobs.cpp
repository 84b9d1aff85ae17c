#include "analyzer/git/blobs.h"

namespace schemalint {
namespace {

git_oid oid_of(const BlobId& id) {
  git_oid oid;
  git_oid_fromraw(&oid, id.data());
  return oid;
}

using BlobPointer = GitPointer<git_blob, git_blob_free>;

}  // namespace

FileBytes Blobs::read(const BlobId& id) {
  const std::scoped_lock lock(mutex_);  // libgit2's objects are not for several threads
  if (const auto found = contents_.find(id); found != contents_.end()) {
    if (!found->second.used) ++reads_.reused;
    found->second.used = true;
    return {found->second.bytes, {}};
  }
  const git_oid oid = oid_of(id);
  git_blob* blob = nullptr;
  if (git_blob_lookup(&blob, repository_, &oid) != 0) return {{}, last_git_error()};
  const BlobPointer owner(blob);
  const auto length = static_cast<size_t>(git_blob_rawsize(blob));
  if (length > largest_file) return {{}, too_large()};
  std::string bytes(static_cast<const char*>(git_blob_rawcontent(blob)), length);
  ++reads_.read;
  contents_.emplace(id, Content{bytes});
  return {std::move(bytes), {}};
}

std::optional<size_t> Blobs::size(const BlobId& id) {
  const std::scoped_lock lock(mutex_);
  if (const auto known = sizes_.find(id); known != sizes_.end()) return known->second;
  git_odb* database = nullptr;
  if (git_repository_odb(&database, repository_) != 0) return std::nullopt;
  const GitPointer<git_odb, git_odb_free> owner(database);
  const git_oid oid = oid_of(id);
  size_t length = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&length, &type, database, &oid) != 0) return std::nullopt;
  sizes_.emplace(id, length);
  return length;
}

BlobReads Blobs::reads() {
  const std::scoped_lock lock(mutex_);
  return reads_;
}

void Blobs::drop_unused() {
  const std::scoped_lock lock(mutex_);
  for (auto at = contents_.begin(); at != contents_.end();)
    at = at->second.used ? std::next(at) : contents_.erase(at);
  for (auto& [id, content] : contents_) content.used = false;
}

}  // namespace schemalint
