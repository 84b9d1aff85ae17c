#include "cli/args.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "analyzer/config.h"
#include "analyzer/nearest.h"
#include "analyzer/words.h"
#include "reports/report.h"

namespace schemalint {
namespace {

constexpr const char* description =
    "Knows the PostgreSQL schema of a Python backend from its source (SQLAlchemy models, Alembic\n"
    "revisions, SQL files), finds what is wrong with it and mends what can be mended. Imports no\n"
    "code and needs no database.\n";

constexpr const char* main_footer =
    "\nExamples:\n"
    "  schemalint                      check the project around the working folder\n"
    "  schemalint rule postgres-enum   what a rule finds, why it matters, how to mend it\n"
    "  schemalint check --help         all options of check\n"
    "\n"
    "Without a command, check is meant: `schemalint --fix` is `schemalint check --fix`.\n";

constexpr const char* check_footer =
    "\nExamples:\n"
    "  schemalint check                                  the project around the working folder\n"
    "  schemalint check backend                          the project in that folder\n"
    "  schemalint check app/models/order.py              what touches that file\n"
    "  schemalint check --select tenancy                 one area of rules\n"
    "  schemalint check --diff --unsafe-fixes            what the fixes would change\n"
    "  schemalint check --output full --output sarif:schemalint.sarif\n"
    "\n"
    "The whole project is read whatever the paths are: they choose what is shown.\n"
    "Formats: {}. Without --output, full goes to standard output;\n"
    "at most one report can go there.\n"
    "\n"
    "Exit status:\n"
    "  0  nothing found that is as severe as --fail-on (with --diff: nothing to fix)\n"
    "  1  problems found (with --diff: something to fix)\n"
    "  2  schemalint could not do its work: wrong option, broken configuration, missing path\n";

constexpr const char* schema_footer =
    "\nExamples:\n"
    "  schemalint schema . --from models --format sql      CREATE statements of the models\n"
    "  schemalint schema . --from migrations               what all revisions amount to, as JSON\n"
    "  schemalint schema . --at 3f1a9c27d4e0               what the database holds at a revision\n";

constexpr const char* history_footer =
    "\nExamples:\n"
    "  schemalint history                                  the revisions and what each does\n"
    "  schemalint history backend --format json            every operation with its place\n";

constexpr const char* locks_footer =
    "\nExamples:\n"
    "  schemalint locks                        what each revision locks, reads and rewrites\n"
    "  schemalint locks --revision 3f1a9c      the same of one revision\n"
    "\n"
    "Relations that the revision itself makes are left out: nobody waits for them.\n";

constexpr const char* diff_footer =
    "\nExamples:\n"
    "  schemalint diff                       the SQL that brings the migrations' schema to the "
    "models'\n"
    "  schemalint diff --reverse             the SQL for the way back\n"
    "  schemalint diff --format text         one line a difference\n"
    "\n"
    "Exit status: 0 no difference, 1 differences, 2 schemalint could not do its work.\n";

constexpr const char* init_footer =
    "\nExamples:\n"
    "  schemalint init                       write schemalint.toml beside the project's code\n"
    "  schemalint init backend --dry-run     print what it would write\n"
    "\n"
    "A configuration file that is there already is never overwritten.\n";

constexpr const char* stats_query_footer =
    "\nExamples:\n"
    "  schemalint stats-query | psql --csv \"$DATABASE_URL\" > primary.csv\n"
    "  schemalint check --select unused-index --index-stats primary.csv --index-stats replica.csv\n"
    "\n"
    "Run it on the primary and on every standby: each counts for itself.\n";

/// A place in the enumeration by its word.
template <typename T>
using Words = std::vector<std::pair<std::string, T>>;

template <typename T>
T value_of(const std::string& option, const std::string& word, const Words<T>& words) {
  std::vector<std::string> known;
  for (const auto& [name, value] : words) {
    if (name == word) return value;
    known.push_back(name);
  }
  throw Error(fmt::format("{}: '{}' is none of {}.{}", option, word, join(known),
                          did_you_mean(word, known)));
}

Output parse_output(const std::string& text) {
  const size_t colon = text.find(':');
  Output output{text.substr(0, colon), {}};
  Words<bool> formats;
  for (const ReportFormat& format : report_formats())
    formats.push_back({std::string(format.name), true});
  value_of("--output", output.format, formats);
  if (colon == std::string::npos) return output;
  output.path = text.substr(colon + 1);
  if (output.path.empty())
    throw Error(fmt::format("--output: '{}' names no file behind the colon", text));
  return output;
}

/// Collects what the options say before it is put into the structs of args.h.
class Parser {
 public:
  Parser() : app_(description, "schemalint") {
    app_.footer(main_footer);
    app_.require_subcommand(0, 1);
    app_.option_defaults()->disable_flag_override();  // `--fix=no` is a mistake, not a wish
    app_.set_help_flag("-h,--help", "Show this help.");
    app_.get_formatter()->column_width(30);
    add_check();
    add_rule();
    add_rules();
    add_schema();
    add_history();
    add_locks();
    add_diff();
    add_stats();
    add_init();
    stats_query_ = add_command("stats-query", "Print the SQL whose result --index-stats reads.",
                               stats_query_footer);
    version_ = add_command("version", "Print the version.");
  }

