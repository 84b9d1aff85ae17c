#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/settings.h"
#include "parsers/source.h"

namespace schemalint {

/// Settings as a file has them, together with where each of them is written.
struct Configuration {
  Settings settings;
  std::string file;  ///< as messages show it; empty: there is no configuration file
  /// Where a value stands, by its key: "postgres-version", "select.0", "severity.tenancy".
  std::map<std::string, Position> places;

  /// An Error about the value at a key: "schemalint.toml:3:11: …".
  Error error(const std::string& key, std::string_view message) const;
};

/// What `fail-on` and `--fail-on` say: a severity, or "never", which is Severity::off.
std::optional<Severity> parse_threshold(std::string_view word);

/// The configuration file that counts in `folder` (absolute): .schemalint.toml, else
/// schemalint.toml, else a pyproject.toml with a [tool.schemalint] table; of this folder or else of
/// the nearest one above. Settings of several files are never merged. Raises Error for a
/// pyproject.toml that speaks of schemalint and is no TOML.
std::optional<std::filesystem::path> find_configuration(const std::filesystem::path& folder);

/// Reads a configuration file; of a pyproject.toml the table [tool.schemalint]. `shown` is how
/// messages name it. Raises Error, with line and column, for what is no TOML, an unknown key and a
/// value of the wrong type. Names of rules are not known here: selected_rules() of rules/run.h.
Configuration read_configuration(const std::filesystem::path& file, std::string shown);

/// The same for a text in memory.
Configuration parse_configuration(std::string_view text, std::string shown);

}  // namespace schemalint
