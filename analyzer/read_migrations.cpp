#include "analyzer/read_migrations.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include "analyzer/migrations/borrowed_tables.h"
#include "analyzer/migrations/connected.h"
#include "analyzer/migrations/run_sql_migrations.h"
#include "analyzer/revisions/autogenerate.h"
#include "analyzer/revisions/environment.h"
#include "analyzer/revisions/header.h"
#include "analyzer/revisions/order.h"
#include "analyzer/revisions/run.h"
#include "analyzer/revisions/source_facts.h"

namespace schemalint {

namespace {

/// What running a history came to.
struct Outcome {
  History history;
  DatabaseState state;
  std::vector<NotUnderstood> not_understood;
  std::vector<ParseError> sql_errors;
};

/// A history that can be run, more than once where it turns out to begin on another one's tables.
struct Source {
  std::string folder;
  std::function<History(DatabaseState&)> run;
};

class Reader {
 public:
  Reader(Evaluator& evaluator, Project& project)
      : evaluator_(evaluator), project_(project), environments_(evaluator, project) {}

  void read(std::vector<RevisionSet> revisions, const std::vector<SqlMigrations>& sql);

 private:
  std::vector<RevisionFile> headers_of(const std::vector<uint32_t>& files);
  History run_revisions(const std::vector<RevisionFile>& files, DatabaseState& state);
  /// What the env.py above a revision says about comparing.
  Autogenerate autogenerate_of(uint32_t file, const Schema& migrated);
  Outcome run(const Source& source, DatabaseState state);
  void place(const Source& source, Outcome outcome, TableUse use);
  size_t database_for(const std::string& folder, const TableUse& use) const;
  void add(Outcome outcome, TableUse use, size_t database);
  void finish();

  /// A database with the histories that make it.
  struct Made {
    DatabaseState state;
    std::vector<History> histories;
    std::set<QualifiedName> created;
    std::set<QualifiedName> changed;  // before one of the histories created them
  };

