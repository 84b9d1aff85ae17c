#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/source.h"

namespace schemalint {

/// The decoded value of a string together with where each part of it is written: SQL that stands
/// inside a Python literal is reported at its place in the Python file, escapes, triple quotes,
/// implicit concatenation and f-strings notwithstanding.
class Text {
 public:
  /// Stands for a part whose value cannot be known, chosen so that SQL with a hole still parses.
  static constexpr std::string_view placeholder = "__unknown__";

  struct Piece {
    uint32_t begin = 0;     ///< offset of the piece's first byte in value()
    Span where;             ///< the source it comes from
    bool verbatim = false;  ///< value and source are the same, byte for byte
    bool hole = false;      ///< its value is not known: the placeholder stands for it
  };

  Text() = default;
  /// Text that stands in the source as it is: `where` has the length of `value`.
  static Text verbatim(std::string value, Span where);
  /// Text made from the source at `where` in some way that changes bytes.
  static Text derived(std::string value, Span where);
  static Text hole(Span where);

  const std::string& value() const { return value_; }
  const std::vector<Piece>& pieces() const { return pieces_; }
  bool exact() const;  ///< no part is unknown
  bool empty() const { return value_.empty(); }

  void append(const Text& other);
  /// The part [begin, end) of the value, offsets in bytes, clamped to its length.
  Text slice(size_t begin, size_t end) const;
  /// As textwrap.dedent: the common leading white space of all lines that are not blank, removed.
  Text dedent() const;
  /// Another value for the same source, as upper() or strip() make; exact places are lost unless
  /// the length is the same.
  Text with_value(std::string value) const;

  /// Where the part [begin, end) of the value is written. Where it crosses pieces, from the begin
  /// of the first to the end of the last that lies in the same file.
  Span where(size_t begin, size_t end) const;
  Span where() const { return where(0, value_.size()); }
  /// Where one would insert text so that it appears at `offset` of the value; not known() when
  /// that place is inside a hole or an escape.
  Span insertion(size_t offset) const;

 private:
  std::string value_;
  std::vector<Piece> pieces_;  // ordered by begin, cover value_
};

}  // namespace schemalint
