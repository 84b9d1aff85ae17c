#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace schemalint {

// Text inside XML, HTML and Markdown. Names and messages come from source code that a stranger may
// have written: whatever bytes they hold, the result is valid UTF-8 and cannot leave its place.

/// Text between tags and inside quoted attribute values, of XML 1.0 and of HTML. Line ends and tabs
/// become character references, which keep them in attribute values as well. Characters that XML
/// 1.0 forbids (control characters, U+FFFE, U+FFFF) are left out.
std::string escaped(std::string_view text);

/// Text for a cell of a table of GitHub's Markdown, or for the middle of a line: one line that is
/// shown as it is, without HTML, code, emphasis or links that a text hides, and that notifies
/// nobody (@name).
std::string markdown_cell(std::string_view text);

/// The text, or as many of its characters as fit `most` bytes with an ellipsis behind them. `most`
/// is at least the three bytes of the ellipsis.
std::string cut_at(std::string_view text, size_t most);

}  // namespace schemalint
