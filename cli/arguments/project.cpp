#include <memory>

#include "cli/arguments/command_line.h"

// The commands that print what a project is.

namespace schemalint {
namespace {

constexpr const char* schema_footer =
    "\nExamples:\n"
    "  schemalint schema . --from models --format sql      CREATE statements of the models\n"
    "  schemalint schema . --from migrations               what all revisions amount to, as JSON\n"
    "  schemalint schema . --at 3f1a9c27d4e0               what the database holds at a revision\n"
    "  schemalint schema . --format svg > schema.svg       a drawing of all tables\n"
    "  schemalint schema . --only orders --format mermaid  one table and those around it\n";

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

const Words<bool> text_or_json{{"text", false}, {"json", true}};

/// Arguments while they are read, and the words of options that are not theirs.
template <typename T>
struct Reading {
  T to;
  std::string format, from;
  const CLI::Option* depth = nullptr;
};

template <typename T>
void add_format(CLI::App& command, Reading<T>& reading, const char* formats) {
  command.add_option("--format", reading.format, formats)->type_name("FORMAT");
}

void add_history_choice(CLI::App& command, std::string& to) {
  command
      .add_option("--history", to, "Only the migrations in this folder, where there are several.")
      ->type_name("FOLDER");
}

void add_show_unknown(CLI::App& command, bool& to) {
  command.add_flag("--show-unknown", to, "List on standard error what could not be understood.");
}

SchemaArguments schema_arguments(const Reading<SchemaArguments>& reading) {
  using Format = SchemaArguments::Format;
  SchemaArguments to = reading.to;
  require_consistent(to.project);
  if (!reading.from.empty())
    to.migrated = value_of<bool>("--from", reading.from, {{"models", false}, {"migrations", true}});
  to.format = format_of<Format>(reading.format, {{"json", Format::json},
                                                 {"sql", Format::sql},
                                                 {"mermaid", Format::mermaid},
                                                 {"dot", Format::dot},
                                                 {"svg", Format::svg}});
  if (reading.depth->count() > 0 && to.only.empty()) throw Error("--depth needs --only TABLE");
  const bool is_drawn = to.format != Format::json && to.format != Format::sql;
  if (to.findings && !is_drawn)
    throw Error("--findings is for diagrams: --format svg, dot or mermaid");
  if (to.all_columns && to.format != Format::svg) throw Error("--all-columns is for --format svg");
  if (to.downgraded && to.at.empty()) throw Error("--downgraded needs --at REVISION");
  if (!to.at.empty() || !to.history.empty()) {
    if (reading.from == "models")
      throw Error("--at and --history speak of migrations, not of models");
    to.migrated = true;
  }
  return to;
}

/// For arguments whose only format beside text is JSON.
template <typename T>
T text_or_json_arguments(const Reading<T>& reading) {
  T to = reading.to;
  require_consistent(to.project);
  to.json = format_of(reading.format, text_or_json);
  return to;
}

DiffArguments diff_arguments(const Reading<DiffArguments>& reading) {
  using Format = DiffArguments::Format;
  DiffArguments to = reading.to;
  require_consistent(to.project);
  to.format = format_of<Format>(
      reading.format, {{"sql", Format::sql}, {"json", Format::json}, {"text", Format::text}});
  return to;
}

}  // namespace

void add_schema(CommandLine& line) {
  const auto reading = std::make_shared<Reading<SchemaArguments>>();
  CLI::App& command = line.add("schema", "Print the schema that was read.", schema_footer,
                               [reading] { return schema_arguments(*reading); });
  SchemaArguments& to = reading->to;
  add_project_folder(command, to.project);
  command.add_option("--from", reading->from, "models (default) or migrations.")
      ->type_name("SOURCE");
  add_format(command, *reading, "json (default), sql, mermaid, dot or svg.");
  command.add_option("--only", to.only, "Only this table and those around it; may be repeated.")
      ->type_name("TABLE")
      ->allow_extra_args(false);
  reading->depth = command
                       .add_option("--depth", to.depth,
                                   "With --only: how many foreign keys around, either way "
                                   "(default: 1).")
                       ->type_name("N")
                       ->check(CLI::NonNegativeNumber);
  command.add_flag("--findings", to.findings, "Mark in the diagram what the rules find.");
  command.add_flag("--all-columns", to.all_columns, "Draw all columns of long tables (svg).");
  add_show_unknown(command, to.show_unknown);
  command.add_option("--at", to.at, "When this revision has run, rather than at the head.")
      ->type_name("REVISION");
  command.add_flag("--downgraded", to.downgraded,
                   "With --at: after the downgrade of that revision.");
  add_history_choice(command, to.history);
}

void add_history(CommandLine& line) {
  const auto reading = std::make_shared<Reading<HistoryArguments>>();
  CLI::App& command =
      line.add("history", "List the revisions in order: what each does.", history_footer,
               [reading] { return text_or_json_arguments(*reading); });
  add_project_folder(command, reading->to.project);
  add_format(command, *reading, "text (default) or json.");
  add_show_unknown(command, reading->to.show_unknown);
  add_history_choice(command, reading->to.history);
}

void add_locks(CommandLine& line) {
  const auto reading = std::make_shared<Reading<LocksArguments>>();
  CLI::App& command =
      line.add("locks", "List the locks that the revisions take, step by step.", locks_footer,
               [reading] { return text_or_json_arguments(*reading); });
  add_project_folder(command, reading->to.project);
  add_format(command, *reading, "text (default) or json.");
  command.add_option("--revision", reading->to.revision, "Only this revision.")
      ->type_name("REVISION");
  add_history_choice(command, reading->to.history);
}

void add_diff(CommandLine& line) {
  const auto reading = std::make_shared<Reading<DiffArguments>>();
  CLI::App& command = line.add("diff", "Print what the models say and the migrations do not make.",
                               diff_footer, [reading] { return diff_arguments(*reading); });
  add_project_folder(command, reading->to.project);
  add_format(command, *reading, "sql (default), json or text.");
  command.add_flag("--reverse", reading->to.reverse,
                   "From the models to what the migrations make.");
}

void add_stats(CommandLine& line) {
  const auto reading = std::make_shared<Reading<StatsArguments>>();
  CLI::App& command = line.add("stats", "Count tables, relationships, keys, indexes, migrations.",
                               "", [reading] { return text_or_json_arguments(*reading); });
  add_project_folder(command, reading->to.project);
  add_format(command, *reading, "text (default) or json.");
}

}  // namespace schemalint
