#include "analyzer/toml.h"

#include <fmt/core.h>

#include "analyzer/settings.h"

namespace schemalint {

std::string placed(const std::string& file, Position where, std::string_view message) {
  return fmt::format("{}:{}:{}: {}", file, where.line, where.column, message);
}

toml::table parse_toml(std::string_view text, const std::string& shown) {
  try {
    return toml::parse(text, std::string_view(shown));
  } catch (const toml::parse_error& error) {
    throw Error(placed(shown, position(error.source()),
                       fmt::format("not valid TOML: {}", error.description())));
  }
}

}  // namespace schemalint
