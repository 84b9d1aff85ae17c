#include "cli/compare.h"

#include <fmt/core.h>

#include <algorithm>

#include "rules/run.h"
#include "tracking/history.h"

namespace schemalint {

namespace fs = std::filesystem;

std::unique_ptr<GitRepository> require_repository(const fs::path& root, std::string_view asker) {
  if (auto repository = GitRepository::find(root)) return repository;
  throw Error(fmt::format("{}: {} is in no git repository", asker, shown_path(root)));
}

bool StagedFiles::touches(const Finding& finding, const Project& project) const {
  const auto is_changed = [&](Span where) {
    return where.known() && changed.contains(project.files[where.file].path());
  };
  return is_changed(finding.where) || std::ranges::any_of(finding.notes, [&](const Note& note) {
           return is_changed(note.where);
         });
}

StagedFiles staged_files(const fs::path& root) {
  StagedFiles staged{.repository = require_repository(root, "--staged"), .tree = {}, .changed = {}};
  const GitRepository& repository = *staged.repository;
  staged.tree = repository.index_tree(root);
  const std::optional<Commit> head = repository.head();
  if (!head) {  // before the first commit, all of the index is new
    const Walk walk = staged.tree->walk([](const std::string&, bool) { return true; });
    staged.changed.insert(walk.files.begin(), walk.files.end());
    for (const UnreadPath& problem : walk.problems) staged.changed.insert(problem.path);
    return staged;
  }
  const std::string prefix = prefix_of(root, repository.top());
  for (const std::string& file : repository.changed_files(*head, false))
    if (file.starts_with(prefix)) staged.changed.insert(file.substr(prefix.size()));
  return staged;
}

Baseline findings_since(const std::string& ref, const Target& target, const Settings& settings,
                        const std::vector<const RuleEntry*>& rules,
                        const std::shared_ptr<SyntaxCache>& syntax) {
  const auto repository = require_repository(target.root, "--since");
  const std::optional<Commit> head = repository->head();
  if (!head) throw Error("--since: there is no commit yet");
  const Commit base = repository->merge_base(repository->resolve(ref), *head);
  const Project project =
      load_at(repository->tree(base, target.root), settings, syntax, target.asked_for);
  return Baseline(run(project, rules).findings);
}

}  // namespace schemalint
