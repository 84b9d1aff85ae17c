#include "cli/settings.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "analyzer/toml_text.h"
#include "analyzer/words.h"
#include "rules/run.h"

namespace schemalint {
namespace {

void add(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

void remove(std::vector<std::string>& from, const std::vector<std::string>& words) {
  from.erase(std::remove_if(from.begin(), from.end(),
                            [&](const std::string& word) {
                              return std::find(words.begin(), words.end(), word) != words.end();
                            }),
             from.end());
}

/// The options of the command line by themselves, so that a wrong name is known to be theirs.
void check_options(const CheckArguments& arguments) {
  Settings options;
  options.select = arguments.select.value_or(std::vector<std::string>());
  options.extend_select = arguments.extend_select;
  options.ignore = arguments.ignore;
  try {
    selected_rules(options);
  } catch (const SettingError& error) {
    throw Error(fmt::format("--{}", error.what()));
  }
}

std::string value_of(const OptionValue& value) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const int64_t* number = std::get_if<int64_t>(&value)) return fmt::format("{}", *number);
  if (const std::string* word = std::get_if<std::string>(&value)) return toml_string(*word);
  return toml_list(std::get<std::vector<std::string>>(value));
}

/// The day in UTC; SOURCE_DATE_EPOCH (seconds) sets it, so that a run can be repeated.
/// https://reproducible-builds.org/specs/source-date-epoch/
std::string today() {
  std::time_t now = std::time(nullptr);
  if (const char* set = std::getenv("SOURCE_DATE_EPOCH")) now = std::strtoll(set, nullptr, 10);
  const std::tm* day = std::gmtime(&now);
  if (day == nullptr) return {};
  return fmt::format("{:04}-{:02}-{:02}", day->tm_year + 1900, day->tm_mon + 1, day->tm_mday);
}

/// Prints settings with their origin. A value that is the file's comes from there; one that is not
/// and differs from the default comes from an option of the command line.
class Description {
 public:
  Description(const Configuration& configuration, const Settings& settings)
      : configuration_(configuration), file_(configuration.settings), now_(settings) {}

  std::string text() {
    list("models", &Settings::models);
    list("migrations", &Settings::migrations);
    list("sql", &Settings::sql);
    list("exclude", &Settings::exclude);
    list("environments", &Settings::environments);
    say("postgres-version", "postgres-version", fmt::format("{}", now_.postgres_version), false);
    say("sqlalchemy-version", "sqlalchemy-version", toml_string(now_.sqlalchemy_version), false);
    say("frozen-before", "frozen-before", toml_string(now_.frozen_before),
        now_.frozen_before != file_.frozen_before);
    list("index-stats", &Settings::index_stats);
    say("baseline", "baseline", toml_string(now_.baseline), false);
    list("select", &Settings::select);
    list("extend-select", &Settings::extend_select);
    list("ignore", &Settings::ignore);
    const std::string_view threshold =
        now_.fail_on == Severity::off ? "never" : to_string(now_.fail_on);
    say("fail-on", "fail-on", toml_string(threshold), now_.fail_on != file_.fail_on);
    text_ += "\n[tenancy]\n";
    list("columns", &Settings::tenant_columns, "tenancy.");
    list("roots", &Settings::tenant_roots, "tenancy.");
    list("global-tables", &Settings::global_tables, "tenancy.");
    tables();
    return std::move(text_);
  }

 private:
  void say(const std::string& key, const std::string& place, const std::string& value,
           bool by_option) {
    std::string origin = "default";
    if (const auto at = configuration_.places.find(place); at != configuration_.places.end())
      origin = fmt::format("{}:{}", configuration_.file, at->second.line);
    if (by_option) origin = origin == "default" ? "command line" : origin + ", command line";
    text_ += fmt::format("{} = {}  # {}\n", key, value, origin);
  }

  void list(const std::string& key, std::vector<std::string> Settings::*field,
            const std::string& prefix = {}) {
    say(key, prefix + key, toml_list(now_.*field), now_.*field != file_.*field);
  }

  void tables() {
    if (!now_.severity.empty()) text_ += "\n[severity]\n";
    for (const auto& [selector, severity] : now_.severity)
      say(selector, "severity." + selector, toml_string(to_string(severity)), false);
    if (!now_.per_file_ignores.empty()) text_ += "\n[per-file-ignores]\n";
    for (const auto& [glob, selectors] : now_.per_file_ignores)
      say(toml_string(glob), fmt::format("per-file-ignores.{}", glob), toml_list(selectors), false);
    for (const auto& [glob, severities] : now_.per_file_severity) {
      text_ += fmt::format("\n[per-file-severity.{}]\n", toml_string(glob));
      for (const auto& [selector, severity] : severities)
        say(selector, fmt::format("per-file-severity.{}.{}", glob, selector),
            toml_string(to_string(severity)), false);
    }
    for (const auto& [rule, options] : now_.rule_options) {
      text_ += fmt::format("\n[rules.{}]\n", rule);
      for (const auto& [key, value] : options)
        say(key, fmt::format("rules.{}.{}", rule, key), value_of(value), false);
    }
  }

  const Configuration& configuration_;
  const Settings& file_;
  const Settings& now_;
  std::string text_;
};

}  // namespace

Settings checked_settings(const Configuration& configuration) {
  try {
    selected_rules(configuration.settings);
  } catch (const SettingError& error) {
    throw configuration.error(error.key(), error.what());
  }
  Settings settings = configuration.settings;
  settings.today = today();
  return settings;
}

Settings merged_settings(const Configuration& configuration, const CheckArguments& arguments) {
  check_options(arguments);
  Settings settings = checked_settings(configuration);
  if (arguments.select) {
    settings.select = *arguments.select;
    settings.extend_select.clear();
    remove(settings.ignore, *arguments.select);
  }
  remove(settings.ignore, arguments.extend_select);
  add(settings.extend_select, arguments.extend_select);
  add(settings.ignore, arguments.ignore);
  if (!arguments.index_stats.empty()) {
    settings.index_stats.clear();
    for (const std::string& file : arguments.index_stats)
      settings.index_stats.push_back(std::filesystem::absolute(file).string());
  }
  if (!arguments.after_revision.empty()) settings.frozen_before = arguments.after_revision;
  if (arguments.fail_on) settings.fail_on = *arguments.fail_on;
  return settings;
}

std::string describe_settings(const Target& target, const Settings& settings) {
  const std::string& file = target.configuration.file;
  return fmt::format("# Root: {}\n# Configuration: {}\n", shown_path(target.root),
                     file.empty() ? "none" : file) +
         Description(target.configuration, settings).text();
}

}  // namespace schemalint
