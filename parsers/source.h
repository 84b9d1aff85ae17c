#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

/// A half-open byte range of one source file. Everything that is known or said carries one.
struct Span {
  static constexpr uint32_t no_file = UINT32_MAX;

  uint32_t file = no_file;  ///< index into Project::files
  uint32_t begin = 0;       ///< byte offset; a byte order mark counts
  uint32_t end = 0;         ///< byte offset behind the last byte

  bool known() const { return file != no_file; }
  bool contains(const Span& inner) const {
    return file == inner.file && begin <= inner.begin && inner.end <= end;
  }
  auto operator<=>(const Span&) const = default;
};

/// Where a person looks: both numbers count from 1, the column in Unicode code points. A byte
/// order mark is no column.
struct Position {
  uint32_t line = 1;
  uint32_t column = 1;

  auto operator<=>(const Position&) const = default;
};

/// One file's bytes and its line table. Immutable once built, so threads may share it.
class SourceFile {
 public:
  /// `path` is relative to the project's root, with '/' between folders; `text` are the bytes as
  /// they are on disk, at most 4 GiB.
  /// A file of the project, or of a library that it imports: read for what it declares, never a
  /// place of findings.
  enum class Origin : uint8_t { project, library };
  SourceFile(std::string path, std::string text, Origin origin = Origin::project);

  bool is_library() const { return origin_ == Origin::library; }
  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  /// The bytes of a span of this file; empty where the span does not lie in it.
  std::string_view text(Span span) const;

  uint32_t line_count() const { return static_cast<uint32_t>(line_starts_.size()); }
  /// The line with this number (from 1) without its line ending and without a byte order mark.
  std::string_view line(uint32_t number) const;
  /// Byte offset of the first byte of a line (from 1); behind a byte order mark in the first.
  uint32_t line_begin(uint32_t number) const;
  /// Number (from 1) of the line that holds the byte at `offset`.
  uint32_t line_number(uint32_t offset) const;
  Position position(uint32_t offset) const;

  /// The line ending the file uses most: "\n" or "\r\n".
  std::string_view newline() const { return newline_; }
  bool has_byte_order_mark() const { return text_.starts_with("\xEF\xBB\xBF"); }

 private:
  std::string path_;
  std::string text_;
  Origin origin_;
  std::vector<uint32_t> line_starts_;
  std::string_view newline_ = "\n";
};

/// Something a parser could not read. `message` is a sentence without the position.
struct ParseError {
  Span where;
  std::string message;
};

/// Byte offset of the first byte that is not valid UTF-8, or npos when all of it is.
size_t find_invalid_utf8(std::string_view text);

}  // namespace schemalint
