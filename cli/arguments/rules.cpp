#include <memory>

#include "cli/arguments/command_line.h"

namespace schemalint {
namespace {

struct RuleWords {
  std::string name, folder;
  bool all = false;
};

RuleArguments rule_arguments(const RuleWords& words) {
  if (words.all == !words.name.empty())
    throw Error("rule: name one rule, or --all (`schemalint rules` lists them)");
  if (!words.folder.empty() && !words.all) throw Error("rule: --write needs --all");
  return {words.name, words.folder};
}

}  // namespace

void add_rule(CommandLine& line) {
  const auto words = std::make_shared<RuleWords>();
  CLI::App& command = line.add("rule", "Explain a rule: what, why, example, fix, source.", "",
                               [words] { return rule_arguments(*words); });
  command.add_option("name", words->name, "The rule's name.")->type_name("NAME");
  command.add_flag("--all", words->all, "Explain all rules.");
  command
      .add_option("--write", words->folder,
                  "With --all: write a page a rule and an index, as Markdown.")
      ->type_name("FOLDER");
}

void add_rules(CommandLine& line) {
  using Format = RulesArguments::Format;
  const auto format = std::make_shared<std::string>();
  CLI::App& command =
      line.add("rules", "List all rules: area, severity, fix, what they find.", "", [format] {
        return RulesArguments{format_of<Format>(
            *format,
            {{"text", Format::text}, {"json", Format::json}, {"markdown", Format::markdown}})};
      });
  command.add_option("--format", *format, "text (default), json or markdown.")->type_name("FORMAT");
}

}  // namespace schemalint
