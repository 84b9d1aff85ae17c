#include "analyzer/syntax_cache.h"

#include <xxhash.h>

namespace schemalint {
namespace {

PyTree with_file(PyTree tree, uint32_t file) {
  for (Span& comment : tree.comments) comment.file = file;
  for (ParseError& error : tree.errors) error.where.file = file;
  return tree;
}

}  // namespace

PyTree SyntaxCache::parse(const SourceFile& source, uint32_t file) {
  const XXH128_hash_t hash = XXH3_128bits(source.text().data(), source.text().size());
  const std::array<uint64_t, 2> key = {hash.high64, hash.low64};
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = trees_.find(key); found != trees_.end()) {
      found->second.used = true;
      ++found_;
      return with_file(found->second.tree, file);
    }
  }
  PyTree tree = parse_python(source, file);
  const std::scoped_lock lock(mutex_);
  trees_.insert_or_assign(key, Entry{tree});
  ++parsed_;
  return tree;
}

void SyntaxCache::drop_unused() {
  const std::scoped_lock lock(mutex_);
  for (auto at = trees_.begin(); at != trees_.end();) {
    at = at->second.used ? std::next(at) : trees_.erase(at);
  }
  for (auto& [key, entry] : trees_) entry.used = false;
}

}  // namespace schemalint
