#include "analyzer/config.h"

#include <fmt/core.h>

#include <vector>

#include "analyzer/library_version.h"
#include "analyzer/nearest.h"
#include "analyzer/read_file.h"
#include "analyzer/toml.h"
#include "analyzer/toml_reader.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view table_name = "[tool.schemalint]";

bool is_pyproject(std::string_view file) {
  return fs::path(file).filename() == "pyproject.toml";
}

/// Turns a table into settings.
class Reader : private TomlReader {
 public:
  explicit Reader(Configuration& configuration) : TomlReader(configuration) {}

  void read_settings(const toml::table& table);

 private:
  using Read = void (Reader::*)(const std::string& key, const toml::node& node);
  struct Entry {
    std::string_view key;
    Read read;
  };

  void read_entries(const std::string& prefix, const toml::table& table,
                    const std::vector<Entry>& entries);
  Severity severity(const std::string& key, const toml::node& node) const;
  OptionValue option(const std::string& key, const toml::node& node);

  void read_postgres_version(const std::string& key, const toml::node& node);
  void read_sqlalchemy_version(const std::string& key, const toml::node& node);
  void read_tenancy(const std::string& key, const toml::node& node);
  void read_severity(const std::string& key, const toml::node& node);
  void read_per_file_ignores(const std::string& key, const toml::node& node);
  void read_per_file_severity(const std::string& key, const toml::node& node);
  std::map<std::string, Severity> severities(const std::string& key, const toml::node& node);
  void read_rules(const std::string& key, const toml::node& node);
  void read_fail_on(const std::string& key, const toml::node& node);
  void read_baseline(const std::string& key, const toml::node& node);
  void read_milestone(const std::string& key, const toml::node& node) {
    schemalint::read_milestone(*this, key, node);
  }

  template <std::vector<std::string> Settings::*field>
  void read_globs(const std::string& key, const toml::node& node) {
    settings().*field = globs(key, node);
  }
  template <std::vector<std::string> Settings::*field>
  void read_strings(const std::string& key, const toml::node& node) {
    settings().*field = strings(key, node);
  }
  template <std::string Settings::*field>
  void read_string(const std::string& key, const toml::node& node) {
    settings().*field = string(key, node);
  }
};

void Reader::read_settings(const toml::table& table) {
  read_entries("", table,
               {{"models", &Reader::read_globs<&Settings::models>},
                {"migrations", &Reader::read_globs<&Settings::migrations>},
                {"sql", &Reader::read_globs<&Settings::sql>},
                {"exclude", &Reader::read_globs<&Settings::exclude>},
                {"environments", &Reader::read_strings<&Settings::environments>},
                {"postgres-version", &Reader::read_postgres_version},
                {"sqlalchemy-version", &Reader::read_sqlalchemy_version},
                {"frozen-before", &Reader::read_string<&Settings::frozen_before>},
                {"tenancy", &Reader::read_tenancy},
                {"index-stats", &Reader::read_strings<&Settings::index_stats>},
                {"select", &Reader::read_strings<&Settings::select>},
                {"extend-select", &Reader::read_strings<&Settings::extend_select>},
                {"ignore", &Reader::read_strings<&Settings::ignore>},
                {"severity", &Reader::read_severity},
                {"per-file-ignores", &Reader::read_per_file_ignores},
                {"per-file-severity", &Reader::read_per_file_severity},
                {"rules", &Reader::read_rules},
                {"fail-on", &Reader::read_fail_on},
                {"baseline", &Reader::read_baseline},
                {"milestone", &Reader::read_milestone}});
}

void Reader::read_tenancy(const std::string& key, const toml::node& node) {
  read_entries(key + ".", table(key, node),
               {{"columns", &Reader::read_strings<&Settings::tenant_columns>},
                {"roots", &Reader::read_strings<&Settings::tenant_roots>},
                {"global-tables", &Reader::read_strings<&Settings::global_tables>}});
}

void Reader::read_entries(const std::string& prefix, const toml::table& table,
                          const std::vector<Entry>& entries) {
  for (auto&& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    Read read = nullptr;
    std::vector<std::string> known;
    for (const Entry& entry : entries) {
      if (entry.key == name.str()) read = entry.read;
      known.push_back(std::string(entry.key));
    }
    if (!read) {
      unknown_key(key, name, known);
    }
    remember(key, node);
    (this->*read)(key, node);
  }
}

Severity Reader::severity(const std::string& key, const toml::node& node) const {
  const std::string word = string(key, node);
  if (const auto severity = parse_severity(word)) return *severity;
  throw Error(placed(configuration().file, position(node.source()),
                     fmt::format("'{}' is no severity: error, warning, info or off.{}", word,
                                 did_you_mean(word, {"error", "warning", "info", "off"}))));
}

OptionValue Reader::option(const std::string& key, const toml::node& node) {
  if (const auto* value = node.as_boolean()) return value->get();
  if (const auto* value = node.as_integer()) return value->get();
  if (const auto* value = node.as_string()) return value->get();
  if (node.is_array()) return strings(key, node);
  wrong_type(key, "a boolean, an integer, a string or an array of strings", node);
}

