#include "analyzer/revisions/run.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/models/constructs.h"
#include "analyzer/operation_words.h"
#include "analyzer/replay/replay.h"
#include "analyzer/revisions/files.h"
#include "analyzer/revisions/operations.h"
#include "analyzer/revisions/own_operations.h"
#include "analyzer/revisions/questions.h"
#include "analyzer/revisions/reflection.h"
#include "analyzer/revisions/schema_elements.h"
#include "analyzer/revisions/statements.h"
#include "analyzer/words.h"

namespace schemalint {

namespace {

constexpr std::string_view uncertain_reason = "runs only under a condition that is not known";

/// Whether the call is the begin or the end of `with op.get_context().autocommit_block():`.
bool is_autocommit_block(const Member& member) {
  const Call* block = member.object ? call_of(member.object) : nullptr;
  if (!block) return false;
  const Member inner = member_of(block->callee);
  return inner.role == Role::context && inner.name == "autocommit_block";
}

}  // namespace

std::vector<Step> MigrationRun::run(const Function& function) {
  file_ = function.where.file;
  // Some revisions leave the transaction by a way of their own.
  const std::string& text = project_.files[file_].text();
  for (const std::string_view word : {"AUTOCOMMIT", ".autocommit = True", "set_isolation_level"})
    if (text.find(word) != text.npos) in_transaction_ = false;
  for (Ref call : function.module->calls)
    if (models::construct_of(call) == models::Construct::table) tables_.push_back(call);
  // Some projects run their revisions by a tool of their own, which hands in `op`.
  evaluator().run(function, [this](Ref value, bool certain) { return answer(value, certain); },
                  {{"op", operations(function.where), function.where}});
  if (evaluator().cut_short())
    add_unknown(function.name + "()", {}, "it takes too many steps to evaluate", function.where);
  return std::move(steps_);
}

Ref MigrationRun::run_function(const Function& function, Ref self,
                               const std::vector<Argument>& arguments, Span where) {
  const bool reading = std::exchange(reading_, false);
  const bool certain = certain_;
  Ref value = evaluator().call_method(
      function, self, arguments, where,
      [this, certain](Ref asked, bool here) { return answer(asked, certain && here); });
  reading_ = reading;
  certain_ = certain;
  return value;
}

// Reading a column may evaluate a type of the project; what that calls is no part of the revision.
Ref MigrationRun::answer(Ref value, bool certain) {
  if (reading_) return nullptr;
  certain_ = certain;
  reading_ = true;
  const auto* attribute = value->as<Attribute>();
  const Call* call = call_of(value);
  Ref result = nullptr;
  if (attribute) result = answer_attribute(*this, value, *attribute);
  if (attribute && !result) result = answer_row(*this, *attribute);
  if (attribute && !result) result = answer_table_attribute(*this, value, *attribute);
  if (call) result = answer_call(value, *call);
  reading_ = false;
  return result;
}

Ref MigrationRun::answer_call(Ref value, const Call& call) {
  const Member member = member_of(call.callee);
  if (Ref result = answer_function_runner(*this, member, value, call)) return result;
  if (is_autocommit_block(member)) {
    if (member.name == "__enter__") was_in_transaction_ = std::exchange(in_transaction_, false);
    if (member.name == "__exit__") in_transaction_ = was_in_transaction_;
    return nullptr;
  }
  switch (member.role) {
    case Role::operations:
    case Role::batch:
      read_operation(*this, member, value, call);
      return nullptr;
    case Role::context:
      if (member.name == "execute") read_connection_call(*this, member, value, call);
      return answer_context(*this, member, value, call);
    case Role::configuration:
      return answer_configuration(*this, member, value, call);
    case Role::connection:
      read_connection_call(*this, member, value, call);
      if (member.name == "scalar") return answer_result(*this, member, value, call);
      return member.name == "has_table" ? answer_inspector(*this, member, value, call) : nullptr;
    case Role::dialect:
      return answer_dialect(*this, member, value, call);
    case Role::inspector:
      return answer_inspector(*this, member, value, call);
    case Role::result:
      return answer_result(*this, member, value, call);
    case Role::other:
      break;
  }
  if (models::construct_of(value) == models::Construct::table) tables_.push_back(value);
  if (Ref answer = answer_reflection(*this, member, value, call)) return answer;
  if (Ref answer = answer_file(*this, member, value, call)) return answer;
  if (read_query_call(*this, member, value)) return nullptr;
  if (read_schema_call(*this, member, value, call)) return nullptr;
  if (member.object && member.object->is_unknown() && is_schema_operation(member.name))
    add_unknown("call of " + member.name, {}, "what it is called on is not known", value->where);
  return nullptr;
}

namespace {

/// Whether a change that is not understood may put rows into a table, by its first words.
bool may_insert(std::string_view what) {
  static constexpr std::array<std::string_view, 8> others{
      "add ", "alter ", "create index", "create type", "delete", "drop ", "rename ", "update"};
  std::string words = lower(what.starts_with("op.") ? what.substr(3) : what);
  std::ranges::replace(words, '_', ' ');
  return std::ranges::none_of(others,
                              [&](std::string_view other) { return words.starts_with(other); });
}

}  // namespace

/// What may put rows into tables, and where these go.
void MigrationRun::note_rows(const Operation& operation) {
  const auto fill = [&](const QualifiedName& table) {
    state_.filled.insert(table);
    if (table.name.empty()) state_.anything_filled = true;
  };
  if (const auto* change = std::get_if<ChangeData>(&operation)) {
    if (change->verb != "DELETE" && change->verb != "UPDATE" && change->verb != "TRUNCATE")
      fill(change->table);
  } else if (const auto* unknown = std::get_if<UnknownChange>(&operation)) {
    if (may_insert(unknown->what)) fill(unknown->table);
  } else if (const auto* rename = std::get_if<RenameTable>(&operation)) {
    if (state_.filled.contains(rename->table)) fill(rename->to);
  } else if (const auto* made = std::get_if<CreateTable>(&operation)) {
    if (!made->table.complete) fill(made->table.name);  // AS SELECT, perhaps
  }
}

void MigrationRun::take(Step step) {
  note_rows(step.operation);
  step.in_transaction =
      step.in_transaction && in_transaction_ && (step.from_sql || sql_.in_transaction());
  steps_.push_back(std::move(step));
}

std::vector<Ref> MigrationRun::tables_in(Ref metadata) const {
  std::vector<Ref> found;
  for (Ref table : tables_)
    if (call_of(table)->positional(1) == metadata) found.push_back(table);
  return found;
}

void MigrationRun::note(Span where, std::string what, std::string reason) {
  project_.not_understood.push_back({where, std::move(what), std::move(reason)});
}

void MigrationRun::add_unknown(std::string what, QualifiedName table, std::string reason,
                               Span where) {
  note(where, what, std::move(reason));
  if (!table.name.empty()) state_.uncertain.insert(table);
  Operation operation = UnknownChange{std::move(what), std::move(table)};
  schemalint::apply(state_.schema, operation);
  take({.operation = std::move(operation), .where = where});
}

void MigrationRun::add(Operation operation, Span where) {
  if (!certain_ && !is_harmless(operation)) {
    return add_unknown(std::string(describe(operation)), table_of(operation),
                       std::string(uncertain_reason), where);
  }
  // A chain may begin on tables that somebody else made: only what contradicts a table that the
  // revisions made shows that something was not understood.
  const bool table_known = state_.schema.table(table_of(operation)) != nullptr;
  const std::optional<std::string> problem = schemalint::apply(state_.schema, operation);
  if (problem && table_known) note(where, std::string(describe(operation)), *problem);
  take({.operation = std::move(operation), .where = where});
}

void MigrationRun::add_sql(const Text& sql) {
  SqlSteps read;
  if (certain_) {
    read = sql_.run(sql);
  } else {
    Schema untouched = state_.schema;
    read = run_sql(sql, untouched);
  }
  for (Step& step : read.steps) {
    if (certain_ || is_harmless(step.operation))
      take(std::move(step));
    else
      add_unknown(std::string(describe(step.operation)), table_of(step.operation),
                  std::string(uncertain_reason), step.where);
  }
  for (ParseError& error : read.errors) {
    // Behind a condition on the dialect it may be another database's SQL.
    if (certain_)
      project_.sql_errors.push_back(std::move(error));
    else
      note(error.where, "statement", std::string(uncertain_reason));
  }
  for (NotUnderstood& gap : read.not_understood) project_.not_understood.push_back(std::move(gap));
}

}  // namespace schemalint
