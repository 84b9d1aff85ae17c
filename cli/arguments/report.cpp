#include <memory>

#include "cli/arguments/command_line.h"
#include "cli/report_formats.h"

namespace schemalint {
namespace {

constexpr const char* report_footer =
    "\nExamples:\n"
    "  schemalint report                                   where the clean-up stands, as Markdown\n"
    "  schemalint report --output html:report.html --output json:report.json\n"
    "  schemalint report --history month --since 2025-01-01\n"
    "  schemalint report --explain schema-prefix           every finding behind a number\n"
    "  schemalint report --check-goals                     exit with 1 behind the line\n"
    "\n"
    "Work items, goals and the milestone's days are in [milestone] of the configuration;\n"
    "`schemalint init --milestone` writes a first one. The past is computed from the commits of\n"
    "the git repository: nothing is stored.\n";

constexpr const char* review_footer =
    "\nExamples:\n"
    "  schemalint review --since origin/main               what a branch does to the schema\n"
    "  schemalint review --since HEAD~1 --format json\n"
    "\n"
    "Held against the commit where the branch began (the merge base), which is read from the git\n"
    "repository; nothing is checked out. The exit status is 0 whatever is found: `schemalint "
    "check\n"
    "--since` is what fails.\n";

struct ReviewWords {
  ReviewArguments to;
  std::string format;
  std::vector<std::string> outputs;
};

struct ReportWords {
  ReportArguments to;
  std::string format;
  std::vector<std::string> outputs;
};

/// `--format F` is `--output F`.
std::vector<Output> outputs_with(const std::string& format, std::vector<std::string> outputs,
                                 const std::vector<std::string>& formats) {
  if (!format.empty()) outputs.insert(outputs.begin(), format);
  return outputs_of(outputs, formats);
}

void add_outputs(CLI::App& command, std::vector<std::string>& outputs, std::string& format,
                 const char* formats) {
  command.add_option("--output", outputs, "What to write, and where; may be repeated.")
      ->type_name("FORMAT[:FILE]")
      ->allow_extra_args(false);
  command.add_option("--format", format, formats)->type_name("FORMAT");
}

ReviewArguments review_arguments(const ReviewWords& words) {
  ReviewArguments to = words.to;
  require_consistent(to.project);
  to.outputs = outputs_with(words.format, words.outputs, {"markdown", "json"});
  if (to.since.empty())
    throw Error(
        "review: --since REVISION says what the change is held against, as in "
        "--since origin/main");
  return to;
}

ReportArguments report_arguments(const ReportWords& words) {
  ReportArguments to = words.to;
  require_consistent(to.project);
  to.outputs = outputs_with(words.format, words.outputs, progress_format_names());
  if (!to.interval.empty())
    value_of<bool>(
        "--history", to.interval,
        {{"commit", true}, {"day", true}, {"week", true}, {"month", true}, {"none", true}});
  if (!to.csv_table.empty()) csv_table_of(to.csv_table);
  if (!to.day.empty() && !is_date(to.day))
    throw Error(fmt::format("--day: '{}' is no day such as 2026-06-29", to.day));
  return to;
}

}  // namespace

void add_report(CommandLine& line) {
  const auto words = std::make_shared<ReportWords>();
  CLI::App& command = line.add("report", "Say where the clean-up of the schema stands.",
                               report_footer, [words] { return report_arguments(*words); });
  ReportArguments& to = words->to;
  add_project_folder(command, to.project);
  add_outputs(command, words->outputs, words->format, "markdown (default), html, json or csv.");
  command
      .add_option("--table", to.csv_table,
                  "The rows of csv: items (default), findings, metrics, points, suppressions.")
      ->type_name("TABLE");
  command
      .add_option("--history", to.interval,
                  "The commits that are looked at: commit, day, week (default), month or none.")
      ->type_name("INTERVAL");
  command
      .add_option(
          "--since", to.since,
          "Where the history begins, not behind the milestone's start; default: that start, "
          "else a year ago.")
      ->type_name("REVISION|DAY");
  command
      .add_option("--day", to.day,
                  "The day that the milestone's line is looked at on; default: that of the last "
                  "commit, for --check-goals today.")
      ->type_name("DAY");
  command
      .add_option("--explain", to.explain, "Print how the numbers of a work item or metric come.")
      ->type_name("ITEM");
  command
      .add_option(
          "--source-url", to.source_url,
          "What links to source files begin with in html, as in "
          "https://github.com/ORGANIZATION/PROJECT/blob/COMMIT/; default: beside the report.")
      ->type_name("URL");
  command.add_flag("--check-goals", to.check_goals,
                   "Exit with 1 where the milestone is behind its line, a goal is missed at its "
                   "end, or a suppression is past its own.");
  command.add_flag("--timings", to.timings, "Say on standard error what the history cost.");
}

void add_review(CommandLine& line) {
  const auto words = std::make_shared<ReviewWords>();
  CLI::App& command = line.add("review", "Say what a change does to the schema.", review_footer,
                               [words] { return review_arguments(*words); });
  add_project_folder(command, words->to.project);
  command
      .add_option("--since", words->to.since,
                  "The branch or commit that the change is held against.")
      ->type_name("REVISION");
  add_outputs(command, words->outputs, words->format, "markdown (default) or json.");
}

}  // namespace schemalint
