#include "rules/rule.h"

#include <cassert>

namespace schemalint {
namespace {

const RuleOption& find_option(const Rule& rule, std::string_view key) {
  for (const RuleOption& option : rule.options)
    if (option.key == key) return option;
  assert(false && "a rule asks for an option that its record does not declare");
  return rule.options.front();
}

const OptionValue* configured(const Project& project, const Rule& rule, std::string_view key) {
  const auto options = project.settings.rule_options.find(std::string(rule.name));
  if (options == project.settings.rule_options.end()) return nullptr;
  const auto value = options->second.find(std::string(key));
  return value == options->second.end() ? nullptr : &value->second;
}

}  // namespace

bool Context::flag(std::string_view option) const {
  const OptionValue* value = configured(project_, rule_, option);
  if (value != nullptr && std::holds_alternative<bool>(*value)) return std::get<bool>(*value);
  return std::get<bool>(find_option(rule_, option).fallback);
}

int Context::number(std::string_view option) const {
  const OptionValue* value = configured(project_, rule_, option);
  if (value != nullptr && std::holds_alternative<int64_t>(*value))
    return static_cast<int>(std::get<int64_t>(*value));
  return std::get<int>(find_option(rule_, option).fallback);
}

std::string Context::word(std::string_view option) const {
  const OptionValue* value = configured(project_, rule_, option);
  if (value != nullptr && std::holds_alternative<std::string>(*value))
    return std::get<std::string>(*value);
  return std::string(std::get<std::string_view>(find_option(rule_, option).fallback));
}

void Context::report(Finding finding) {
  finding.rule = rule_.name;
  finding.severity = finding.own_severity.value_or(rule_.severity);
  findings_.push_back(std::move(finding));
}

}  // namespace schemalint
