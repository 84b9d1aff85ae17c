#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/models/draft.h"
#include "analyzer/operation.h"
#include "analyzer/project.h"
#include "analyzer/revisions/environment.h"
#include "analyzer/revisions/role.h"
#include "analyzer/sql/sql.h"

namespace schemalint {

/// What the database amounts to while revisions run.
struct DatabaseState {
  Schema schema;
  /// Tables that something changed which was not understood: whether they exist is not known.
  std::set<QualifiedName> uncertain;
  /// Tables that something may have put rows into. Those that the revisions made and that are not
  /// among these are empty in a fresh database.
  std::set<QualifiedName> filled;
  bool anything_filled = false;  ///< what was filled is not known

  bool is_empty(const QualifiedName& table) const {
    return !anything_filled && !filled.contains(table) && !uncertain.contains(table) &&
           schema.table(table) != nullptr;
  }
};

/// Runs upgrade() or downgrade() of one revision: each call that leads out of the project becomes
/// operations, which are applied to `state` at once, so that questions to the database
/// (`inspector.has_table("x")`) are answered by the state at that point. What may or may not happen
/// is never applied: it is an UnknownChange and a note.
class MigrationRun {
 public:
  /// What is not understood and SQL that does not parse are added to `project`.
  MigrationRun(Evaluator& evaluator, DatabaseState& state, const Environment& environment,
               Project& project)
      : models_{evaluator, project, nullptr},
        state_(state),
        sql_(state.schema),
        environment_(environment),
        project_(project),
        in_transaction_(environment.transactional_ddl) {}

  /// The steps of the function, in order. To be called once.
  std::vector<Step> run(const Function& function);

  /// Runs a function of the project as a part of the revision. Returns its value.
  Ref run_function(const Function& function, Ref self, const std::vector<Argument>& arguments,
                   Span where);
  /// The value of `alembic.op`.
  Ref operations(Span where) { return evaluator().make(External{"alembic.op"}, where); }

  /// What was found on the way, for the rules. To be asked behind run().
  std::vector<Sourced<std::string>> take_quoted_parameters() { return std::move(quoted_); }
  std::vector<Span> take_created_from_models() { return std::move(created_from_models_); }

  // For those who read single calls:
  Evaluator& evaluator() { return models_.evaluator; }
  /// For the readers of columns and types.
  models::Context& models() { return models_; }
  const Environment& environment() const { return environment_; }
  const Project& project() const { return project_; }
  int postgres_version() const { return project_.settings.postgres_version; }
  const Schema& schema() const { return state_.schema; }
  const DatabaseState& state() const { return state_; }

  /// Adds an operation at `where` and applies it.
  void add(Operation operation, Span where);
  /// Adds the steps that SQL comes to, and applies them.
  void add_sql(const Text& sql);
  /// Adds a change that is not understood; `table` is empty where it is not known.
  void add_unknown(std::string what, QualifiedName table, std::string reason, Span where);
  void note(Span where, std::string what, std::string reason);

  /// Parameters that nobody meant. Those of a statement that may not run do not count.
  void add_quoted_parameters(std::vector<Sourced<std::string>> found) {
    for (Sourced<std::string>& one : found)
      if (certain_) quoted_.push_back(std::move(one));
  }
  /// The MetaData of the application's models makes its tables here.
  void add_created_from_models(Span where) { created_from_models_.push_back(where); }

  /// A row that a query gave, as a tuple: its items are read by name as well (`row.count`).
  void remember_row(Ref row, std::vector<std::string> columns) { rows_[row] = std::move(columns); }
  /// The names of the items of such a row; null where it is none.
  const std::vector<std::string>* columns_of_row(Ref row) const {
    const auto found = rows_.find(row);
    return found == rows_.end() ? nullptr : &found->second;
  }

  /// The file of the revision.
  uint32_t file() const { return file_; }
  /// The tables that the revision itself has declared in a MetaData so far.
  std::vector<Ref> tables_in(Ref metadata) const;

  /// `metadata.reflect(bind, schema)`: from then on that MetaData has the tables of the schema.
  void remember_reflected(Ref metadata, std::string schema) {
    reflected_[metadata] = std::move(schema);
  }
  /// The schema whose tables a MetaData was filled with; null where it was not.
  const std::string* reflected_schema(Ref metadata) const {
    const auto found = reflected_.find(metadata);
    return found == reflected_.end() ? nullptr : &found->second;
  }

 private:
  Ref answer(Ref value, bool certain);
  Ref answer_call(Ref value, const Call& call);
  void take(Step step);
  void note_rows(const Operation& operation);

  models::Context models_;
  DatabaseState& state_;
  SqlSession sql_;
  const Environment& environment_;
  Project& project_;
  std::vector<Step> steps_;
  std::vector<Sourced<std::string>> quoted_;
  std::vector<Span> created_from_models_;
  std::map<Ref, std::string> reflected_;
  std::vector<Ref> tables_;  // Table(...) calls of the revision, in order
  uint32_t file_ = Span::no_file;
  std::map<Ref, std::vector<std::string>> rows_;
  bool in_transaction_;             // false in an autocommit_block()
  bool was_in_transaction_ = true;  // around the autocommit_block()
  bool certain_ = true;             // of the call that is being read
  bool reading_ = false;            // a call is being read
};

}  // namespace schemalint
