#include "rules/fix_rounds.h"

#include <fmt/core.h>

#include "analyzer/words.h"

namespace schemalint {

namespace {

/// New texts by path; every other file is as the input has it. The state that rounds must not
/// come back to.
using Texts = std::map<std::string, std::string>;

/// Fixes may wait for one another, one a round; more rounds than this are no work but a loop whose
/// state grows.
constexpr size_t most_rounds = 100;

Project load_with(ProjectInput input, const Texts& texts, const Settings& settings) {
  std::erase_if(input.texts, [&](const SourceFile& file) { return texts.contains(file.path()); });
  for (const auto& [path, text] : texts) input.texts.emplace_back(path, text);
  return load(std::move(input), settings);
}

/// Number of syntax errors by path, in Python and in SQL.
std::map<std::string, size_t> syntax_errors(const Project& project) {
  std::map<std::string, size_t> count;
  for (const auto* errors : {&project.python_errors, &project.sql_errors})
    for (const ParseError& error : *errors)
      if (error.where.known()) count[project.files[error.where.file].path()]++;
  return count;
}

/// The files' texts while fixes are tried.
class Attempt {
 public:
  const Texts& texts() const { return texts_; }

  /// Takes over one round. Returns whether the files have been exactly like that before.
  bool take_over(const FixResult& round, const std::deque<SourceFile>& files) {
    for (const auto& [file, text] : round.texts) {
      const std::string& path = files[file].path();
      const std::string& original = originals_.try_emplace(path, files[file].text()).first->second;
      if (text == original)
        texts_.erase(path);
      else
        texts_[path] = text;
    }
    return !seen_.insert(texts_).second;
  }

  std::vector<FileChange> changes() const {
    std::vector<FileChange> changes;
    for (const auto& [path, text] : texts_) changes.push_back({path, originals_.at(path), text});
    return changes;
  }

 private:
  Texts originals_;  // of every file that was ever changed
  Texts texts_;
  std::set<Texts> seen_ = {{}};
};

/// The first changed file that has more syntax errors than it had; empty where there is none.
std::string newly_broken(const Texts& changed, const std::map<std::string, size_t>& before,
                         const std::map<std::string, size_t>& after) {
  const auto count = [](const std::map<std::string, size_t>& errors, const std::string& path) {
    const auto found = errors.find(path);
    return found == errors.end() ? 0 : found->second;
  };
  for (const auto& [path, text] : changed)
    if (count(after, path) > count(before, path)) return path;
  return {};
}

FixOutcome unfixed(const ProjectInput& input, const Settings& settings,
                   const std::vector<const RuleEntry*>& rules) {
  FixOutcome outcome;
  outcome.project = load(input, settings);
  outcome.result = run(outcome.project, rules);
  return outcome;
}

}  // namespace

std::set<uint32_t> broken_files(const Project& project) {
  std::set<uint32_t> broken;
  for (const ParseError& error : project.python_errors)
    if (error.where.known()) broken.insert(error.where.file);
  for (const ParseError& error : project.sql_errors)
    if (error.where.known() && project.files[error.where.file].path().ends_with(".sql"))
      broken.insert(error.where.file);
  return broken;
}

FixOutcome fix_until_stable(const ProjectInput& input, const Settings& settings,
                            const std::vector<const RuleEntry*>& rules, Safety minimum,
                            const ChooseFindings& choose) {
  const auto fail = [&](std::string why) {
    FixOutcome outcome = unfixed(input, settings, rules);
    outcome.failure = std::move(why);
    return outcome;
  };
  FixOutcome outcome = unfixed(input, settings, rules);
  const std::map<std::string, size_t> errors_before = syntax_errors(outcome.project);
  Attempt attempt;
  while (true) {
    const std::vector<Finding> findings =
        choose ? choose(outcome.project, outcome.result.findings) : outcome.result.findings;
    const FixResult round =
        apply_fixes(outcome.project.files, findings, minimum, broken_files(outcome.project));
    if (round.texts.empty()) break;

    std::set<std::string> mended;
    for (const size_t index : round.fixed) {
      mended.emplace(findings[index].rule);
      outcome.fixed[std::string(findings[index].rule)]++;
    }
    const std::string names = join({mended.begin(), mended.end()});
    if (attempt.take_over(round, outcome.project.files))
      return fail(fmt::format("the fixes of {} undo each other", names));
    if (++outcome.rounds > most_rounds)
      return fail(fmt::format("the fixes of {} never come to an end", names));

    outcome.project = load_with(input, attempt.texts(), settings);
    outcome.result = run(outcome.project, rules);
    const std::string broken =
        newly_broken(attempt.texts(), errors_before, syntax_errors(outcome.project));
    if (!broken.empty())
      return fail(fmt::format("the fixes of {} break the syntax of {}", names, broken));
  }
  outcome.changes = attempt.changes();
  return outcome;
}

}  // namespace schemalint