  Arguments parse(std::vector<std::string> words);

 private:
  CLI::App* add_command(const std::string& name, const std::string& what,
                        const std::string& footer = {}) {
    CLI::App* command = app_.add_subcommand(name, what);
    command->footer(footer);
    command->allow_extras();  // so that we say ourselves which option is not known
    return command;
  }

  void add_check();
  void add_check_reports();
  void add_rule();
  void add_rules() {
    rules_ = add_command("rules", "List all rules: area, severity, fix, what they find.");
    rules_->add_option("--format", format_, "text (default), json or markdown.")
        ->type_name("FORMAT");
  }
  void add_schema();
  void add_history();
  void add_locks();
  void add_diff();
  void add_history_choice(CLI::App& command, std::string& to);
  void add_stats();
  void add_init();
  void add_project(CLI::App& command, const char* positional, const char* what);

  bool is_command(const std::string& word) const {
    const auto commands = app_.get_subcommands(nullptr);
    return std::any_of(commands.begin(), commands.end(),
                       [&](const CLI::App* command) { return command->get_name() == word; });
  }
  std::string help() const;
  void refuse_extras(const CLI::App& command) const;
  Arguments arguments(const CLI::App& command);
  Arguments check_arguments();
  Arguments rule_arguments() const;
  RulesArguments rules_arguments() const;
  Arguments schema_arguments();
  Arguments history_arguments();
  Arguments locks_arguments();
  Arguments diff_arguments();
  Arguments stats_arguments() const;
  Arguments init_arguments();

