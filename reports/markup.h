#pragma once

#include <string>
#include <string_view>

namespace schemalint {

/// Text for XML and HTML, between tags and in quoted attribute values: what means something there
/// is written as an entity, what is no UTF-8 as U+FFFD; characters that XML forbids are left out.
std::string escaped(std::string_view text);

}  // namespace schemalint
