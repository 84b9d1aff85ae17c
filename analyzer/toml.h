#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>

#include "parsers/source.h"

namespace schemalint {

inline Position position(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

/// "pyproject.toml:3:1: " and the message.
std::string placed(const std::string& file, Position where, std::string_view message);

/// Raises Error with the place for what is no TOML. `shown` is how messages name the file.
toml::table parse_toml(std::string_view text, const std::string& shown);

}  // namespace schemalint