void Reader::read_postgres_version(const std::string& key, const toml::node& node) {
  constexpr int first = 10;  // the first whose major version is one number
  constexpr int last = 99;
  if (!node.is_integer()) wrong_type(key, "an integer such as 15", node);
  const int64_t version = node.as_integer()->get();
  if (version < first || version > last)
    throw error(key, fmt::format("'{}' must be a major version from {}, such as 15", key, first));
  settings().postgres_version = static_cast<int>(version);
}

void Reader::read_sqlalchemy_version(const std::string& key, const toml::node& node) {
  const std::string version = string(key, node);
  if (!parse_version(version))
    throw error(key, fmt::format("'{}' must be a version such as \"2.0\"", key));
  settings().sqlalchemy_version = version;
}

std::map<std::string, Severity> Reader::severities(const std::string& key, const toml::node& node) {
  std::map<std::string, Severity> read;
  for (auto&& [name, value] : table(key, node)) {
    const std::string place = fmt::format("{}.{}", key, name.str());
    configuration().places[place] = position(name.source());
    read[std::string(name.str())] = severity(place, value);
  }
  return read;
}

void Reader::read_severity(const std::string& key, const toml::node& node) {
  settings().severity = severities(key, node);
}

void Reader::read_per_file_severity(const std::string& key, const toml::node& node) {
  for (auto&& [glob, value] : table(key, node))
    settings().per_file_severity.push_back(
        {std::string(glob.str()), severities(fmt::format("{}.{}", key, glob.str()), value)});
}

void Reader::read_per_file_ignores(const std::string& key, const toml::node& node) {
  for (auto&& [glob, value] : table(key, node)) {
    const std::string place = fmt::format("{}.{}", key, glob.str());
    settings().per_file_ignores.push_back({std::string(glob.str()), strings(place, value)});
  }
}

void Reader::read_rules(const std::string& key, const toml::node& node) {
  for (auto&& [name, value] : table(key, node)) {
    const std::string place = fmt::format("{}.{}", key, name.str());
    configuration().places[place] = position(name.source());
    auto& options = settings().rule_options[std::string(name.str())];
    for (auto&& [option_name, option_value] : table(place, value)) {
      const std::string option_place = fmt::format("{}.{}", place, option_name.str());
      configuration().places[option_place] = position(option_name.source());
      options[std::string(option_name.str())] = option(option_place, option_value);
    }
  }
}

void Reader::read_fail_on(const std::string& key, const toml::node& node) {
  const auto threshold = parse_threshold(string(key, node));
  if (!threshold) throw error(key, "'fail-on' must be error, warning, info or never");
  settings().fail_on = *threshold;
}

void Reader::read_baseline(const std::string& key, const toml::node& node) {
  settings().baseline = string(key, node);
  if (settings().baseline.empty()) throw error(key, "an empty string means nothing");
}

/// The settings of a pyproject.toml, or nothing where it has none.
const toml::node* settings_table(const toml::table& pyproject) {
  return pyproject["tool"]["schemalint"].node();
}

std::string read_text(const fs::path& file, const std::string& shown) {
  FileBytes read = read_file(file);
  if (!read.bytes) throw Error(fmt::format("{}: cannot be read: {}", shown, read.problem));
  return std::move(*read.bytes);
}

bool has_settings(const fs::path& pyproject) {
  const FileBytes read = read_file(pyproject);
  // Whoever else's pyproject.toml is broken, unreadable or huge is no concern of ours.
  if (!read.bytes || read.bytes->find("schemalint") == std::string::npos) return false;
  return settings_table(parse_toml(*read.bytes, pyproject.string())) != nullptr;
}

}  // namespace

Error Configuration::error(const std::string& key, std::string_view message) const {
  const auto place = places.find(key);
  return Error(placed(file, place == places.end() ? Position{} : place->second, message));
}

std::optional<Severity> parse_threshold(std::string_view word) {
  if (word == "never") return Severity::off;
  const auto severity = parse_severity(word);
  return severity == Severity::off ? std::nullopt : severity;
}

std::optional<fs::path> find_configuration(const fs::path& folder) {
  for (fs::path at = folder;; at = at.parent_path()) {
    std::error_code ignored;
    for (const char* name : {".schemalint.toml", "schemalint.toml"})
      if (fs::exists(at / name, ignored)) return at / name;
    const fs::path pyproject = at / "pyproject.toml";
    if (fs::exists(pyproject, ignored) && has_settings(pyproject)) return pyproject;
    if (!at.has_relative_path()) return std::nullopt;
  }
}

Configuration read_configuration(const fs::path& file, std::string shown) {
  const std::string text = read_text(file, shown);
  return parse_configuration(text, std::move(shown));
}

Configuration parse_configuration(std::string_view text, std::string shown) {
  const toml::table document = parse_toml(text, shown);
  Configuration result;
  result.file = std::move(shown);
  if (!is_pyproject(result.file)) {
    Reader(result).read_settings(document);
    return result;
  }
  const toml::node* settings = settings_table(document);
  if (!settings) throw Error(fmt::format("{}: has no {} table", result.file, table_name));
  if (!settings->is_table())
    throw Error(placed(result.file, position(settings->source()),
                       fmt::format("{} must be a table", table_name)));
  Reader(result).read_settings(*settings->as_table());
  return result;
}

}  // namespace schemalint
