#pragma once

#include <string_view>
#include <vector>

namespace schemalint {

/// Whether a path matches a glob. Both use '/' and are relative to the same folder; a leading "./"
/// of either is ignored. `*` and `?` stay inside one path component, `**` as a whole component
/// stands for any number of them (none included), `[a-z]`, `[!a-z]` for one character, `\` takes
/// the special meaning from the next character. A glob that ends in '/' matches everything under
/// that folder. Bytes are compared, but `?` and `[…]` take a whole UTF-8 character. Time is bounded
/// by the product of the lengths: no input makes it explode.
bool glob_matches(std::string_view glob, std::string_view path);

/// What `.gitignore` and linters' `exclude` lists mean by a pattern: without a '/' (but at its end)
/// it matches a component anywhere in the path, with one it matches from the root; a folder that
/// matches takes everything under it along.
bool glob_covers(std::string_view glob, std::string_view path);

/// Whether one of the globs, read from the root, covers the path.
bool any_covers(const std::vector<std::string>& globs, const std::string& path);

/// The glob's leading components that hold no special character: where a search may begin.
/// "src/app/*/models.py" → "src/app"; empty where the first component is a pattern already.
std::string_view glob_literal_folder(std::string_view glob);

}  // namespace schemalint
