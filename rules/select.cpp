#include "rules/select.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "analyzer/glob.h"
#include "analyzer/nearest.h"
#include "rules/run.h"

namespace schemalint {
namespace {

constexpr std::string_view every_rule = "all";

/// People write foreign-keys for the folder foreign_keys, and postgres_enum for the rule.
bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return (x == '_' ? '-' : x) == (y == '_' ? '-' : y); });
}

void require_selector(std::string_view selector, std::string_view setting, std::string key) {
  if (is_selector(selector)) return;
  throw SettingError(
      std::move(key),
      fmt::format("{}: '{}' is neither a rule nor an area.{} `schemalint rules` lists them.",
                  setting, selector, did_you_mean(selector, all_selectors())));
}

void require_selectors(const std::vector<std::string>& selectors, std::string_view setting,
                       std::string_view key) {
  for (size_t i = 0; i < selectors.size(); ++i)
    require_selector(selectors[i], setting, fmt::format("{}.{}", key, i));
}

const RuleOption* find_option(const Rule& rule, std::string_view key) {
  for (const RuleOption& option : rule.options)
    if (option.key == key) return &option;
  return nullptr;
}

std::string_view kind_name(const RuleOption& option) {
  constexpr std::string_view names[] = {"true or false", "a number", "a string"};
  return names[option.fallback.index()];
}

bool has_kind_of(const OptionValue& value, const RuleOption& option) {
  // OptionValue has the alternatives of a fallback first, in the same order.
  return value.index() == option.fallback.index();
}

void check_word(std::string_view rule, const RuleOption& option, const OptionValue& value) {
  const std::string* word = std::get_if<std::string>(&value);
  if (word == nullptr || option.choices.empty()) return;
  std::vector<std::string> choices(option.choices.begin(), option.choices.end());
  if (std::find(choices.begin(), choices.end(), *word) != choices.end()) return;
  std::string list;
  for (const std::string& choice : choices) list += (list.empty() ? "'" : ", '") + choice + "'";
  throw SettingError(fmt::format("rules.{}.{}", rule, option.key),
                     fmt::format("rules.{}.{}: '{}' is none of {}.{}", rule, option.key, *word,
                                 list, did_you_mean(*word, choices)));
}

void check_options(const std::string& name, const std::map<std::string, OptionValue>& values) {
  const RuleEntry* entry = find_rule(name);
  if (entry == nullptr) {
    std::vector<std::string> names;
    for (const RuleEntry& rule : all_rules()) names.emplace_back(rule.rule->name);
    throw SettingError(
        fmt::format("rules.{}", name),
        fmt::format("rules.{}: there is no rule of this name.{}", name, did_you_mean(name, names)));
  }
  for (const auto& [key, value] : values) {
    const std::string place = fmt::format("rules.{}.{}", name, key);
    const RuleOption* option = find_option(*entry->rule, key);
    if (option == nullptr) {
      std::vector<std::string> keys;
      for (const RuleOption& known : entry->rule->options) keys.emplace_back(known.key);
      throw SettingError(
          place, fmt::format("{}: the rule has no such option.{}", place, did_you_mean(key, keys)));
    }
    if (!has_kind_of(value, *option))
      throw SettingError(place, fmt::format("{}: must be {}.", place, kind_name(*option)));
    check_word(name, *option, value);
  }
}

void check_settings(const Settings& settings) {
  require_selectors(settings.select, "select", "select");
  require_selectors(settings.extend_select, "extend-select", "extend-select");
  require_selectors(settings.ignore, "ignore", "ignore");
  for (const auto& [selector, severity] : settings.severity)
    require_selector(selector, "severity", "severity." + selector);
  for (const auto& [glob, selectors] : settings.per_file_ignores)
    require_selectors(selectors, fmt::format("per-file-ignores \"{}\"", glob),
                      "per-file-ignores." + glob);
  for (const auto& [glob, severities] : settings.per_file_severity)
    for (const auto& [selector, severity] : severities)
      require_selector(selector, fmt::format("per-file-severity \"{}\"", glob),
                       fmt::format("per-file-severity.{}.{}", glob, selector));
  for (const auto& [name, values] : settings.rule_options) check_options(name, values);
}

std::optional<Severity> closest_severity(const std::map<std::string, Severity>& severities,
                                         const RuleEntry& rule) {
  Closeness closest = Closeness::not_at_all;
  std::optional<Severity> severity;
  for (const auto& [selector, configured] : severities) {
    const Closeness close = closeness(selector, rule);
    if (close <= closest) continue;
    closest = close;
    severity = configured;
  }
  return severity;
}

bool switched_on(const Settings& settings, const RuleEntry& entry) {
  const auto speaks_up = [&](const auto& of_files) {
    return closest_severity(of_files.second, entry).value_or(Severity::off) != Severity::off;
  };
  if (configured_severity(settings, entry) == Severity::off &&
      std::ranges::none_of(settings.per_file_severity, speaks_up))
    return false;
  const Closeness selected =
      std::max(closeness(settings.select, entry), closeness(settings.extend_select, entry));
  const Closeness ignored = closeness(settings.ignore, entry);
  if (selected == Closeness::not_at_all && ignored == Closeness::not_at_all)
    return settings.select.empty() && entry.rule->on_by_default;
  return selected > ignored;
}

}  // namespace

Closeness closeness(std::string_view selector, const RuleEntry& rule) {
  if (same_name(selector, rule.rule->name)) return Closeness::name;
  if (same_name(selector, rule.area)) return Closeness::area;
  return selector == every_rule ? Closeness::all : Closeness::not_at_all;
}

Closeness closeness(const std::vector<std::string>& selectors, const RuleEntry& rule) {
  Closeness closest = Closeness::not_at_all;
  for (const std::string& selector : selectors)
    closest = std::max(closest, closeness(selector, rule));
  return closest;
}

bool is_selector(std::string_view selector) {
  const auto speaks_of = [&](const RuleEntry& rule) {
    return closeness(selector, rule) != Closeness::not_at_all;
  };
  return std::any_of(all_rules().begin(), all_rules().end(), speaks_of);
}

std::vector<std::string> all_selectors() {
  std::vector<std::string> selectors{std::string(every_rule)};
  for (const RuleEntry& entry : all_rules()) {
    selectors.emplace_back(entry.rule->name);
    selectors.emplace_back(entry.area);
  }
  std::sort(selectors.begin(), selectors.end());
  selectors.erase(std::unique(selectors.begin(), selectors.end()), selectors.end());
  return selectors;
}

std::optional<Severity> configured_severity(const Settings& settings, const RuleEntry& rule,
                                            std::string_view path) {
  if (!path.empty())
    for (auto glob = settings.per_file_severity.rbegin(); glob != settings.per_file_severity.rend();
         ++glob)
      if (glob_covers(glob->first, path))
        if (const auto severity = closest_severity(glob->second, rule)) return severity;
  return closest_severity(settings.severity, rule);
}

bool ignored_in_file(const Settings& settings, const RuleEntry& rule, std::string_view path) {
  for (const auto& [glob, selectors] : settings.per_file_ignores)
    if (closeness(selectors, rule) != Closeness::not_at_all && glob_covers(glob, path)) return true;
  return false;
}

std::vector<const RuleEntry*> selected_rules(const Settings& settings) {
  check_settings(settings);
  std::vector<const RuleEntry*> selected;
  for (const RuleEntry& entry : all_rules())
    if (switched_on(settings, entry)) selected.push_back(&entry);
  return selected;
}

}  // namespace schemalint
