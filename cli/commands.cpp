#include "cli/commands.h"

#include <fmt/core.h>

#include <filesystem>

#include "analyzer/nearest.h"
#include "analyzer/words.h"
#include "cli/load_project.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/write_file.h"
#include "reports/report.h"
#include "reports/rule_index.h"
#include "reports/stats.h"
#include "rules/registry.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

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

/// One page a rule, and an index: the documentation of all rules.
void write_pages(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error(fmt::format("{}: cannot be made: {}", folder.string(), error.message()));
  for (const RuleEntry& entry : all_rules())
    write_file(folder / fmt::format("{}.md", entry.rule->name), rule_page(entry));
  write_file(folder / "README.md", rules_markdown());
}

}  // namespace

int run(const RuleArguments& arguments) {
  if (!arguments.name.empty()) {
    print(rule_page(require_rule(arguments.name)));
    return 0;
  }
  if (!arguments.folder.empty()) {
    write_pages(arguments.folder);
    return 0;
  }
  std::string text;
  for (const RuleEntry& entry : all_rules()) text += (text.empty() ? "" : "\n") + rule_page(entry);
  print(text);
  return 0;
}

int run(const RulesArguments& arguments) {
  switch (arguments.format) {
    case RulesArguments::Format::text:
      print(rules_text());
      break;
    case RulesArguments::Format::json:
      print(rules_json());
      break;
    case RulesArguments::Format::markdown:
      print(rules_markdown());
      break;
  }
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
