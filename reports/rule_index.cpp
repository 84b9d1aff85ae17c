#include "reports/rule_index.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "analyzer/words.h"
#include "rules/areas.h"
#include "rules/registry.h"

namespace schemalint {

namespace {

std::vector<const RuleEntry*> rules_of(std::string_view area) {
  std::vector<const RuleEntry*> rules;
  for (const RuleEntry& entry : all_rules())
    if (entry.area == area) rules.push_back(&entry);
  return rules;
}

std::string_view default_severity(const Rule& rule) {
  return rule.on_by_default ? to_string(rule.severity) : "off";
}

std::string_view describe_fix(Safety safety) {
  switch (safety) {
    case Safety::safe:
      return "safe fix";
    case Safety::unsafe:
      return "unsafe fix";
    case Safety::none:
      break;
  }
  return "";
}

std::string rule_table(std::string_view area) {
  std::string table = "| rule | default | fix | what it finds |\n|---|---|---|---|\n";
  for (const RuleEntry* entry : rules_of(area)) {
    const Rule& rule = *entry->rule;
    table += fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} |\n", rule.name, default_severity(rule),
                         describe_fix(rule.fix), rule.summary);
  }
  return table;
}

}  // namespace

std::string rules_text() {
  size_t width = 0;
  for (const RuleEntry& entry : all_rules()) width = std::max(width, entry.rule->name.size());
  std::string text;
  for (const Area& area : all_areas()) {
    text += fmt::format("{}{}: {}\n", text.empty() ? "" : "\n", area.name, area.summary);
    for (const RuleEntry* entry : rules_of(area.name))
      text += fmt::format("  {:<{}}  {:<7}  {:<10}  {}\n", entry->rule->name, width,
                          default_severity(*entry->rule), describe_fix(entry->rule->fix),
                          entry->rule->summary);
  }
  return text;
}

std::string rules_json() {
  nlohmann::ordered_json rules = nlohmann::ordered_json::array();
  for (const Area& area : all_areas())
    for (const RuleEntry* entry : rules_of(area.name)) {
      const Rule& rule = *entry->rule;
      constexpr std::string_view fixes[] = {"none", "unsafe", "safe"};
      rules.push_back({{"name", rule.name},
                       {"area", area.name},
                       {"severity", to_string(rule.severity)},
                       {"on_by_default", rule.on_by_default},
                       {"fix", fixes[static_cast<size_t>(rule.fix)]},
                       {"summary", rule.summary}});
    }
  return nlohmann::ordered_json{{"rules", rules}}.dump(2) + "\n";
}

std::string areas_markdown() {
  std::string table = "| area | rules | what they look at |\n|---|---|---|\n";
  for (const Area& area : all_areas())
    table += fmt::format("| {} | {} | {} |\n", area.name, rules_of(area.name).size(), area.summary);
  return table;
}

std::string rules_markdown() {
  std::string page = fmt::format("# Rules\n\n{}\n{}", counted(all_rules().size(), "rule") + ":\n",
                                 areas_markdown());
  for (const Area& area : all_areas())
    page += fmt::format("\n## {}\n\n{}: {}.\n\n{}", area.name,
                        counted(rules_of(area.name).size(), "rule"), area.summary,
                        rule_table(area.name));
  return page;
}

}  // namespace schemalint