  Evaluator& evaluator_;
  Project& project_;
  Environments environments_;
  std::vector<Made> databases_;
};

std::vector<RevisionFile> Reader::headers_of(const std::vector<uint32_t>& files) {
  std::vector<RevisionFile> found;
  for (const uint32_t file : files) {
    const Module* module = evaluator_.module_of_file(file);
    if (!module) continue;
    std::optional<RevisionFile> revision = read_header(*module, project_.not_understood);
    if (revision) found.push_back(std::move(*revision));
  }
  return found;
}

Autogenerate Reader::autogenerate_of(uint32_t file, const Schema& migrated) {
  const Module* env = environments_.module_above(file);
  if (env == nullptr) return {};
  return read_autogenerate(evaluator_, *env, project_.declared, migrated);
}

History Reader::run_revisions(const std::vector<RevisionFile>& files, DatabaseState& state) {
  std::vector<Revision> headers;
  for (const RevisionFile& file : files) headers.push_back(file.revision);
  RevisionOrder order = order_revisions(headers);

  History history;
  history.errors = std::move(order.errors);
  std::vector<size_t> place_of(files.size());
  for (const size_t index : order.sequence) {
    place_of[index] = history.revisions.size();
    const RevisionFile& file = files[index];
    const Environment& environment = environments_.of(file.file);
    Revision revision = std::move(headers[index]);
    revision.parents = std::move(order.parents[index]);
    revision.dependencies = std::move(order.dependencies[index]);
    if (file.upgrade) {
      MigrationRun run(evaluator_, state, environment, project_);
      revision.upgrade = run.run(*file.upgrade);
      revision.quoted_parameters = run.take_quoted_parameters();
      revision.created_from_models = run.take_created_from_models();
    }
    if (file.downgrade) {
      DatabaseState undone = state;
      revision.has_downgrade = true;
      revision.downgrade =
          MigrationRun(evaluator_, undone, environment, project_).run(*file.downgrade);
    }
    add_source_facts(evaluator_, project_, file.file, revision);
    history.revisions.push_back(std::move(revision));
  }
  for (Revision& revision : history.revisions) {
    for (size_t& parent : revision.parents) parent = place_of[parent];
    for (size_t& parent : revision.dependencies) parent = place_of[parent];
  }
  if (files.empty()) return history;
  history.autogenerate = autogenerate_of(files.front().file, state.schema);
  const Environment& environment = environments_.of(files.front().file);
  history.transaction_per_migration = environment.transaction_per_migration;
  history.sets_lock_timeout = environment.sets_lock_timeout;
  history.sets_search_path = environment.sets_search_path;
  return history;
}

void count(const History& history, Coverage& coverage) {
  for (const Revision& revision : history.revisions) {
    ++coverage.revisions;
    coverage.statements += revision.upgrade.size();
    for (const Step& step : revision.upgrade)
      if (std::holds_alternative<UnknownChange>(step.operation)) ++coverage.statements_unknown;
  }
}

/// Keeps what the run has to say apart: it is thrown away where the history is run again.
Outcome Reader::run(const Source& source, DatabaseState state) {
  Outcome outcome{.state = std::move(state)};
  std::swap(project_.not_understood, outcome.not_understood);
  std::swap(project_.sql_errors, outcome.sql_errors);
  outcome.history = source.run(outcome.state);
  outcome.history.folder = source.folder;
  std::swap(project_.not_understood, outcome.not_understood);
  std::swap(project_.sql_errors, outcome.sql_errors);
  return outcome;
}

/// How many leading folders two paths have in common.
size_t common_folders(const std::string& a, const std::string& b) {
  const auto [end, ignored] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<size_t>(std::count(a.begin(), end, '/'));
}

/// The database whose histories created most of what a history borrows, and of several the nearest
/// in the tree; the number of databases where there is none.
size_t Reader::database_for(const std::string& folder, const TableUse& use) const {
  size_t best = databases_.size();
  std::pair<size_t, size_t> best_fit{0, 0};
  for (size_t at = 0; at < databases_.size(); ++at) {
    const auto is_created = [&](const QualifiedName& table) {
      return databases_[at].created.contains(table);
    };
    const auto shared = static_cast<size_t>(std::ranges::count_if(use.borrowed, is_created));
    const std::pair fit{shared, common_folders(folder, databases_[at].histories.front().folder)};
    if (shared == 0 || (best < databases_.size() && fit <= best_fit)) continue;
    best = at;
    best_fit = fit;
  }
  return best;
}

void Reader::add(Outcome outcome, TableUse use, size_t database) {
  if (database == databases_.size()) databases_.emplace_back();
  Made& made = databases_[database];
  made.state = std::move(outcome.state);
  for (const QualifiedName& table : use.changed)
    if (!made.created.contains(table)) made.changed.insert(table);
  made.created.merge(use.created);
  count(outcome.history, project_.coverage);
  made.histories.push_back(std::move(outcome.history));
  std::ranges::move(outcome.not_understood, std::back_inserter(project_.not_understood));
  std::ranges::move(outcome.sql_errors, std::back_inserter(project_.sql_errors));
}

void Reader::place(const Source& source, Outcome outcome, TableUse use) {
  const size_t database = database_for(source.folder, use);
  if (database < databases_.size()) outcome = run(source, databases_[database].state);
  add(std::move(outcome), std::move(use), database);
}

void Reader::finish() {
  for (Made& made : databases_) {
    for (History& history : made.histories) {
      history.database = project_.databases.size();
      project_.histories.push_back(std::move(history));
    }
    for (const Table& table : made.state.schema.tables())
      if (!project_.migrated.table(table.name)) project_.migrated.add(table);
    for (const EnumType& type : made.state.schema.enums())
      if (!project_.migrated.enum_type(type.name)) project_.migrated.add(type);
    const Schema& schema = made.state.schema;
    project_.migrated.views().insert(schema.views().begin(), schema.views().end());
    project_.migrated.named_types().insert(schema.named_types().begin(),
                                           schema.named_types().end());
    project_.databases.push_back({.schema = std::move(made.state.schema),
                                  .uncertain = std::move(made.state.uncertain),
                                  .begins_empty = made.changed.empty()});
  }
}

void Reader::read(std::vector<RevisionSet> revisions, const std::vector<SqlMigrations>& sql) {
  std::vector<Headers> sets;
  for (RevisionSet& set : revisions)
    sets.push_back({std::move(set.environment), headers_of(set.files), set.is_guess});
  std::vector<Source> sources;
  for (Headers& set : connected(std::move(sets))) {
    auto files = std::make_shared<std::vector<RevisionFile>>(std::move(set.files));
    sources.push_back({set.environment, [this, files](DatabaseState& state) {
                         return run_revisions(*files, state);
                       }});
  }
  for (const SqlMigrations& folder : sql)
    sources.push_back({folder.folder, [this, &folder](DatabaseState& state) {
                         return run_sql_migrations(folder, state, project_);
                       }});

  std::vector<std::tuple<const Source*, Outcome, TableUse>> later;
  for (const Source& source : sources) {
    Outcome outcome = run(source, {});
    if (outcome.history.revisions.empty()) continue;
    TableUse use = table_use(outcome.history.revisions);
    if (use.borrowed.empty())
      add(std::move(outcome), std::move(use), databases_.size());
    else
      later.emplace_back(&source, std::move(outcome), std::move(use));
  }
  for (auto& [source, outcome, use] : later) place(*source, std::move(outcome), std::move(use));
  finish();
}

}  // namespace

void read_migrations(Evaluator& evaluator, std::vector<RevisionSet> revisions,
                     const std::vector<SqlMigrations>& sql, Project& project) {
  Reader(evaluator, project).read(std::move(revisions), sql);
}

}  // namespace schemalint
