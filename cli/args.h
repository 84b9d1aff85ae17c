#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/settings.h"

namespace schemalint {

enum class ColourChoice : uint8_t { automatic, always, never };

/// `--output FORMAT[:PATH]`.
struct Output {
  std::string format;
  std::string path;  ///< empty: standard output
};

/// What says which project is meant and how it is configured; the same for all commands.
struct ProjectArguments {
  std::vector<std::string> paths;  ///< as written; empty: the working folder
  std::string config;              ///< --config; empty: the nearest configuration file
  bool isolated = false;
};

/// Which accepted findings count, and whether their file may be changed.
struct BaselineChoice {
  /// `automatic`: the file shrinks when something is mended, except in continuous integration.
  enum class Mode : uint8_t { automatic, locked, off } mode = Mode::automatic;
  std::string file;     ///< --baseline, as written; empty: that of the configuration
  bool strict = false;  ///< --strict-baseline: a mended entry that stays in the file is a failure
};

/// What `check` compares the project with, so as to report only what is new; at most one.
struct CompareChoice {
  std::string since;    ///< --since REF; empty: none
  bool staged = false;  ///< --staged
};

struct CheckArguments {
  ProjectArguments project;
  BaselineChoice baseline;
  CompareChoice compare;
  std::string after_revision;  ///< --after-revision; empty: frozen-before of the configuration
  std::optional<std::vector<std::string>> select;
  std::vector<std::string> extend_select;
  std::vector<std::string> ignore;
  std::optional<Severity> fail_on;  ///< Severity::off: never
  std::vector<Output> outputs;      ///< at most one to standard output
  ColourChoice colour = ColourChoice::automatic;
  bool fix = false;
  bool unsafe_fixes = false;
  bool diff = false;
  bool quiet = false;
  bool force_exclude = false;
  bool show_unknown = false;
  bool timings = false;
  bool show_files = false;
  bool show_settings = false;
  std::vector<std::string> index_stats;  ///< --index-stats; empty: those of the configuration
};

struct BaselineArguments {
  enum class Action : uint8_t { write, add, prune, show, diff } action = Action::show;
  ProjectArguments project;
  std::string file;                    ///< --baseline
  std::vector<std::string> selectors;  ///< of add
  std::string ref;                     ///< of diff; empty: the findings of now
};

struct InitArguments {
  ProjectArguments project;
  bool dry_run = false;    ///< print the file rather than write it
  bool milestone = false;  ///< --milestone: work items and goals, into the file that there is
};

struct ReportArguments {
  ProjectArguments project;
  std::vector<Output> outputs;  ///< at most one to standard output; empty: Markdown there
  std::string csv_table;        ///< --table: the rows of CSV; empty: work items
  std::string interval;         ///< --history: commit, day, week, month or none; empty: week
  std::string since;            ///< --since: a revision or a day; empty: the milestone's start
  std::string day;              ///< --day: what the line is looked at on; empty: see the command
  std::string explain;          ///< --explain: a work item or a metric
  std::string source_url;       ///< --source-url: what links to source files begin with
  bool check_goals = false;
  bool timings = false;
};

struct ReviewArguments {
  ProjectArguments project;
  std::string since;            ///< --since: what the change is held against
  std::vector<Output> outputs;  ///< at most one to standard output; empty: Markdown there
};

struct StatsQueryArguments {};

struct RuleArguments {
  std::string name;    ///< empty: all rules
  std::string folder;  ///< --write FOLDER: a page a rule and an index, rather than to the terminal
};

struct RulesArguments {
  enum class Format : uint8_t { text, json, markdown } format = Format::text;
};

struct SchemaArguments {
  ProjectArguments project;
  bool migrated = false;  ///< --from migrations rather than models
  enum class Format : uint8_t { json, sql, mermaid, dot, svg } format = Format::json;
  std::vector<std::string> only;  ///< --only TABLE, as written; empty: all tables
  size_t depth = 1;               ///< --depth: foreign keys around those of --only
  std::string diff;               ///< --diff: the commit that it is held against; empty: none
  bool findings = false;          ///< --findings: run the rules, mark what they find
  bool all_columns = false;       ///< --all-columns: fold no long tables (svg)
  bool show_unknown = false;
  std::string at;           ///< --at REVISION; empty: behind the last one
  bool downgraded = false;  ///< --downgraded: after the way back of that revision
  std::string history;      ///< --history FOLDER: of this history only
};

struct HistoryArguments {
  ProjectArguments project;
  std::string history;  ///< --history FOLDER: this one only; empty: all
  bool json = false;    ///< --format json rather than text
  bool show_unknown = false;
};

struct LocksArguments {
  ProjectArguments project;
  std::string revision;  ///< --revision ID: this one only; empty: all
  std::string history;   ///< --history FOLDER
  bool json = false;     ///< --format json rather than text
};

struct DiffArguments {
  ProjectArguments project;
  enum class Format : uint8_t { sql, json, text } format = Format::sql;
  bool reverse = false;  ///< from the models to the migrations
};

struct StatsArguments {
  ProjectArguments project;
  bool json = false;  ///< --format json rather than text
};

struct VersionArguments {};

/// --help: its text, for standard output.
struct HelpArguments {
  std::string text;
};

using Arguments = std::variant<CheckArguments, BaselineArguments, RuleArguments, RulesArguments,
                               SchemaArguments, HistoryArguments, LocksArguments, DiffArguments,
                               StatsArguments, InitArguments, ReportArguments, ReviewArguments,
                               StatsQueryArguments, VersionArguments, HelpArguments>;

/// Reads the command line; `words` are the arguments without the program's name. Without a command
/// in the first of them, `check` is meant. Raises Error for what is not understood, with the
/// nearest option.
Arguments parse_arguments(std::vector<std::string> words);

}  // namespace schemalint
