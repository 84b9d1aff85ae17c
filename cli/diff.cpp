#include "reports/diff.h"

#include "analyzer/drift/drift.h"
#include "cli/commands.h"
#include "cli/load_project.h"
#include "cli/target.h"
#include "cli/terminal.h"

namespace schemalint {

int run(const DiffArguments& arguments) {
  const Project project = load_project(find_target(arguments.project));
  if (project.declared.tables().empty()) throw Error("diff: the project declares no tables");
  if (project.migrated.tables().empty()) throw Error("diff: no migrations make a table");
  Drift drift = drift_of(project);
  if (arguments.reverse) drift = reversed(std::move(drift));
  const Schema& wanted = arguments.reverse ? project.migrated : project.declared;
  const Schema& present = arguments.reverse ? project.declared : project.migrated;
  switch (arguments.format) {
    case DiffArguments::Format::sql:
      print(diff_sql(drift, wanted, present));
      break;
    case DiffArguments::Format::json:
      print(diff_json(drift));
      break;
    case DiffArguments::Format::text:
      print(diff_text(drift));
      break;
  }
  return drift.empty() ? 0 : 1;
}

}  // namespace schemalint
