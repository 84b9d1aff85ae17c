#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "analyzer/discovery/discover.h"
#include "analyzer/discovery/ignore_rules.h"
#include "analyzer/read_file.h"
#include "analyzer/words.h"
#include "cli/baseline_file.h"
#include "cli/commands.h"
#include "cli/compare.h"
#include "cli/settings.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/timings.h"
#include "cli/unknown.h"
#include "cli/write_file.h"
#include "reports/report.h"
#include "rules/fix_rounds.h"
#include "rules/run.h"

namespace schemalint {
namespace {

namespace fs = std::filesystem;

std::string list_files(const ProjectInput& input) {
  std::string text;
  for (const FoundFile& file : input.files)
    text += file.path +
            (file.use == FoundFile::Use::on_demand ? "\tread when a name leads to it\n" : "\n");
  for (const UnreadPath& problem : input.problems)
    text += problem.path + "\t" + problem.message + "\n";
  return text;
}

/// A run of `check`, step by step.
class CheckRun {
 public:
  explicit CheckRun(const CheckArguments& arguments)
      : arguments_(arguments),
        target_(find_target(arguments.project)),
        settings_(merged_settings(target_.configuration, arguments)),
        rules_(selected_rules(settings_)) {}

  int run();

 private:
  int print_diff();
  int report();

  Safety least_safety() const { return arguments_.unsafe_fixes ? Safety::unsafe : Safety::safe; }
  void discover_input();
  void compare();
  void check_as_it_is();
  FixOutcome fix() const;
  void write(const FixOutcome& outcome) const;
  bool is_asked_for(const Finding& finding, const Project& project) const;
  void take(Project project, RunResult result);
  std::vector<Finding> to_be_fixed(const Project& project,
                                   const std::vector<Finding>& findings) const;
  bool is_partial() const;
  void judge_baseline(const RunResult& result, const BaselineMatch& match);
  bool settle_baseline() const;
  void note_what_is_missing() const;
  ReportContext context() const;
  void print_reports(ReportContext context) const;
  void print_report(const Output& output, const ReportContext& context) const;
  void print_unknown() const;
  bool fails() const;

