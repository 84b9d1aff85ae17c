#include <algorithm>
#include <memory>

#include "analyzer/config.h"
#include "cli/arguments/command_line.h"
#include "reports/display.h"
#include "reports/report.h"

namespace schemalint {
namespace {

constexpr const char* check_footer =
    "\nExamples:\n"
    "  schemalint check                                  the project around the working folder\n"
    "  schemalint check backend                          the project in that folder\n"
    "  schemalint check app/models/order.py              what touches that file\n"
    "  schemalint check --select tenancy                 one area of rules\n"
    "  schemalint check --diff --unsafe-fixes            what the fixes would change\n"
    "  schemalint check --since origin/main              what is new in this branch\n"
    "  schemalint check --output full --output sarif:schemalint.sarif\n"
    "\n"
    "The whole project is read whatever the paths are: they choose what is shown.\n"
    "{}\n"
    "\n"
    "Exit status:\n"
    "  0  nothing found that is as severe as --fail-on (with --diff: nothing to fix)\n"
    "  1  problems found (with --diff: something to fix)\n"
    "  2  schemalint could not do its work: wrong option, broken configuration, missing path\n";

/// What was written, before it is put into CheckArguments.
struct CheckWords {
  const CLI::App* command = nullptr;
  CheckArguments to;
  std::vector<std::string> select, outputs;
  std::string fail_on, colour, baseline_mode;
  bool no_baseline = false;
};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ReportFormat& format : report_formats()) names.emplace_back(format.name);
  return names;
}

std::string describe_formats() {
  constexpr size_t width = 88;  // as the lines around it
  const std::string text = "Formats: " + join(format_names()) +
                           ". Without --output, full goes to standard output; at most one report "
                           "can go there.";
  return join(wrapped(text, width), "\n");
}

using Mode = BaselineChoice::Mode;

BaselineChoice baseline_choice(const CheckWords& words) {
  BaselineChoice choice = words.to.baseline;
  if (!words.baseline_mode.empty())
    choice.mode =
        value_of<Mode>("--baseline-mode", words.baseline_mode,
                       {{"auto", Mode::automatic}, {"lock", Mode::locked}, {"off", Mode::off}});
  if (!words.no_baseline) return choice;
  if (!choice.file.empty()) throw Error("--baseline and --no-baseline exclude each other");
  if (choice.strict) throw Error("--strict-baseline and --no-baseline exclude each other");
  choice.mode = Mode::off;
  return choice;
}

void require_one_comparison(const CheckArguments& to) {
  if (!to.compare.staged) return;
  if (!to.compare.since.empty()) throw Error("--since and --staged exclude each other");
  if (to.fix || to.diff)
    throw Error("--staged looks at what is in git's index, which --fix and --diff never change");
}

CheckArguments check_arguments(const CheckWords& words) {
  CheckArguments to = words.to;
  require_consistent(to.project);
  require_one_comparison(to);
  if (words.command->count("--since") > 0 && to.compare.since.empty())
    throw Error("--since: an empty word is no commit");
  to.baseline = baseline_choice(words);
  if (words.command->count("--select") > 0) to.select = words.select;
  if (!words.fail_on.empty()) {
    to.fail_on = parse_threshold(words.fail_on);
    if (!to.fail_on)
      throw Error(fmt::format("--fail-on: '{}' is none of error, warning, info, never.{}",
                              words.fail_on,
                              did_you_mean(words.fail_on, {"error", "warning", "info", "never"})));
  }
  if (!words.colour.empty())
    to.colour = value_of<ColourChoice>("--color", words.colour,
                                       {{"auto", ColourChoice::automatic},
                                        {"always", ColourChoice::always},
                                        {"never", ColourChoice::never}});
  to.outputs = outputs_of(words.outputs, format_names());
  if (to.diff && to.fix) throw Error("--diff and --fix exclude each other: --diff writes nothing");
  const bool to_stdout =
      std::ranges::any_of(to.outputs, [](const Output& output) { return output.path.empty(); });
  if (to.diff && to_stdout)
    throw Error("--diff prints the patch on standard output: name a file behind --output");
  return to;
}

