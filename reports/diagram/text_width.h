#pragma once

#include <string>
#include <string_view>

namespace schemalint {

/// How wide a text is about in a sans-serif font of the system, in units of the font's size. Nobody
/// knows which font a reader has: these are the widths of Helvetica, and some room for wider ones.
double text_width(std::string_view text);

/// The text, cut with an ellipsis at its end where it is wider than `width` font sizes.
std::string fitted(std::string_view text, double width);

}  // namespace schemalint
