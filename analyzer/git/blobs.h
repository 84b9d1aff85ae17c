#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "analyzer/git/library.h"
#include "analyzer/git/repository.h"

namespace schemalint {

using BlobId = std::array<unsigned char, GIT_OID_RAWSZ>;

/// The contents of files in an object database, each read once for all trees that hold it. May be
/// used from several threads at once.
class Blobs {
 public:
  explicit Blobs(git_repository* repository) : repository_(repository) {}

  FileBytes read(const BlobId& id);
  /// In bytes; nothing where the object is not here (a partial clone).
  std::optional<size_t> size(const BlobId& id);
  BlobReads reads();
  void drop_unused();

 private:
  struct Content {
    std::string bytes;
    bool used = true;
  };
  git_repository* repository_;
  std::mutex mutex_;
  std::map<BlobId, Content> contents_;
  std::map<BlobId, size_t> sizes_;
  BlobReads reads_;
};

}  // namespace schemalint