void add_rules_and_fixes(CLI::App& command, CheckWords& words) {
  const auto rule_list = [&](const char* name, std::vector<std::string>& list, const char* what) {
    command.add_option(name, list, what)
        ->type_name("RULES")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->group("Rules");
  };
  rule_list("--select", words.select, "Run these rules or areas only: names, separated by commas.");
  rule_list("--extend-select", words.to.extend_select, "Run these as well.");
  rule_list("--ignore", words.to.ignore, "Do not run these.");
  command
      .add_option("--index-stats", words.to.index_stats,
                  "How indexes are used, of one host; may be repeated. See stats-query.")
      ->type_name("FILE")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("Rules");
  command.add_flag("--fix", words.to.fix, "Apply the safe fixes: same DDL, no migration.")
      ->group("Fixes");
  command.add_flag("--unsafe-fixes", words.to.unsafe_fixes, "Let --fix and --diff take all fixes.")
      ->group("Fixes");
  command.add_flag("--diff", words.to.diff, "Print the fixes as one patch; write nothing.")
      ->group("Fixes");
}

void add_old_findings(CLI::App& command, CheckWords& words) {
  const auto group = "Old findings";
  command
      .add_option("--since", words.to.compare.since,
                  "Report what was not there where this branch began.")
      ->type_name("REF")
      ->group(group);
  command
      .add_flag("--staged", words.to.compare.staged,
                "Check what git's index holds; report what touches a staged file.")
      ->group(group);
  command
      .add_option("--after-revision", words.to.after_revision,
                  "Report nothing in revisions up to this one (frozen-before).")
      ->type_name("REVISION")
      ->group(group);
  command.add_option("--baseline", words.to.baseline.file, "The file of accepted findings.")
      ->type_name("FILE")
      ->group(group);
  command.add_flag("--no-baseline", words.no_baseline, "Report accepted findings as well.")
      ->group(group);
  command
      .add_option("--baseline-mode", words.baseline_mode,
                  "auto (default): take mended entries out, except where CI is set; lock: never "
                  "write; off.")
      ->type_name("MODE")
      ->group(group);
  command
      .add_flag("--strict-baseline", words.to.baseline.strict,
                "Exit with 1 where mended entries stay in the file.")
      ->group(group);
}

void add_reports(CLI::App& command, CheckWords& words) {
  command.add_option("--output", words.outputs, "What to write, and where; may be repeated.")
      ->type_name("FORMAT[:FILE]")
      ->allow_extra_args(false)
      ->group("Reports");
  command
      .add_option("--fail-on", words.fail_on,
                  "error, warning (default), info or never: what exits with 1.")
      ->type_name("SEVERITY")
      ->group("Reports");
  command.add_option("--color", words.colour, "auto (default), always or never.")
      ->type_name("WHEN")
      ->group("Reports");
  command.add_flag("-q,--quiet", words.to.quiet, "Report errors only, and no notes.")
      ->group("Reports");
  command.add_flag("--show-unknown", words.to.show_unknown, "List what could not be understood.")
      ->group("Reports");
  command.add_flag("--timings", words.to.timings, "Say on standard error what took how long.")
      ->group("Reports");
  command
      .add_flag("--force-exclude", words.to.force_exclude,
                "Leave out excluded and ignored files even when they are named.")
      ->group("Questions about the project");
  command.add_flag("--show-files", words.to.show_files, "List the files that are read, and stop.")
      ->group("Questions about the project");
  command.add_flag("--show-settings", words.to.show_settings, "Show all settings, and stop.")
      ->group("Questions about the project");
}

}  // namespace

void add_check(CommandLine& line) {
  const auto words = std::make_shared<CheckWords>();
  CLI::App& command = line.add("check", "Find and mend problems (the default command).",
                               fmt::format(check_footer, describe_formats()),
                               [words] { return check_arguments(*words); });
  words->command = &command;
  add_project(command, words->to.project, "paths",
              "Files and folders to report on; default: the whole project.");
  add_rules_and_fixes(command, *words);
  add_old_findings(command, *words);
  add_reports(command, *words);
}

}  // namespace schemalint
