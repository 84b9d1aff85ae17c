#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/revisions/questions.h"
#include "analyzer/revisions/statements.h"
#include "analyzer/sql/value.h"
#include "analyzer/words.h"

namespace schemalint {

namespace {

constexpr int max_chain = 16;

/// The call that executed the statement behind a result; null where there is none.
const Call* executing_call(Ref result) {
  for (int depth = 0; result && depth < max_chain; ++depth) {
    const Call* call = call_of(result);
    if (!call) return nullptr;
    const Member member = member_of(call->callee);
    if (member.role == Role::connection) return call;
    result = member.object;
  }
  return nullptr;
}

/// What the query finds in the database so far; nothing where that is not known.
std::optional<SqlRelation> found_by(MigrationRun& run, const Call& execution) {
  Ref parameters = execution.get(1, "parameters");
  if (!parameters) parameters = execution.keyword("params");
  const std::optional<Text> sql = sql_of(execution.get(0, "statement"), parameters);
  const std::optional<SqlSelect> select = sql ? parse_select(sql->value()) : std::nullopt;
  if (!select) return std::nullopt;
  SqlScope scope{run.schema(), ""};
  scope.is_empty = [&](const QualifiedName& table) { return run.state().is_empty(table); };
  SqlRelation found = evaluate(*select, scope);
  const bool certain =
      std::find(found.certain.begin(), found.certain.end(), false) == found.certain.end();
  if (!found.understood || !certain) return std::nullopt;
  return found;
}

/// SQL's numbers are texts here; Python compares them as numbers.
Ref python_value(Evaluator& evaluator, const SqlValue& value, Span where) {
  switch (value.kind) {
    case SqlValue::Kind::null:
      return evaluator.make(None{}, where);
    case SqlValue::Kind::boolean:
      return evaluator.make(value.truth, where);
    case SqlValue::Kind::text: {
      int64_t number = 0;
      const char* end = value.text.data() + value.text.size();
      const auto read = std::from_chars(value.text.data(), end, number);
      if (read.ec == std::errc() && read.ptr == end) return evaluator.make(number, where);
      if (value.known()) return evaluator.string(value.text, where);
      break;
    }
    default:
      break;
  }
  return evaluator.unknown("a value that a query gives", where);
}

Ref python_row(MigrationRun& run, const SqlRelation& relation, const SqlRow& row, Span where) {
  Evaluator& evaluator = run.evaluator();
  Sequence tuple;
  tuple.kind = Sequence::Kind::tuple;
  for (const SqlValue& value : row) tuple.items.push_back(python_value(evaluator, value, where));
  Ref made = evaluator.make(std::move(tuple), where);
  run.remember_row(made, relation.columns);
  return made;
}

enum class Wanted : uint8_t { nothing, value, row, rows };

/// What a method of a result gives.
Wanted wanted_by(std::string_view method) {
  static constexpr std::array<std::string_view, 3> values{"scalar", "scalar_one",
                                                          "scalar_one_or_none"};
  static constexpr std::array<std::string_view, 4> single{"first", "fetchone", "one",
                                                          "one_or_none"};
  static constexpr std::array<std::string_view, 3> several{"all", "fetchall", "__iter__"};
  if (is_one_of(method, values)) return Wanted::value;
  if (is_one_of(method, single)) return Wanted::row;
  return is_one_of(method, several) ? Wanted::rows : Wanted::nothing;
}

/// `result.scalars()` gives the first column of each row.
bool gives_scalars(Ref result) {
  const Call* call = result ? call_of(result) : nullptr;
  return call && member_of(call->callee).name == "scalars";
}

}  // namespace

Ref answer_row(MigrationRun& run, const Attribute& attribute) {
  const std::vector<std::string>* columns = run.columns_of_row(attribute.object);
  if (!columns) return nullptr;
  const auto& items = attribute.object->as<Sequence>()->items;
  for (size_t at = 0; at < columns->size() && at < items.size(); ++at)
    if ((*columns)[at] == attribute.name) return items[at];
  return nullptr;
}

Ref answer_result(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  const Wanted wanted = wanted_by(member.name);
  if (wanted == Wanted::nothing) return nullptr;
  Evaluator& evaluator = run.evaluator();
  const Span where = value->where;
  const Call* execution = member.role == Role::connection ? &call : executing_call(member.object);
  const std::optional<SqlRelation> found = execution ? found_by(run, *execution) : std::nullopt;
  if (!found) return evaluator.unknown("what a query finds in the database", where);

  const bool scalars = gives_scalars(member.object) || wanted == Wanted::value;
  const auto python = [&](const SqlRow& row) {
    if (!scalars) return python_row(run, *found, row, where);
    return row.empty() ? evaluator.make(None{}, where) : python_value(evaluator, row[0], where);
  };
  if (wanted == Wanted::rows) {
    Sequence list;
    for (const SqlRow& row : found->rows) list.items.push_back(python(row));
    return evaluator.make(std::move(list), where);
  }
  return found->rows.empty() ? evaluator.make(None{}, where) : python(found->rows.front());
}

}  // namespace schemalint
