#include "reports/schema.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/database.h"
#include "analyzer/nearest.h"
#include "analyzer/tenancy.h"
#include "analyzer/words.h"
#include "cli/commands.h"
#include "cli/compare.h"
#include "cli/load_project.h"
#include "cli/settings.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "cli/unknown.h"
#include "reports/diagram/dot.h"
#include "reports/diagram/mermaid.h"
#include "reports/diagram/overlays.h"
#include "reports/diagram/svg.h"
#include "reports/diff.h"
#include "reports/history.h"
#include "reports/locks.h"
#include "rules/run.h"
#include "tracking/history.h"

namespace schemalint {
namespace {

std::string without_slash(std::string folder) {
  while (folder.ends_with('/')) folder.pop_back();
  return folder;
}

/// The histories that were asked for: all, or the one in a folder.
std::vector<const History*> chosen(const Project& project, const std::string& folder) {
  std::vector<const History*> histories;
  std::vector<std::string> folders;
  for (const History& history : project.histories) {
    folders.push_back(history.folder);
    if (folder.empty() || history.folder == without_slash(folder)) histories.push_back(&history);
  }
  if (histories.empty() && !folder.empty())
    throw Error(fmt::format("--history: there are no migrations in '{}'.{}{}", folder,
                            folders.empty() ? "" : " There are some in " + join(folders) + ".",
                            did_you_mean(folder, folders)));
  return histories;
}

/// The revision that an option names, of the histories that were asked for.
RevisionPlace find_revision(const Project& project, std::string_view option,
                            const std::string& identifier, const std::string& folder) {
  const std::vector<const History*> histories = chosen(project, folder);
  std::vector<RevisionPlace> places = find_revisions(project, identifier);
  std::erase_if(places, [&](const RevisionPlace& place) {
    return std::ranges::find(histories, &project.histories[place.history]) == histories.end();
  });
  if (places.size() == 1) return places.front();
  std::vector<std::string> known;
  for (const RevisionPlace& place : places) {
    const History& history = project.histories[place.history];
    known.push_back(fmt::format("{} in {}", history.revisions[place.revision].id, history.folder));
  }
  if (!places.empty())
    throw Error(fmt::format("{}: '{}' may be {}. Name more of it, or choose with --history.",
                            option, identifier, join(known)));
  for (const History* history : histories)
    for (const Revision& revision : history->revisions) known.push_back(revision.id);
  throw Error(fmt::format("{}: there is no revision '{}'.{} `schemalint history` lists them all.",
                          option, identifier, did_you_mean(identifier, known)));
}

Schema chosen_schema(const Project& project, const SchemaArguments& arguments) {
  if (!arguments.migrated) return project.declared;
  if (!arguments.at.empty()) {
    const RevisionPlace place = find_revision(project, "--at", arguments.at, arguments.history);
    return arguments.downgraded ? schema_undone(project, place) : schema_at(project, place);
  }
  if (arguments.history.empty()) return project.migrated;
  return project.databases[chosen(project, arguments.history).front()->database].schema;
}

/// The tables of --only: by name, with or without the schema. Raises Error, with the nearest one,
/// where there is none.
std::vector<QualifiedName> tables_named(const Schema& schema,
                                        const std::vector<std::string>& words) {
  std::vector<QualifiedName> named;
  for (const std::string& word : words) {
    const size_t before = named.size();
    for (const Table& table : schema.tables())
      if (names_table({word}, table.name)) named.push_back(table.name);
    if (named.size() > before) continue;
    std::set<std::string> known;
    for (const Table& table : schema.tables()) known.insert({table.name.text(), table.name.name});
    throw Error(fmt::format("--only: there is no table '{}'.{}", word,
                            did_you_mean(word, {known.begin(), known.end()})));
  }
  return named;
}

/// Raises Error for options of rules that are not right.
std::vector<Finding> find_all(const Project& project, const Target& target) {
  try {
    return run(project, selected_rules(project.settings)).findings;
  } catch (const SettingError& error) {
    throw target.configuration.error(error.key(), error.what());
  }
}

std::string drawn(const Diagram& diagram, const SchemaArguments& arguments) {
  using Format = SchemaArguments::Format;
  if (arguments.format == Format::mermaid) return diagram_mermaid(diagram);
  if (arguments.format == Format::dot) return diagram_dot(diagram);
  const std::string title = fmt::format("{}, {}", counted(diagram.tables.size(), "table"),
                                        counted(diagram.edges.size(), "foreign key"));
  return diagram_svg(diagram, {.title = title, .all_columns = arguments.all_columns});
}

/// The project at the commit of --diff. Raises Error where there is no repository or no such
/// commit.
Project project_before(const Target& target, const SchemaArguments& arguments) {
  const std::unique_ptr<GitRepository> repository = require_repository(target.root, "--diff");
  const Commit commit = repository->resolve(arguments.diff);
  return load_at(repository->tree(commit, target.root), checked_settings(target.configuration), {});
}

/// What has changed since a commit: in SQL the statements that bring it about, in JSON a list, in a
/// drawing the tables that changed or that --only names.
std::string changes_text(const Project& project, const Target& target,
                         const SchemaArguments& arguments) {
  using Format = SchemaArguments::Format;
  const Project before = project_before(target, arguments);
  const Schema was = arguments.migrated ? before.migrated : before.declared;
  const Schema is = chosen_schema(project, arguments);
  Diagram both = merged(diagram_of(was), diagram_of(is));
  if (arguments.findings) mark_findings(both, find_all(project, target));
  std::vector<QualifiedName> wanted = changed_tables(both);
  if (!arguments.only.empty()) wanted = tables_named(is, arguments.only);
  const Diagram diagram = restricted(both, wanted, arguments.depth);
  if (arguments.format != Format::json && arguments.format != Format::sql)
    return drawn(diagram, arguments);
  const std::vector<QualifiedName> names = names_of(diagram);
  const Schema part = arguments.only.empty() ? is : schema_part(is, names);
  const Schema part_before = arguments.only.empty() ? was : schema_part(was, names);
  const Drift drift = compare(part, part_before);
  return arguments.format == Format::sql ? diff_sql(drift, part, part_before) : diff_json(drift);
}

/// What the command prints.
std::string schema_text(const Project& project, const Target& target,
                        const SchemaArguments& arguments) {
  using Format = SchemaArguments::Format;
  if (!arguments.diff.empty()) return changes_text(project, target, arguments);
  Schema schema = chosen_schema(project, arguments);
  Diagram diagram = diagram_of(schema);
  const std::vector<QualifiedName> only = tables_named(schema, arguments.only);
  if (!only.empty()) diagram = restricted(diagram, only, arguments.depth);
  if (arguments.format == Format::json || arguments.format == Format::sql) {
    if (!only.empty()) schema = schema_part(schema, names_of(diagram));
    if (arguments.format == Format::sql) return schema_sql(schema);
    return schema_json(project, schema, !arguments.migrated, only.empty());
  }
  const Schema whole = tenancy_schema(project);
  mark_tenants(diagram, whole, find_tenancy(whole, project.settings), project.settings);
  if (arguments.findings) mark_findings(diagram, find_all(project, target));
  return drawn(diagram, arguments);
}

}  // namespace

int run(const SchemaArguments& arguments) {
  const Target target = find_target(arguments.project);
  const Project project = load_project(target);
  print(schema_text(project, target, arguments));
  if (arguments.show_unknown) print_aside(describe_unknown(project, target));
  return 0;
}

int run(const HistoryArguments& arguments) {
  const Target target = find_target(arguments.project);
  const Project project = load_project(target);
  const std::vector<const History*> histories = chosen(project, arguments.history);
  print(arguments.json ? history_json(project, histories) : history_text(project, histories));
  if (arguments.show_unknown) print_aside(describe_unknown(project, target));
  return 0;
}

int run(const LocksArguments& arguments) {
  const Target target = find_target(arguments.project);
  const Project project = load_project(target);
  LockQuestion question{.histories = chosen(project, arguments.history)};
  if (!arguments.revision.empty()) {
    const RevisionPlace place =
        find_revision(project, "--revision", arguments.revision, arguments.history);
    const History& history = project.histories[place.history];
    question = {{&history}, history.revisions[place.revision].id};
  }
  print(arguments.json ? locks_json(project, question) : locks_text(project, question));
  return 0;
}

}  // namespace schemalint
