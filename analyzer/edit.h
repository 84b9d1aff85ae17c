#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/finding.h"
#include "parsers/source.h"

namespace schemalint {

// Edits for fixes, made on the text alone: no rule needs syntax. All of them keep the file's line
// endings and every byte that they are not about.

/// Appends an argument to a Python call. `parentheses` is its argument list, both parentheses
/// included. Where the arguments stand on lines of their own, so does the new one; a trailing
/// comma and comments keep their place. Empty where the text cannot be read safely.
std::vector<Edit> append_argument(const SourceFile& source, Span parentheses,
                                  std::string_view argument);

/// Removes a comment together with the space in front of it, or with its line where nothing else
/// stands on that.
Edit remove_comment(const SourceFile& source, Span comment);

/// Replaces the text of a string literal by another value. `where` is the text, with or without
/// its quotes. Empty where the source is not plainly `value`, as with escapes or concatenation.
std::vector<Edit> replace_string(const SourceFile& source, Span where, std::string_view value,
                                 std::string_view replacement);

/// Puts a prefix in front of the text of a dotted name that begins at `where`, in the literal where
/// its first part stands: "customers.id", f"customers.{key}", "customers" ".id". Empty where the
/// source there does not begin with that part.
std::vector<Edit> prepend_to_string(const SourceFile& source, Span where, std::string_view value,
                                    std::string_view prefix);

}  // namespace schemalint
