#include "cli/arguments/command_line.h"

#include <algorithm>

namespace schemalint {
namespace {

constexpr const char* description =
    "Knows the PostgreSQL schema of a Python backend from its source (SQLAlchemy models, Alembic\n"
    "revisions, SQL files), finds what is wrong with it and mends what can be mended. Imports no\n"
    "code and needs no database.\n";

constexpr const char* main_footer =
    "\nExamples:\n"
    "  schemalint                      check the project around the working folder\n"
    "  schemalint rule postgres-enum   what a rule finds, why it matters, how to mend it\n"
    "  schemalint check --help         all options of check\n"
    "\n"
    "Without a command, check is meant: `schemalint --fix` is `schemalint check --fix`.\n";

void refuse_extras(const CLI::App& command) {
  std::vector<std::string> extras = command.remaining();
  // The mark behind which everything is a path; CLI11 counts it among what it does not know.
  extras.erase(std::remove(extras.begin(), extras.end(), "--"), extras.end());
  if (extras.empty()) return;
  std::string word = extras.front();
  if (!word.starts_with('-'))
    throw Error(fmt::format("unexpected argument '{}' (see `schemalint {} --help`)", word,
                            command.get_name()));
  word = word.substr(0, word.find('='));
  std::vector<std::string> known;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  throw Error(fmt::format("unknown option '{}'.{} (see `schemalint {} --help`)", word,
                          did_you_mean(word, known), command.get_name()));
}

}  // namespace

CommandLine::CommandLine() : app_(description, "schemalint") {
  app_.footer(main_footer);
  app_.require_subcommand(0, 1);
  app_.option_defaults()->disable_flag_override();  // `--fix=no` is a mistake, not a wish
  app_.set_help_flag("-h,--help", "Show this help.");
  app_.get_formatter()->column_width(30);
}

CLI::App& CommandLine::add(const std::string& name, const std::string& what,
                           const std::string& footer, std::function<Arguments()> arguments) {
  CLI::App* command = app_.add_subcommand(name, what);
  command->footer(footer);
  command->allow_extras();  // so that we say ourselves which option is not known
  commands_.emplace_back(command, std::move(arguments));
  return *command;
}

bool CommandLine::has_command(const std::string& word) const {
  return std::ranges::any_of(
      commands_, [&](const auto& command) { return command.first->get_name() == word; });
}

/// Of the command that was read, if any. CLI11 leaves two blank lines between groups.
std::string CommandLine::help() const {
  std::string text = app_.help();
  for (size_t at; (at = text.find("\n\n\n")) != std::string::npos;) text.erase(at, 1);
  return text;
}

Arguments CommandLine::parse(std::vector<std::string> words) {
  if (words.size() == 2 && words[0] == "help") words = {words[1], "--help"};
  const bool about_all =
      !words.empty() && (words[0] == "-h" || words[0] == "--help" || words[0] == "help");
  if (about_all) return HelpArguments{help()};
  if (!words.empty() && (words[0] == "-V" || words[0] == "--version")) return VersionArguments{};
  if (words.empty() || !has_command(words[0])) words.insert(words.begin(), "check");
  const std::string command_name = words[0];
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app_.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    return HelpArguments{help()};
  } catch (const CLI::ParseError& error) {
    throw Error(fmt::format("{} (see `schemalint {} --help`)", error.what(), command_name));
  }
  const CLI::App& command = *app_.get_subcommands().at(0);
  refuse_extras(command);
  const auto read =
      std::ranges::find(commands_, &command, [](const auto& known) { return known.first; });
  return read->second();
}

void add_project(CLI::App& command, ProjectArguments& to, const char* positional,
                 const char* what) {
  command.add_option(positional, to.paths, what)->type_name("PATH");
  command.add_option("--config", to.config, "Use this configuration file.")->type_name("FILE");
  command.add_flag("--isolated", to.isolated, "Use no configuration file.");
}

void add_project_folder(CLI::App& command, ProjectArguments& to) {
  add_project(command, to, "project", "The project's folder; default: the working folder.");
}

void require_consistent(const ProjectArguments& project) {
  if (project.isolated && !project.config.empty())
    throw Error("--isolated and --config exclude each other");
}

std::vector<Output> outputs_of(const std::vector<std::string>& words,
                               const std::vector<std::string>& formats) {
  Words<bool> known;
  for (const std::string& format : formats) known.push_back({format, true});
  std::vector<Output> outputs;
  size_t to_stdout = 0;
  for (const std::string& word : words) {
    const size_t colon = word.find(':');
    Output output{word.substr(0, colon), {}};
    value_of("--output", output.format, known);
    if (colon != std::string::npos) output.path = word.substr(colon + 1);
    if (colon != std::string::npos && output.path.empty())
      throw Error(fmt::format("--output: '{}' names no file behind the colon", word));
    to_stdout += output.path.empty();
    outputs.push_back(std::move(output));
  }
  if (to_stdout > 1)
    throw Error(
        "--output: only one report can go to standard output; name files for the others, "
        "as in sarif:schemalint.sarif");
  return outputs;
}

}  // namespace schemalint