  CLI::App app_;
  CLI::App* check_ = nullptr;
  CLI::App* rule_ = nullptr;
  CLI::App* rules_ = nullptr;
  CLI::App* schema_ = nullptr;
  CLI::App* history_ = nullptr;
  CLI::App* locks_ = nullptr;
  CLI::App* diff_ = nullptr;
  CLI::App* stats_ = nullptr;
  CLI::App* init_ = nullptr;
  CLI::App* stats_query_ = nullptr;
  CLI::App* version_ = nullptr;
  ProjectArguments project_;
  CheckArguments check_arguments_;
  SchemaArguments schema_arguments_;
  HistoryArguments history_arguments_;
  LocksArguments locks_arguments_;
  DiffArguments diff_arguments_;
  InitArguments init_arguments_;
  std::vector<std::string> select_;
  std::vector<std::string> outputs_;
  std::string fail_on_, colour_, rule_name_, pages_, from_, format_;
  bool all_rules_ = false;
};

void Parser::add_project(CLI::App& command, const char* positional, const char* what) {
  command.add_option(positional, project_.paths, what)->type_name("PATH");
  command.add_option("--config", project_.config, "Use this configuration file.")
      ->type_name("FILE");
  command.add_flag("--isolated", project_.isolated, "Use no configuration file.");
}

void Parser::add_check() {
  std::vector<std::string> formats;
  for (const ReportFormat& format : report_formats()) formats.push_back(std::string(format.name));
  check_ = add_command("check", "Find and mend problems (the default command).",
                       fmt::format(check_footer, join(formats)));
  add_project(*check_, "paths", "Files and folders to report on; default: the whole project.");
  CheckArguments& to = check_arguments_;
  const auto rule_list = [&](const char* name, std::vector<std::string>& list, const char* what) {
    check_->add_option(name, list, what)
        ->type_name("RULES")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->group("Rules");
  };
  rule_list("--select", select_, "Run these rules or areas only: names, separated by commas.");
  rule_list("--extend-select", to.extend_select, "Run these as well.");
  rule_list("--ignore", to.ignore, "Do not run these.");
  check_
      ->add_option("--index-stats", to.index_stats,
                   "How indexes are used, of one host; may be repeated. See stats-query.")
      ->type_name("FILE")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("Rules");
  check_->add_flag("--fix", to.fix, "Apply the safe fixes: same DDL, no migration.")
      ->group("Fixes");
  check_->add_flag("--unsafe-fixes", to.unsafe_fixes, "Let --fix and --diff take all fixes.")
      ->group("Fixes");
  check_->add_flag("--diff", to.diff, "Print the fixes as one patch; write nothing.")
      ->group("Fixes");
  add_check_reports();
}

void Parser::add_check_reports() {
  CheckArguments& to = check_arguments_;
  check_->add_option("--output", outputs_, "What to write, and where; may be repeated.")
      ->type_name("FORMAT[:FILE]")
      ->allow_extra_args(false)
      ->group("Reports");
  check_
      ->add_option("--fail-on", fail_on_,
                   "error, warning (default), info or never: what exits with 1.")
      ->type_name("SEVERITY")
      ->group("Reports");
  check_->add_option("--color", colour_, "auto (default), always or never.")
      ->type_name("WHEN")
      ->group("Reports");
  check_->add_flag("-q,--quiet", to.quiet, "Report errors only, and no notes.")->group("Reports");
  check_->add_flag("--show-unknown", to.show_unknown, "List what could not be understood.")
      ->group("Reports");
  check_->add_flag("--timings", to.timings, "Say on standard error what took how long.")
      ->group("Reports");
  check_
      ->add_flag("--force-exclude", to.force_exclude,
                 "Leave out excluded and ignored files even when they are named.")
      ->group("Questions about the project");
  check_->add_flag("--show-files", to.show_files, "List the files that are read, and stop.")
      ->group("Questions about the project");
  check_->add_flag("--show-settings", to.show_settings, "Show all settings, and stop.")
      ->group("Questions about the project");
}

void Parser::add_rule() {
  rule_ = add_command("rule", "Explain a rule: what, why, example, fix, source.");
  rule_->add_option("name", rule_name_, "The rule's name.")->type_name("NAME");
  rule_->add_flag("--all", all_rules_, "Explain all rules.");
  rule_->add_option("--write", pages_, "With --all: write a page a rule and an index, as Markdown.")
      ->type_name("FOLDER");
}

void Parser::add_schema() {
  schema_ = add_command("schema", "Print the schema that was read.", schema_footer);
  add_project(*schema_, "project", "The project's folder; default: the working folder.");
  schema_->add_option("--from", from_, "models (default) or migrations.")->type_name("SOURCE");
  schema_->add_option("--format", format_, "json (default) or sql.")->type_name("FORMAT");
  schema_->add_flag("--show-unknown", schema_arguments_.show_unknown,
                    "List on standard error what could not be understood.");
  schema_
      ->add_option("--at", schema_arguments_.at,
                   "When this revision has run, rather than at the head.")
      ->type_name("REVISION");
  schema_->add_flag("--downgraded", schema_arguments_.downgraded,
                    "With --at: after the downgrade of that revision.");
  add_history_choice(*schema_, schema_arguments_.history);
}

void Parser::add_history_choice(CLI::App& command, std::string& to) {
  command
      .add_option("--history", to, "Only the migrations in this folder, where there are several.")
      ->type_name("FOLDER");
}

void Parser::add_history() {
  history_ = add_command("history", "List the revisions in order: what each does.", history_footer);
  add_project(*history_, "project", "The project's folder; default: the working folder.");
  history_->add_option("--format", format_, "text (default) or json.")->type_name("FORMAT");
  history_->add_flag("--show-unknown", history_arguments_.show_unknown,
                     "List on standard error what could not be understood.");
  add_history_choice(*history_, history_arguments_.history);
}

void Parser::add_locks() {
  locks_ =
      add_command("locks", "List the locks that the revisions take, step by step.", locks_footer);
  add_project(*locks_, "project", "The project's folder; default: the working folder.");
  locks_->add_option("--format", format_, "text (default) or json.")->type_name("FORMAT");
  locks_->add_option("--revision", locks_arguments_.revision, "Only this revision.")
      ->type_name("REVISION");
  add_history_choice(*locks_, locks_arguments_.history);
}

void Parser::add_diff() {
  diff_ =
      add_command("diff", "Print what the models say and the migrations do not make.", diff_footer);
  add_project(*diff_, "project", "The project's folder; default: the working folder.");
  diff_->add_option("--format", format_, "sql (default), json or text.")->type_name("FORMAT");
  diff_->add_flag("--reverse", diff_arguments_.reverse,
                  "From the models to what the migrations make.");
}

void Parser::add_init() {
  init_ = add_command("init", "Write a schemalint.toml with what was found.", init_footer);
  init_->add_option("path", project_.paths, "The project's folder; default: the working folder.")
      ->type_name("PATH");
  init_->add_flag("--dry-run", init_arguments_.dry_run, "Print it; write nothing.");
}

void Parser::add_stats() {
  stats_ = add_command("stats", "Count tables, relationships, keys, indexes, migrations.");
  add_project(*stats_, "project", "The project's folder; default: the working folder.");
  stats_->add_option("--format", format_, "text (default) or json.")->type_name("FORMAT");
}

/// Of the command that was read, if any. CLI11 leaves two blank lines between groups.
std::string Parser::help() const {
  std::string text = app_.help();
  for (size_t at; (at = text.find("\n\n\n")) != std::string::npos;) text.erase(at, 1);
  return text;
}

void Parser::refuse_extras(const CLI::App& command) const {
  std::vector<std::string> extras = command.remaining();
  // The mark behind which everything is a path; CLI11 counts it among what it does not know.
  extras.erase(std::remove(extras.begin(), extras.end(), "--"), extras.end());
  if (extras.empty()) return;
  std::string word = extras.front();
  if (!word.starts_with('-'))
    throw Error(fmt::format("unexpected argument '{}' (see `schemalint {} --help`)", word,
                            command.get_name()));
  word = word.substr(0, word.find('='));
  std::vector<std::string> known;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  throw Error(fmt::format("unknown option '{}'.{} (see `schemalint {} --help`)", word,
                          did_you_mean(word, known), command.get_name()));
}

Arguments Parser::parse(std::vector<std::string> words) {
  if (words.size() == 2 && words[0] == "help") words = {words[1], "--help"};
  const bool about_all =
      !words.empty() && (words[0] == "-h" || words[0] == "--help" || words[0] == "help");
  if (about_all) return HelpArguments{help()};
  if (!words.empty() && (words[0] == "-V" || words[0] == "--version")) return VersionArguments{};
  if (words.empty() || !is_command(words[0])) words.insert(words.begin(), "check");
  const std::string command_name = words[0];
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app_.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    return HelpArguments{help()};
  } catch (const CLI::ParseError& error) {
    throw Error(fmt::format("{} (see `schemalint {} --help`)", error.what(), command_name));
  }
  const CLI::App& command = *app_.get_subcommands().at(0);
  refuse_extras(command);
  return arguments(command);
}

Arguments Parser::arguments(const CLI::App& command) {
  if (project_.isolated && !project_.config.empty())
    throw Error("--isolated and --config exclude each other");
  if (&command == check_) return check_arguments();
  if (&command == rule_) return rule_arguments();
  if (&command == rules_) return rules_arguments();
  if (&command == schema_) return schema_arguments();
  if (&command == history_) return history_arguments();
  if (&command == locks_) return locks_arguments();
  if (&command == diff_) return diff_arguments();
  if (&command == stats_) return stats_arguments();
  if (&command == init_) return init_arguments();
  if (&command == stats_query_) return StatsQueryArguments{};
  return VersionArguments{};
}

Arguments Parser::check_arguments() {
  CheckArguments& to = check_arguments_;
  to.project = project_;
  if (check_->count("--select") > 0) to.select = select_;
  if (!fail_on_.empty()) {
    to.fail_on = parse_threshold(fail_on_);
    if (!to.fail_on)
      throw Error(fmt::format("--fail-on: '{}' is none of error, warning, info, never.{}", fail_on_,
                              did_you_mean(fail_on_, {"error", "warning", "info", "never"})));
  }
  if (!colour_.empty())
    to.colour = value_of<ColourChoice>("--color", colour_,
                                       {{"auto", ColourChoice::automatic},
                                        {"always", ColourChoice::always},
                                        {"never", ColourChoice::never}});
  for (const std::string& output : outputs_) to.outputs.push_back(parse_output(output));
  const auto to_stdout = std::count_if(to.outputs.begin(), to.outputs.end(),
                                       [](const Output& output) { return output.path.empty(); });
  if (to_stdout > 1)
    throw Error(
        "--output: only one report can go to standard output; name files for the others, "
        "as in sarif:schemalint.sarif");
  if (to.diff && to.fix) throw Error("--diff and --fix exclude each other: --diff writes nothing");
  if (to.diff && to_stdout > 0)
    throw Error("--diff prints the patch on standard output: name a file behind --output");
  return to;
}

Arguments Parser::rule_arguments() const {
  if (all_rules_ == !rule_name_.empty())
    throw Error("rule: name one rule, or --all (`schemalint rules` lists them)");
  if (!pages_.empty() && !all_rules_) throw Error("rule: --write needs --all");
  return RuleArguments{rule_name_, pages_};
}

RulesArguments Parser::rules_arguments() const {
  using Format = RulesArguments::Format;
  if (format_.empty()) return {};
  return {value_of<Format>(
      "--format", format_,
      {{"text", Format::text}, {"json", Format::json}, {"markdown", Format::markdown}})};
}

Arguments Parser::schema_arguments() {
  SchemaArguments& to = schema_arguments_;
  to.project = project_;
  const Words<bool> sources{{"models", false}, {"migrations", true}};
  const Words<bool> formats{{"json", false}, {"sql", true}};
  if (!from_.empty()) to.migrated = value_of("--from", from_, sources);
  if (!format_.empty()) to.sql = value_of("--format", format_, formats);
  if (to.downgraded && to.at.empty()) throw Error("--downgraded needs --at REVISION");
  if (!to.at.empty() || !to.history.empty()) {
    if (from_ == "models") throw Error("--at and --history speak of migrations, not of models");
    to.migrated = true;
  }
  return to;
}

Arguments Parser::diff_arguments() {
  using Format = DiffArguments::Format;
  DiffArguments& to = diff_arguments_;
  to.project = project_;
  if (!format_.empty())
    to.format =
        value_of<Format>("--format", format_,
                         {{"sql", Format::sql}, {"json", Format::json}, {"text", Format::text}});
  return to;
}

Arguments Parser::init_arguments() {
  init_arguments_.project = project_;
  return init_arguments_;
}

Arguments Parser::history_arguments() {
  HistoryArguments& to = history_arguments_;
  to.project = project_;
  const Words<bool> formats{{"text", false}, {"json", true}};
  to.json = !format_.empty() && value_of("--format", format_, formats);
  return to;
}

Arguments Parser::locks_arguments() {
  LocksArguments& to = locks_arguments_;
  to.project = project_;
  const Words<bool> formats{{"text", false}, {"json", true}};
  to.json = !format_.empty() && value_of("--format", format_, formats);
  return to;
}

Arguments Parser::stats_arguments() const {
  const Words<bool> formats{{"text", false}, {"json", true}};
  return StatsArguments{project_, !format_.empty() && value_of("--format", format_, formats)};
}

}  // namespace

Arguments parse_arguments(std::vector<std::string> words) {
  return Parser().parse(std::move(words));
}

}  // namespace schemalint
