#include <fmt/core.h>

#include "analyzer/discovery/postgres_images.h"
#include "analyzer/load.h"
#include "analyzer/read_file.h"
#include "cli/commands.h"
#include "cli/load_project.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/write_file.h"
#include "reports/configuration.h"
#include "reports/initial_milestone.h"
#include "rules/run.h"

namespace schemalint {
namespace {

/// A new file beside an old one would be a second truth.
void refuse_second(const Target& target) {
  const std::string& file = target.configuration.file;
  if (!file.empty())
    throw Error(
        fmt::format("init: {} configures this project already; --dry-run prints what "
                    "would be written",
                    file));
}

/// Adds a `[milestone]` to the configuration that there is, or begins one with it.
int add_milestone(const InitArguments& arguments) {
  Target target = find_target(arguments.project);
  if (!target.configuration.settings.milestone.empty())
    throw Error(fmt::format("init: {} has a milestone already", target.configuration.file));
  const Project project = load_project(target);
  const Snapshot snapshot = take_snapshot(project, run(project, selected_rules(project.settings)));
  const bool in_pyproject = target.configuration.file.ends_with("pyproject.toml");
  const std::string text =
      initial_milestone(snapshot, project.settings.today, in_pyproject ? "tool.schemalint." : "");
  if (text.empty()) throw Error("init: there are no findings, and so no work to plan");
  if (arguments.dry_run) {
    print(text);
    return 0;
  }
  const std::filesystem::path file = target.configuration_file.empty()
                                         ? target.root / "schemalint.toml"
                                         : target.configuration_file;
  std::string before = read_file(file).bytes.value_or(std::string());
  if (!before.empty() && !before.ends_with('\n')) before += "\n";
  write_file(file, before + (before.empty() ? "" : "\n") + text);
  print(fmt::format("Wrote the milestone to {}.\n", shown_path(file)));
  return 0;
}

}  // namespace

int run(const InitArguments& arguments) {
  if (arguments.project.paths.size() > 1) throw Error("init: name one project");
  if (arguments.milestone) return add_milestone(arguments);
  ProjectArguments project = arguments.project;
  project.isolated = arguments.dry_run;
  Target target = find_target(project);
  refuse_second(target);
  const std::string text =
      initial_configuration(load_project(target), find_postgres_images(target.root));
  if (arguments.dry_run) {
    print(text);
    return 0;
  }
  const std::filesystem::path file = target.root / "schemalint.toml";
  write_file(file, text);
  print(fmt::format("Wrote {}.\n", shown_path(file)));
  return 0;
}

}  // namespace schemalint
