#pragma once

#include <string>

namespace schemalint {

/// All rules by area as text for a terminal: severity, fix, what each finds.
std::string rules_text();

/// The same as JSON.
std::string rules_json();

/// The same as Markdown, with a table of areas first and links to `NAME.md`: what
/// `schemalint rule --all --write FOLDER` makes the pages' index of.
std::string rules_markdown();

/// The table of areas alone, as Markdown.
std::string areas_markdown();

}  // namespace schemalint