  const CheckArguments& arguments_;
  Target target_;
  Settings settings_;
  std::vector<const RuleEntry*> rules_;
  ProjectInput input_;
  Project project_;
  std::optional<StagedFiles> staged_;
  BaselineFile baseline_;
  Baseline older_;                 // what --since compares with
  std::vector<Finding> findings_;  // those to be shown
  size_t not_shown_ = 0;
  size_t suppressed_ = 0;
  size_t baselined_ = 0;
  size_t known_before_ = 0;          // in older_
  std::vector<std::string> mended_;  // entries of the baseline
  std::vector<Timing> timings_;
};

int CheckRun::run() {
  if (arguments_.show_settings) {
    print(describe_settings(target_, settings_));
    return 0;
  }
  discover_input();
  if (arguments_.show_files) {
    print(list_files(input_));
    return 0;
  }
  try {
    compare();
    return arguments_.diff ? print_diff() : report();
  } catch (const SettingError& error) {
    if (error.key() == "frozen-before" && !arguments_.after_revision.empty())
      throw Error("--after-revision" + std::string(error.what()).substr(error.key().size()));
    throw target_.configuration.error(error.key(), error.what());
  }
}

void CheckRun::discover_input() {
  if (arguments_.compare.staged) staged_ = staged_files(target_.root);
  // pre-commit names every file that changed, excluded or not.
  const bool force_exclude = arguments_.force_exclude || std::getenv("PRE_COMMIT") != nullptr;
  const std::vector<std::string> named =
      force_exclude ? std::vector<std::string>() : target_.asked_for;
  input_ = staged_ ? discover(staged_->tree, settings_, named)
                   : discover(target_.root, settings_, named);
}

/// Finds out what is known already.
void CheckRun::compare() {
  const BaselineChoice& choice = arguments_.baseline;
  if (choice.mode != BaselineChoice::Mode::off) {
    baseline_ = read_baseline(baseline_path(target_, settings_, choice.file));
    if (!baseline_.exists && !choice.file.empty())
      throw Error(
          fmt::format("{}: no such file; `schemalint baseline write --baseline FILE` makes it",
                      baseline_.shown));
  }
  if (arguments_.compare.since.empty()) return;
  input_.syntax = std::make_shared<SyntaxCache>();
  older_ = findings_since(arguments_.compare.since, target_, settings_, rules_, input_.syntax);
}

void CheckRun::check_as_it_is() {
  Project project = load(input_, settings_);
  RunResult result = schemalint::run(project, rules_);
  take(std::move(project), std::move(result));
}

int CheckRun::print_diff() {
  const FixOutcome outcome = fix();
  if (!arguments_.outputs.empty()) {
    check_as_it_is();
    print_reports(context());
  }
  print(make_patch(outcome.changes, context().repository_prefix));
  return outcome.changes.empty() ? 0 : 1;
}

int CheckRun::report() {
  if (arguments_.fix) {
    FixOutcome outcome = fix();
    write(outcome);
    take(std::move(outcome.project), std::move(outcome.result));
  } else {
    check_as_it_is();
  }
  note_what_is_missing();
  print_reports(context());
  if (arguments_.show_unknown) print_unknown();
  if (arguments_.timings) print_aside(describe_timings(timings_));
  const bool up_to_date = settle_baseline();
  return fails() || !up_to_date ? 1 : 0;
}

FixOutcome CheckRun::fix() const {
  FixOutcome outcome =
      fix_until_stable(input_, settings_, rules_, least_safety(),
                       [&](const Project& project, const std::vector<Finding>& findings) {
                         return to_be_fixed(project, findings);
                       });
  if (!outcome.failure.empty())
    throw Error(
        fmt::format("nothing was fixed, because of a mistake in schemalint: {}", outcome.failure));
  return outcome;
}

void CheckRun::write(const FixOutcome& outcome) const {
  for (const FileChange& change : outcome.changes) {
    const fs::path file = target_.root / change.path;
    if (read_file(file).bytes != change.before)
      throw Error(
          fmt::format("{}: changed while it was read: run schemalint again", shown_path(file)));
    write_file(file, change.after);
  }
  size_t fixed = 0;
  for (const auto& [rule, count] : outcome.fixed) fixed += count;
  if (fixed > 0 && !arguments_.quiet)
    print_aside(fmt::format("Fixed {} in {}.\n", counted(fixed, "problem"),
                            counted(outcome.changes.size(), "file")));
}

bool CheckRun::is_asked_for(const Finding& finding, const Project& project) const {
  return target_.covers(finding, project) && (!staged_ || staged_->touches(finding, project));
}

/// What is reported is mended: an old finding stays with those who mend old findings.
std::vector<Finding> CheckRun::to_be_fixed(const Project& project,
                                           const std::vector<Finding>& findings) const {
  const std::vector<bool> accepted = match(baseline_.baseline, findings).accepted;
  const std::vector<bool> older = match(older_, findings).accepted;
  std::vector<Finding> chosen;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Span where = findings[i].where;
    const bool asked_for = where.known() && target_.covers(project.files[where.file].path()) &&
                           (!staged_ || staged_->touches(findings[i], project));
    if (asked_for && !accepted[i] && !older[i]) chosen.push_back(findings[i]);
  }
  return chosen;
}

/// Keeps what is to be shown of what was found.
void CheckRun::take(Project project, RunResult result) {
  timings_ = std::move(project.timings);
  timings_.insert(timings_.end(), result.timings.begin(), result.timings.end());
  project_ = std::move(project);
  const BaselineMatch baselined = match(baseline_.baseline, result.findings);
  const std::vector<bool> older = match(older_, result.findings).accepted;
  judge_baseline(result, baselined);
  for (size_t i = 0; i < result.findings.size(); ++i) {
    Finding& finding = result.findings[i];
    if (arguments_.quiet && finding.severity < Severity::error) continue;
    if (!is_asked_for(finding, project_))
      not_shown_++;
    else if (baselined.accepted[i])
      baselined_++;
    else if (older[i])
      known_before_++;
    else
      findings_.push_back(std::move(finding));
  }
  suppressed_ = static_cast<size_t>(
      std::count_if(result.suppressed.begin(), result.suppressed.end(),
                    [&](const Finding& finding) { return is_asked_for(finding, project_); }));
}

/// Whether this run looks at less than the project by its own settings, so that a finding that is
/// not there may only not have been looked for.
bool CheckRun::is_partial() const {
  return !target_.asked_for.empty() || arguments_.select || !arguments_.ignore.empty() ||
         arguments_.project.isolated || !arguments_.compare.since.empty() || staged_ ||
         !arguments_.after_revision.empty();
}

/// Finds the entries of the baseline that are mended, where this run can say so.
void CheckRun::judge_baseline(const RunResult& result, const BaselineMatch& match) {
  if (is_partial() || !unread_file(project_, result, match.accepted).empty()) return;
  for (const std::string& entry : match.missing)
    if (is_judged(entry, rules_, project_)) mended_.push_back(entry);
}

/// Takes mended entries out of the baseline, or says that somebody should. Returns false where
/// --strict-baseline wants the run to fail.
bool CheckRun::settle_baseline() const {
  if (mended_.empty()) return true;
  if (!is_locked(arguments_.baseline.mode)) {
    try {
      write_baseline(baseline_, Baseline(baseline_.baseline.without(Baseline(mended_))));
      if (!arguments_.quiet)
        print_note(fmt::format("{} mended: {} shrank", grouped(mended_.size()), baseline_.shown));
      return true;
    } catch (const Error& error) {
      print_warning(error.what());
    }
  }
  if (!arguments_.quiet || arguments_.baseline.strict)
    print_warning(fmt::format("{} of {} {} mended: run `{}` and commit the file",
                              counted(mended_.size(), "entry", "entries"), baseline_.shown,
                              mended_.size() == 1 ? "is" : "are",
                              prune_command(arguments_.project, arguments_.baseline.file)));
  return !arguments_.baseline.strict;
}

void CheckRun::note_what_is_missing() const {
  if (arguments_.quiet) return;
  const std::string root = shown_path(target_.root);
  const auto was_asked_for = [&](const auto& file) { return target_.covers(file.path); };
  const bool any = std::any_of(input_.files.begin(), input_.files.end(), was_asked_for) ||
                   std::any_of(input_.problems.begin(), input_.problems.end(), was_asked_for);
  const Coverage& coverage = project_.coverage;
  if (input_.files.empty() && input_.problems.empty()) {
    print_note(fmt::format("no Python or SQL file in {}", root));
  } else if (!any) {
    print_note("nothing to check: no Python or SQL file among what was named");
  } else if (coverage.tables + coverage.revisions + coverage.statements == 0) {
    print_note(
        fmt::format("no models, revisions or SQL statements: is {} the project's folder? "
                    "`schemalint check --show-files` lists what was looked at",
                    root));
  }
}

ReportContext CheckRun::context() const {
  const fs::path top = repository_top(target_.root);
  std::error_code ignored;
  return {.project = project_,
          .findings = findings_,
          .rules = rules_,
          .suppressed = suppressed_,
          .not_shown = not_shown_,
          .baselined = baselined_,
          .older = known_before_,
          .unsafe_fixes = arguments_.unsafe_fixes,
          .shown_prefix = prefix_of(target_.root, fs::current_path(ignored)),
          .repository_prefix = top.empty() ? std::string() : prefix_of(target_.root, top)};
}

void CheckRun::print_reports(ReportContext context) const {
  std::vector<Output> outputs = arguments_.outputs;
  if (outputs.empty()) outputs.push_back({"full", {}});
  for (const Output& output : outputs)
    if (output.format == "patch" && !context.changes) context.changes = fix().changes;
  for (const Output& output : outputs) print_report(output, context);
  const bool all_in_files = std::all_of(outputs.begin(), outputs.end(),
                                        [](const Output& output) { return !output.path.empty(); });
  if (all_in_files && !arguments_.diff && !arguments_.quiet)
    print_aside(
        fmt::format("{}; see {}.\n", counted(findings_.size(), "problem"), outputs.front().path));
}

void CheckRun::print_report(const Output& output, const ReportContext& context) const {
  const auto& formats = report_formats();
  const auto format = std::find_if(formats.begin(), formats.end(), [&](const ReportFormat& known) {
    return known.name == output.format;
  });
  if (output.path.empty()) {
    ReportContext coloured = context;
    coloured.colour = use_colour(arguments_.colour);
    print(format->report(coloured));
    return;
  }
  write_report(output.path, format->report(context));
}

/// Behind a report for people; beside one for a program.
void CheckRun::print_unknown() const {
  const bool for_program =
      std::any_of(arguments_.outputs.begin(), arguments_.outputs.end(), [](const Output& output) {
        return output.path.empty() && output.format != "full" && output.format != "concise";
      });
  const std::string text = describe_unknown(project_, target_);
  for_program ? print_aside(text) : print(text);
}

bool CheckRun::fails() const {
  return settings_.fail_on != Severity::off &&
         std::any_of(findings_.begin(), findings_.end(),
                     [&](const Finding& finding) { return finding.severity >= settings_.fail_on; });
}

}  // namespace

int run(const CheckArguments& arguments) {
  return CheckRun(arguments).run();
}

}  // namespace schemalint
