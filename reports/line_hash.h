#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schemalint {

/// For every line of a file, from the first, the fingerprint that GitHub code scanning knows an
/// alert on that line by (`primaryLocationLineHash`, as the upload action computes it): "hash:n",
/// where n counts the lines with this hash so far. `text` is UTF-8, a byte order mark included.
/// Lines end with "\n", "\r\n" or "\r"; an empty text has one line.
std::vector<std::string> line_hashes(std::string_view text);

}  // namespace schemalint
