#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/config.h"
#include "analyzer/toml.h"

namespace schemalint {

/// Reads values of a configuration file and remembers where each stands. `key` is everywhere the
/// path of keys that leads to the node. Raises Error, with the place, for a value of a wrong type.
class TomlReader {
 public:
  explicit TomlReader(Configuration& configuration) : configuration_(configuration) {}

  [[noreturn]] void wrong_type(const std::string& key, std::string_view wanted,
                               const toml::node& node) const;
  /// An unknown key: an error with the nearest of those that are known.
  [[noreturn]] void unknown_key(const std::string& key, const toml::key& written,
                                const std::vector<std::string>& known);
  void remember(const std::string& key, const toml::node& node) {
    configuration_.places[key] = position(node.source());
  }
  const toml::table& table(const std::string& key, const toml::node& node) const;
  std::string string(const std::string& key, const toml::node& node) const;
  int64_t integer(const std::string& key, const toml::node& node) const;
  /// "2026-06-29", written as a date of TOML or as a string.
  std::string day(const std::string& key, const toml::node& node) const;
  std::vector<std::string> strings(const std::string& key, const toml::node& node);
  /// Patterns for paths below the root.
  std::vector<std::string> globs(const std::string& key, const toml::node& node);
  Error error(const std::string& key, std::string_view message) const {
    return configuration_.error(key, message);
  }
  Settings& settings() const { return configuration_.settings; }
  Configuration& configuration() const { return configuration_; }

 private:
  Configuration& configuration_;
};

/// Reads the table `[milestone]` into the settings.
void read_milestone(TomlReader& reader, const std::string& key, const toml::node& node);

}  // namespace schemalint
