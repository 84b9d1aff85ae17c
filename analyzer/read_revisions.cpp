#include "analyzer/read_revisions.h"

#include <algorithm>
#include <utility>

#include "analyzer/revisions/environment.h"
#include "analyzer/revisions/header.h"
#include "analyzer/revisions/order.h"
#include "analyzer/revisions/run.h"

namespace schemalint {

namespace {

/// The revisions among these files, in the order of their paths, as Alembic finds them.
std::vector<RevisionFile> find_revisions(Evaluator& evaluator, std::vector<uint32_t> files,
                                         Project& project) {
  std::sort(files.begin(), files.end(), [&](uint32_t a, uint32_t b) {
    return project.files[a].path() < project.files[b].path();
  });
  std::vector<RevisionFile> found;
  for (uint32_t file : files) {
    const Module* module = evaluator.module_of_file(file);
    if (!module) continue;
    std::optional<RevisionFile> revision = read_header(*module, project.not_understood);
    if (revision) found.push_back(std::move(*revision));
  }
  return found;
}

void count(const Revision& revision, Coverage& coverage) {
  ++coverage.revisions;
  coverage.statements += revision.upgrade.size();
  for (const Step& step : revision.upgrade)
    if (std::holds_alternative<UnknownChange>(step.operation)) ++coverage.statements_unknown;
}

}  // namespace

void read_revisions(Evaluator& evaluator, const std::vector<uint32_t>& files, Project& project) {
  std::vector<RevisionFile> found = find_revisions(evaluator, files, project);
  std::vector<Revision> headers;
  for (const RevisionFile& file : found) headers.push_back(file.revision);

  Environments environments(evaluator, project);
  DatabaseState state;
  for (size_t index : upgrade_order(headers, project.not_understood)) {
    const RevisionFile& file = found[index];
    const Environment& environment = environments.of(file.file);
    Revision revision = std::move(headers[index]);
    if (file.upgrade)
      revision.upgrade = MigrationRun(evaluator, state, environment, project).run(*file.upgrade);
    if (file.downgrade) {
      DatabaseState undone = state;
      revision.downgrade =
          MigrationRun(evaluator, undone, environment, project).run(*file.downgrade);
    }
    count(revision, project.coverage);
    project.history.push_back(std::move(revision));
  }
  project.migrated = std::move(state.schema);
}

}  // namespace schemalint
