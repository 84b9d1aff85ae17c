#pragma once

#include <string>
#include <string_view>

namespace schemalint::models {

/// The MD5 digest (RFC 1321) of bytes as 32 lower-case hexadecimal digits. SQLAlchemy makes long
/// names unique with it; it protects nothing.
std::string md5_hex(std::string_view bytes);

}  // namespace schemalint::models
