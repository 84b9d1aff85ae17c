#pragma once

#include <set>
#include <string>
#include <vector>

#include "analyzer/evaluator.h"
#include "analyzer/models/draft.h"
#include "analyzer/operation.h"
#include "analyzer/project.h"
#include "analyzer/revisions/role.h"
#include "analyzer/sql/sql.h"

namespace schemalint {

/// What the database amounts to while revisions run.
struct DatabaseState {
  Schema schema;
  /// Tables that something changed which was not understood: whether they exist is not known.
  std::set<QualifiedName> uncertain;
};

/// Runs upgrade() or downgrade() of one revision: each call that leads out of the project becomes
/// operations, which are applied to `state` at once, so that questions to the database
/// (`inspector.has_table("x")`) are answered by the state at that point. What may or may not happen
/// is never applied: it is an UnknownChange and a note.
class MigrationRun {
 public:
  /// `metadata` is env.py's target_metadata, whose naming convention holds for operations too.
  /// What is not understood and SQL that does not parse are added to `project`.
  MigrationRun(Evaluator& evaluator, DatabaseState& state, const models::MetadataDraft& metadata,
               Project& project)
      : models_{evaluator, project, nullptr},
        state_(state),
        sql_(state.schema),
        metadata_(metadata),
        project_(project) {}

  /// The steps of the function, in order. To be called once.
  std::vector<Step> run(const Function& function);

  // For those who read single calls:
  Evaluator& evaluator() { return models_.evaluator; }
  /// For the readers of columns and types.
  models::Context& models() { return models_; }
  const models::MetadataDraft& metadata() const { return metadata_; }
  const Schema& schema() const { return state_.schema; }
  const DatabaseState& state() const { return state_; }

  /// Adds an operation at `where` and applies it.
  void add(Operation operation, Span where);
  /// Adds the steps that SQL comes to, and applies them.
  void add_sql(const Text& sql);
  /// Adds a change that is not understood; `table` is empty where it is not known.
  void add_unknown(std::string what, QualifiedName table, std::string reason, Span where);
  void note(Span where, std::string what, std::string reason);

 private:
  Ref answer(Ref value, bool certain);
  Ref answer_call(Ref value, const Call& call);
  void take(Step step);

  models::Context models_;
  DatabaseState& state_;
  SqlSession sql_;
  const models::MetadataDraft& metadata_;
  Project& project_;
  std::vector<Step> steps_;
  bool in_transaction_ = true;  // false in an autocommit_block()
  bool certain_ = true;         // of the call that is being read
  bool reading_ = false;        // a call is being read
};

}  // namespace schemalint
