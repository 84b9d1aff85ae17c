#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/finding.h"
#include "parsers/source.h"

namespace schemalint {

// Text as a terminal shows it.

/// Columns that a code point takes in a terminal: 0 for combining marks, 2 for what East Asian
/// Width calls wide or fullwidth (UAX #11) and for emoji, 1 for the rest.
size_t display_width(char32_t code_point);

/// The text in one line that a terminal can be trusted with: valid UTF-8, control characters as
/// their pictures (U+2400 ff.), marks that turn the reading direction replaced. Source text may
/// come from a stranger.
std::string printable(std::string_view text);

/// The same for a message that a rule broke into lines: they follow one another.
std::string one_line(std::string_view message);

/// A source line as it is shown, and the part of it that is marked, in terminal columns from 0.
struct ShownLine {
  std::string text;
  size_t mark_begin = 0;
  size_t mark_width = 0;  ///< at least 1, so that a place without bytes is marked as well
};

/// Tabs lead to the next multiple of four. A line wider than a terminal is cut around the mark, an
/// ellipsis at either end. `begin` and `end` are byte offsets in `line`.
ShownLine shown_line(std::string_view line, size_t begin, size_t end);

/// The text in lines of at most `width` terminal columns, broken at spaces; a longer word keeps its
/// line to itself.
std::vector<std::string> wrapped(std::string_view text, size_t width);

/// ANSI colours, or none.
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}

  std::string severity(Severity severity, std::string_view text) const;
  std::string strong(std::string_view text) const { return painted("1", text); }
  std::string frame(std::string_view text) const { return painted("1;34", text); }
  std::string hint(std::string_view text) const { return painted("1;36", text); }

 private:
  std::string painted(std::string_view code, std::string_view text) const;

  bool on_;
};

}  // namespace schemalint
