#include <fmt/core.h>

#include "analyzer/discovery/postgres_images.h"
#include "analyzer/load.h"
#include "cli/commands.h"
#include "cli/load_project.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/write_file.h"
#include "reports/configuration.h"

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

}  // namespace

int run(const InitArguments& arguments) {
  if (arguments.project.paths.size() > 1) throw Error("init: name one project");
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
