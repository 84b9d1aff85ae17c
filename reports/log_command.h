#pragma once

#include <string>
#include <string_view>

#include "analyzer/finding.h"

namespace schemalint {

// Lines of a log that a CI service reads as commands.

/// The text, as valid UTF-8, with each of the `specials` as '%' and two hexadecimal digits, except
/// that '%' itself becomes `percent`. Without this, a name or message with a line end could give
/// commands of its own.
std::string encoded(std::string_view text, std::string_view specials,
                    std::string_view percent = "%25");

/// What is wrong and, on a line of its own, what to do about it.
std::string message_and_help(const Finding& finding);

}  // namespace schemalint
