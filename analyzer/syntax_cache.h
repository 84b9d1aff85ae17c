#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>

#include "parsers/python.h"

namespace schemalint {

/// Syntax trees of Python by the content of the file, for those who load a project again and again
/// with few files changed: a history, a comparison of two commits. Facts are never kept. May be
/// used from several threads at once.
class SyntaxCache {
 public:
  /// The tree of a file as parse_python() gives it.
  PyTree parse(const SourceFile& source, uint32_t file);
  /// Drops the trees that nobody has asked for since the last call.
  void drop_unused();

  size_t parsed() const { return parsed_; }  ///< how many times there was no tree yet
  size_t found() const { return found_; }    ///< how many times there was one

 private:
  struct Entry {
    PyTree tree;
    bool used = true;
  };
  std::mutex mutex_;
  std::map<std::array<uint64_t, 2>, Entry> trees_;  // by the hash of the bytes
  size_t parsed_ = 0;
  size_t found_ = 0;
};

}  // namespace schemalint
