#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "analyzer/finding.h"
#include "analyzer/milestone_settings.h"

namespace schemalint {

/// Raised where the program cannot go on: an unreadable path, a broken configuration, a bad flag.
/// Caught once, in main; exit code 2. The message names the place and the mend.
class Error : public std::exception {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

/// An Error about one value of the settings, by its key in a configuration file ("select.0",
/// "rules.implicit-lazy.scalar"), so that whoever knows the file can say where it stands.
class SettingError : public Error {
 public:
  SettingError(std::string key, std::string message)
      : Error(std::move(message)), key_(std::move(key)) {}
  const std::string& key() const { return key_; }

 private:
  std::string key_;
};

using OptionValue = std::variant<bool, int64_t, std::string, std::vector<std::string>>;

/// What `schemalint.toml` or `[tool.schemalint]` says. Every key is optional.
struct Settings {
  // Where things are. Globs relative to the root; empty: found without configuration.
  std::vector<std::string> models;
  std::vector<std::string> migrations;
  std::vector<std::string> sql;
  std::vector<std::string> exclude;
  /// Virtual environments, relative to the root, whose libraries are read. Empty: found.
  std::vector<std::string> environments;

  // The world the project lives in.
  int postgres_version = 15;
  std::string sqlalchemy_version;  ///< "1.4", "2.0.42"; empty: from lock files
  /// Revisions up to this one have run everywhere: input, never places of findings. Empty: none.
  std::string frozen_before;
  std::vector<std::string> tenant_columns;  ///< empty: inferred
  std::vector<std::string> tenant_roots;    ///< tables; empty: inferred
  std::vector<std::string> global_tables;   ///< tables that belong to no tenant

  /// Exports of pg_stat_user_indexes, relative to the root or absolute: one a host.
  std::vector<std::string> index_stats;

  // Which rules speak, and how loudly. Selectors are names or areas; the most specific one wins.
  std::vector<std::string> select;
  std::vector<std::string> extend_select;
  std::vector<std::string> ignore;
  std::map<std::string, Severity> severity;
  /// The same for the files of a glob; the last one that speaks of a rule wins.
  std::vector<std::pair<std::string, std::map<std::string, Severity>>> per_file_severity;
  std::vector<std::pair<std::string, std::vector<std::string>>> per_file_ignores;
  std::map<std::string, std::map<std::string, OptionValue>> rule_options;
  Severity fail_on = Severity::warning;  ///< findings from here on make the run fail; off: none

  /// The file of accepted findings, relative to the root; empty: schemalint-baseline.txt there.
  std::string baseline;
  Milestone milestone;

  /// "2026-11-21": what comments with an end are held against. Empty: nothing ends.
  std::string today;
};

}  // namespace schemalint
