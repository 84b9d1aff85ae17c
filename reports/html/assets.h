#pragma once

#include <string_view>

namespace schemalint::html {

// Files of this folder, which become part of the program.

extern const std::string_view style;   ///< report.css
extern const std::string_view script;  ///< report.js
/// SHA-256 of the script, in base64: how the page's content security policy names it.
extern const std::string_view script_hash;

}  // namespace schemalint::html
