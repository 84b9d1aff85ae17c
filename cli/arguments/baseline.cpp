#include <memory>

#include "cli/arguments/command_line.h"

namespace schemalint {
namespace {

constexpr const char* baseline_footer =
    "\nActions:\n"
    "  write            accept all that is found now\n"
    "  add RULES...     accept what these rules or areas find now\n"
    "  prune            take out what is mended\n"
    "  show             list what is accepted, and where it is now (the default)\n"
    "  diff             what would be written (+) and what is mended (-)\n"
    "  diff REF         what came (+) and went (-) since a commit\n"
    "\n"
    "Examples:\n"
    "  schemalint baseline write\n"
    "  schemalint baseline add tenancy implicit-lazy\n"
    "  schemalint baseline diff origin/main\n"
    "\n"
    "`schemalint check` uses the file by itself. It takes mended entries out, except in "
    "continuous\n"
    "integration and where only a part of the project is checked; it never adds one.\n"
    "\n"
    "Exit status: 0; of diff 1 where there are differences; 2 schemalint could not do its work.\n";

/// What was written, before it is put into BaselineArguments.
struct BaselineWords {
  BaselineArguments to;
  std::string action, folder;
  std::vector<std::string> words;
};

BaselineArguments baseline_arguments(const BaselineWords& words) {
  using Action = BaselineArguments::Action;
  BaselineArguments to = words.to;
  if (!words.folder.empty()) to.project.paths = {words.folder};
  require_consistent(to.project);
  if (!words.action.empty())
    to.action = value_of<Action>("baseline", words.action,
                                 {{"write", Action::write},
                                  {"add", Action::add},
                                  {"prune", Action::prune},
                                  {"show", Action::show},
                                  {"diff", Action::diff}});
  const size_t most = to.action == Action::add ? words.words.size() : to.action == Action::diff;
  if (words.words.size() > most)
    throw Error(
        fmt::format("baseline {}: unexpected argument '{}'; another project is named by "
                    "--project FOLDER",
                    words.action, words.words[most]));
  if (to.action == Action::add && words.words.empty())
    throw Error("baseline add: name rules or areas; `schemalint baseline write` accepts all");
  if (to.action == Action::add) to.selectors = words.words;
  if (to.action == Action::diff && !words.words.empty()) to.ref = words.words.front();
  return to;
}

}  // namespace

void add_baseline(CommandLine& line) {
  const auto words = std::make_shared<BaselineWords>();
  CLI::App& command = line.add("baseline", "Accept old findings, so that only new ones count.",
                               baseline_footer, [words] { return baseline_arguments(*words); });
  command.add_option("action", words->action, "write, add, prune, show (default) or diff.")
      ->type_name("ACTION");
  command.add_option("words", words->words, "Rules or areas of add; the commit of diff.")
      ->type_name("WORD")
      ->delimiter(',');
  command.add_option("--project", words->folder, "The project's folder; default: the working one.")
      ->type_name("FOLDER");
  command.add_option("--baseline", words->to.file, "Use this file.")->type_name("FILE");
  command.add_option("--config", words->to.project.config, "Use this configuration file.")
      ->type_name("FILE");
  command.add_flag("--isolated", words->to.project.isolated, "Use no configuration file.");
}

}  // namespace schemalint
