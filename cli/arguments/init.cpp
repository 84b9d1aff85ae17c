#include <memory>

#include "cli/arguments/command_line.h"

// The commands that help to set schemalint up.

namespace schemalint {
namespace {

constexpr const char* init_footer =
    "\nExamples:\n"
    "  schemalint init                       write schemalint.toml beside the project's code\n"
    "  schemalint init backend --dry-run     print what it would write\n"
    "  schemalint init --milestone           plan the clean-up: work items, points, weeks, goals\n"
    "\n"
    "A configuration file that is there already is never overwritten; --milestone adds to it.\n";

constexpr const char* stats_query_footer =
    "\nExamples:\n"
    "  schemalint stats-query | psql --csv \"$DATABASE_URL\" > primary.csv\n"
    "  schemalint check --select unused-index --index-stats primary.csv --index-stats replica.csv\n"
    "\n"
    "Run it on the primary and on every standby: each counts for itself.\n";

}  // namespace

void add_init(CommandLine& line) {
  const auto to = std::make_shared<InitArguments>();
  CLI::App& command = line.add("init", "Write a schemalint.toml with what was found.", init_footer,
                               [to] { return *to; });
  command
      .add_option("path", to->project.paths, "The project's folder; default: the working folder.")
      ->type_name("PATH");
  command.add_flag("--dry-run", to->dry_run, "Print it; write nothing.");
  command.add_flag("--milestone", to->milestone,
                   "Write work items and goals for what is found, for `schemalint report`; they "
                   "are added to a configuration that is there.");
}

void add_stats_query(CommandLine& line) {
  line.add("stats-query", "Print the SQL whose result --index-stats reads.", stats_query_footer,
           [] { return StatsQueryArguments{}; });
}

void add_version(CommandLine& line) {
  line.add("version", "Print the version.", "", [] { return VersionArguments{}; });
}

}  // namespace schemalint
