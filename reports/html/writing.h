#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "reports/html/sections.h"
#include "reports/progress/progress.h"

namespace schemalint::html {

// Pieces of markup and of text that the sections share.

/// Text from source code or settings as markup: one line, nothing in it that steers the page or
/// turns its reading direction.
std::string shown(std::string_view text);

/// The same, and what stands between two backticks is code.
std::string shown_with_code(std::string_view text);

/// Text of a rule's page as markup: paragraphs of it.
std::string prose(std::string_view text);

/// "63 %". Only what is all done is 100 %, and only what is not begun 0 %.
std::string percent_text(double share);
/// An area as people read it: "foreign keys".
std::string area_text(std::string_view area);

/// A section with its heading; `body` is markup. Empty where the body is.
std::string section(std::string_view id, std::string_view heading, const std::string& body);

/// A bar that is filled to a share, 0 to 1. It is decoration: the number stands beside it.
std::string bar(double share, std::string_view css_class = {});

/// A link to a line of a source file, which it names.
std::string source_link(const Page& page, const std::string& path, uint32_t line);
/// A link to what this page says of a rule.
std::string rule_link(std::string_view rule);
/// A link to an address out of the settings; the text alone where that is none of the web.
std::string web_link(const std::string& address, const std::string& markup);
/// A link to the findings that shows those alone that one of its filters is set to.
std::string filter_link(std::string_view filter, const std::string& value);

/// "2026-06-29", or "before" it where the history does not go back far enough.
std::string since_text(const std::string& day, bool older);

}  // namespace schemalint::html
