#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace schemalint {

// Texts as SARIF and GitHub want them.

/// A plain text message: braces doubled, and the brackets escaped that could begin or end a link
/// (SARIF 2.1.0, sections 3.11.5 and 3.11.6). "Mapped[int]" can be no link and stays readable.
std::string message_text(std::string_view text);

/// The text of a link inside a plain text message: every bracket and backslash escaped.
std::string link_text(std::string_view text);

/// The text with a full stop, unless it ends with a mark of its own.
std::string sentence(std::string_view text);

/// White space at the ends removed, and cut at a word so that no more than 1,024 characters
/// remain: GitHub takes no longer descriptions.
std::string shortened(std::string_view text);

/// "missing-schema-prefix" → "MissingSchemaPrefix": the form SARIF wants for a rule's name beside
/// its id.
std::string pascal_case(std::string_view kebab_case);

/// A relative path as a URI reference: all but unreserved characters and '/' percent-encoded, byte
/// by byte (RFC 3986).
std::string uri_path(std::string_view path);

/// Number of UTF-16 code units; bytes that are no UTF-8 count as replacement characters.
size_t utf16_length(std::string_view text);

}  // namespace schemalint
