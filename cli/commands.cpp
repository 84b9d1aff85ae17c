#include "cli/commands.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/nearest.h"
#include "analyzer/words.h"
#include "cli/load_project.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "reports/report.h"
#include "reports/stats.h"
#include "rules/registry.h"

namespace schemalint {
namespace {

const RuleEntry& require_rule(const std::string& name) {
  if (const RuleEntry* entry = find_rule(name)) return *entry;
  std::vector<std::string> names, of_area;
  for (const RuleEntry& entry : all_rules()) {
    names.push_back(std::string(entry.rule->name));
    if (entry.area == name) of_area.push_back(names.back());
  }
  if (!of_area.empty())
    throw Error(fmt::format("'{}' is an area; its rules are {}", name, join(of_area)));
  throw Error(fmt::format("there is no rule '{}'.{} `schemalint rules` lists them all.", name,
                          did_you_mean(name, names)));
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

}  // namespace

int run(const RuleArguments& arguments) {
  if (!arguments.name.empty()) {
    print(rule_page(require_rule(arguments.name)));
    return 0;
  }
  std::string text;
  for (const RuleEntry& entry : all_rules()) text += (text.empty() ? "" : "\n") + rule_page(entry);
  print(text);
  return 0;
}

int run(const RulesArguments&) {
  size_t width = 0;
  for (const RuleEntry& entry : all_rules()) width = std::max(width, entry.rule->name.size());
  std::string text;
  std::string_view area;
  for (const RuleEntry& entry : all_rules()) {
    if (entry.area != area) text += fmt::format("{}{}\n", area.empty() ? "" : "\n", entry.area);
    area = entry.area;
    const Rule& rule = *entry.rule;
    const std::string_view severity = rule.on_by_default ? to_string(rule.severity) : "off";
    text += fmt::format("  {:<{}}  {:<7}  {:<10}  {}\n", rule.name, width, severity,
                        describe_fix(rule.fix), rule.summary);
  }
  print(text);
  return 0;
}

int run(const StatsArguments& arguments) {
  const Stats stats = measure(load_project(find_target(arguments.project)));
  print(arguments.json ? stats_json(stats) : stats_text(stats));
  return 0;
}

int run(const VersionArguments&) {
  print(fmt::format("schemalint {}\n", SCHEMALINT_VERSION));
  return 0;
}

int run(const HelpArguments& arguments) {
  print(arguments.text);
  return 0;
}

}  // namespace schemalint
