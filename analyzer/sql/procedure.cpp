#include <algorithm>
#include <cstdlib>
#include <utility>

#include "analyzer/sql/runner.h"

namespace schemalint {

namespace {

using Kind = PlStatement::Kind;

constexpr size_t max_depth = 16;      // of bodies that run each other
constexpr size_t max_rounds = 10000;  // of a loop

Span place_of(const PlStatement& statement, const Text& body) {
  return body.where(statement.where.begin, statement.where.end);
}

Text text_of(const PlStatement& statement, const Text& body) {
  if (statement.verbatim) return body.slice(statement.where.begin, statement.where.end);
  return Text::derived(statement.text, place_of(statement, body));
}

bool raises(const std::vector<PlStatement>& statements) {
  return std::any_of(statements.begin(), statements.end(), [](const PlStatement& one) {
    return one.kind == Kind::raise || raises(one.body) ||
           std::any_of(one.branches.begin(), one.branches.end(),
                       [](const PlBranch& branch) { return raises(branch.body); });
  });
}

// PERFORM and SELECT … INTO set FOUND.
constexpr std::string_view found_variable = "found";

}  // namespace

SqlScope SqlRunner::scope(const Variables& variables) const {
  return {.schema = state_,
          .default_schema = search_path_[0],
          .variables = variables,
          .settings = settings_};
}

SqlValue SqlRunner::value_of(const std::string& expression, const Variables& variables) const {
  return evaluate(parse_expression(expression), scope(variables));
}

void SqlRunner::run_body(const SqlBody& body, const Text& text,
                         const std::vector<std::string>& arguments,
                         const std::vector<std::optional<std::string>>& values, Span where) {
  std::string error;
  const std::optional<PlBody> parsed =
      depth_ < max_depth ? parse_plpgsql(body.text, arguments, error) : std::nullopt;
  if (!parsed) {
    if (depth_ >= max_depth) error = "its functions call each other without end";
    emit_unknown("PL/pgSQL", {}, where, error);
    return;
  }
  Variables variables;
  for (size_t i = 0; i < arguments.size(); ++i)
    variables[arguments[i]] =
        i < values.size() && values[i] ? text_value(*values[i]) : unknown_value();
  for (const PlVariable& variable : parsed->variables)
    if (!variables.contains(variable.name))
      variables[variable.name] =
          variable.default_sql.empty() ? null_value() : value_of(variable.default_sql, variables);
  const Text inner = body.verbatim
                         ? text.slice(body.where.begin, body.where.end)
                         : Text::derived(body.text, text.where(body.where.begin, body.where.end));
  std::optional<Schema> before;
  if (raises(parsed->statements)) before = state_;
  const size_t steps = out_->steps.size();
  ++depth_;
  run(parsed->statements, 0, variables, inner);
  --depth_;
  if (!failure_ || is_caught(failure_->condition)) return;
  // Nobody catches it: the statement fails, and PostgreSQL takes back all that it did.
  failure_.reset();
  if (before) state_ = std::move(*before);
  out_->steps.resize(steps);
  out_->not_understood.push_back({where, "PL/pgSQL", "it raises an error on the schema so far"});
}

Flow SqlRunner::run(const std::vector<PlStatement>& statements, size_t begin, Variables& variables,
                    const Text& body) {
  for (size_t i = begin; i < statements.size(); ++i) {
    const Flow flow = run(statements[i], variables, body);
    if (failure_) return Flow::failed;
    if (flow == Flow::undecided)
      return run_undecided({&statements}, i + 1, "statements after a RETURN that may be run",
                           place_of(statements[i], body), variables, body);
    if (flow != Flow::normal) return flow;
  }
  return Flow::normal;
}

Flow SqlRunner::run(const PlStatement& statement, Variables& variables, const Text& body) {
  if (budget_ == 0) return Flow::done;
  if (--budget_ == 0) emit_unknown("PL/pgSQL", {}, place_of(statement, body), "it runs too long");
  switch (statement.kind) {
    case Kind::sql:
    case Kind::perform:
      run_statement(statement, variables, body);
      return Flow::normal;
    case Kind::execute:
      run_execute(statement, variables, body);
      return Flow::normal;
    case Kind::assign:
      variables[statement.targets[0]] = value_of(statement.text, variables);
      return Flow::normal;
    case Kind::branch: {
      ++branches_;
      const Flow flow = run_branch(statement, variables, body);
      --branches_;
      return flow;
    }
    case Kind::block:
      return run_block(statement, variables, body);
    case Kind::raise:
      failure_ = Refused{"raise_exception", "RAISE"};
      return Flow::failed;
    case Kind::leave: {
      const Flow flow = statement.returns ? Flow::done : statement.skips ? Flow::next : Flow::leave;
      if (!statement.conditional) return flow;
      const SqlValue condition = value_of(statement.text, variables);
      if (condition.is(true)) return flow;
      return condition.is(false) || condition.kind == SqlValue::Kind::null ? Flow::normal
                                                                           : Flow::undecided;
    }
    case Kind::other:
      return Flow::normal;
    default:
      return run_loop(statement, variables, body);
  }
}

Flow SqlRunner::run_branch(const PlStatement& statement, Variables& variables, const Text& body) {
  std::vector<const std::vector<PlStatement>*> undecided;
  std::string condition;
  const auto finish = [&](const std::vector<PlStatement>& taken) {
    if (undecided.empty()) return run(taken, 0, variables, body);
    undecided.push_back(&taken);
    return run_undecided(undecided, 0, "condition " + condition, place_of(statement, body),
                         variables, body);
  };
  for (const PlBranch& branch : statement.branches) {
    const SqlValue value = value_of(branch.condition, variables);
    if (value.is(true)) return finish(branch.body);
    if (value.is(false) || value.kind == SqlValue::Kind::null) continue;
    if (undecided.empty()) condition = branch.condition;
    undecided.push_back(&branch.body);
  }
  return finish(statement.body);
}

// Runs statements on a copy of the schema and returns their steps.
std::vector<Step> SqlRunner::run_apart(const std::vector<PlStatement>& statements, size_t begin,
                                       Variables& variables, const Text& body, Flow& flow) {
  Schema before = state_;
  SqlSteps steps;
  SqlSteps* const out = std::exchange(out_, &steps);
  flow = run(statements, begin, variables, body);
  out_ = out;
  out_->errors.insert(out_->errors.end(), steps.errors.begin(), steps.errors.end());
  state_ = std::move(before);
  failure_.reset();
  return std::move(steps.steps);
}

Flow SqlRunner::run_undecided(const std::vector<const std::vector<PlStatement>*>& alternatives,
                              size_t begin, const std::string& what, Span where,
                              Variables& variables, const Text& body) {
  Flow result = Flow::normal;
  bool harmless = true;
  std::vector<Step> steps;
  const Variables before = variables;
  for (const std::vector<PlStatement>* alternative : alternatives) {
    Variables own = before;
    Flow flow = Flow::normal;
    std::vector<Step> found = run_apart(*alternative, begin, own, body, flow);
    // What raises an error was not run where the migration went through.
    if (flow == Flow::failed) continue;
    if (flow != Flow::normal) result = Flow::undecided;
    for (const auto& [name, value] : own) {
      const auto old = before.find(name);
      const bool same = old != before.end() && old->second.kind == value.kind &&
                        old->second.text == value.text && old->second.truth == value.truth &&
                        value.kind != SqlValue::Kind::list;
      if (!same) variables[name] = unknown_value();
    }
    for (Step& step : found) steps.push_back(std::move(step));
  }
  for (Step& step : steps) {
    if (!is_harmless(step.operation)) {
      harmless = false;
      step.operation = UnknownChange{what, table_of(step.operation)};
    }
    emit(std::move(step.operation), step.where);
  }
  if (!harmless) add_not_understood(where, "PL/pgSQL", what + " cannot be evaluated");
  return result;
}

Flow SqlRunner::run_block(const PlStatement& statement, Variables& variables, const Text& body) {
  if (statement.branches.empty()) return run(statement.body, 0, variables, body);
  // A statement that fails changes nothing by itself; what went before it is taken back with it.
  std::optional<Schema> before;
  if (statement.body.size() > 1) before = state_;
  const size_t steps = out_->steps.size();
  handlers_.push_back(&statement);
  const Flow flow = run(statement.body, 0, variables, body);
  handlers_.pop_back();
  if (flow != Flow::failed || !failure_) return flow;
  for (const PlBranch& handler : statement.branches) {
    const bool catches = std::any_of(
        handler.exceptions.begin(), handler.exceptions.end(),
        [&](const std::string& name) { return name == "others" || name == failure_->condition; });
    if (!catches) continue;
    failure_.reset();
    out_->steps.resize(steps);
    if (before) state_ = std::move(*before);
    return run(handler.body, 0, variables, body);
  }
  return Flow::failed;
}

Flow SqlRunner::run_items(const PlStatement& statement, const SqlRelation& rows,
                          Variables& variables, const Text& body) {
  for (size_t row = 0; row < std::min(rows.rows.size(), max_rounds); ++row) {
    const std::vector<std::string>& targets = statement.targets;
    for (size_t i = 0; i < rows.columns.size(); ++i) {
      // One target is a variable, or a record with a field for each column.
      if (targets.size() == 1) variables[targets[0] + "." + rows.columns[i]] = rows.rows[row][i];
      if (i < targets.size()) variables[targets[i]] = rows.rows[row][i];
    }
    const Flow flow = run(statement.body, 0, variables, body);
    if (flow == Flow::leave) break;
    if (flow == Flow::done || flow == Flow::failed || flow == Flow::undecided) return flow;
  }
  return Flow::normal;
}

namespace {

SqlRelation rows_of_list(const SqlValue& list) {
  SqlRelation rows;
  rows.columns = {"value"};
  rows.understood = list.kind == SqlValue::Kind::list;
  for (const SqlValue& item : list.items) rows.rows.push_back({item});
  rows.certain.assign(rows.rows.size(), true);
  return rows;
}

SqlRelation rows_of_range(const SqlValue& from, const SqlValue& to, bool reverse) {
  SqlRelation rows;
  rows.columns = {"value"};
  constexpr size_t digits = 6;  // larger ranges are not run
  rows.understood = from.known() && to.known() && !from.text.empty() && !to.text.empty() &&
                    from.text.size() <= digits && to.text.size() <= digits &&
                    from.text.find_first_not_of("-0123456789") == std::string::npos &&
                    to.text.find_first_not_of("-0123456789") == std::string::npos;
  if (!rows.understood) return rows;
  const int first = std::atoi(from.text.c_str()), last = std::atoi(to.text.c_str());
  for (int i = first; reverse ? i >= last : i <= last; i += reverse ? -1 : 1)
    rows.rows.push_back({text_value(std::to_string(i))});
  rows.certain.assign(rows.rows.size(), true);
  return rows;
}

bool is_certain(const SqlRelation& rows) {
  return rows.understood &&
         std::find(rows.certain.begin(), rows.certain.end(), false) == rows.certain.end();
}

}  // namespace

Flow SqlRunner::run_loop(const PlStatement& statement, Variables& variables, const Text& body) {
  SqlRelation rows;
  rows.understood = false;
  if (statement.kind == Kind::for_each) {
    // A variable of an array type may hold the text '{a,b}'.
    rows = rows_of_list(value_of("(" + statement.text + ")::text[]", variables));
  } else if (statement.kind == Kind::for_range) {
    rows = rows_of_range(value_of(statement.text, variables), value_of(statement.upper, variables),
                         statement.reverse);
  } else if (statement.kind == Kind::for_query) {
    if (const auto select = parse_select(statement.text))
      rows = evaluate(*select, scope(variables));
  }
  if (is_certain(rows)) return run_items(statement, rows, variables, body);
  if (statement.kind == Kind::loop && !statement.text.empty() &&
      value_of(statement.text, variables).is(false))
    return Flow::normal;
  Variables own = variables;
  for (const std::string& target : statement.targets) own[target] = unknown_value();
  const Flow flow = run_undecided({&statement.body}, 0, "loop " + statement.text,
                                  place_of(statement, body), own, body);
  for (const auto& [name, value] : own)
    if (value.kind == SqlValue::Kind::unknown) variables[name] = value;
  // EXIT and CONTINUE end the loop at most; a RETURN is rare in one.
  return flow == Flow::undecided ? Flow::normal : flow;
}

void SqlRunner::select_into(const PlStatement& statement, const std::string& query,
                            Variables& variables) {
  const auto select = parse_select(query);
  SqlRelation rows;
  rows.understood = false;
  if (select) rows = evaluate(*select, scope(variables));
  const bool certain = is_certain(rows);
  variables[std::string(found_variable)] =
      certain ? boolean_value(!rows.rows.empty()) : unknown_value();
  for (size_t i = 0; i < statement.targets.size(); ++i) {
    SqlValue& target = variables[statement.targets[i]];
    if (!certain) {
      target = unknown_value();
    } else if (rows.rows.empty()) {
      target = null_value();
    } else {
      target = i < rows.columns.size() ? rows.rows[0][i] : unknown_value();
    }
  }
  if (statement.targets.size() != 1 || !certain || rows.rows.empty()) return;
  for (size_t i = 0; i < rows.columns.size(); ++i)
    variables[statement.targets[0] + "." + rows.columns[i]] = rows.rows[0][i];
}

void SqlRunner::run_statement(const PlStatement& statement, Variables& variables,
                              const Text& body) {
  if (statement.kind == Kind::perform || !statement.targets.empty())
    select_into(statement, statement.text, variables);
  run(text_of(statement, body));
}

void SqlRunner::run_execute(const PlStatement& statement, Variables& variables, const Text& body) {
  const SqlValue sql = value_of(statement.text, variables);
  const Span where = place_of(statement, body);
  if (sql.kind != SqlValue::Kind::text) {
    for (const std::string& target : statement.targets) variables[target] = unknown_value();
    if (sql.kind != SqlValue::Kind::null)
      emit_unknown("EXECUTE", {}, where, "the value of " + statement.text + " is not known");
    return;
  }
  if (!statement.targets.empty()) select_into(statement, sql.text, variables);
  if (depth_ >= max_depth) return emit_unknown("EXECUTE", {}, where, "it runs itself without end");
  ++depth_;
  run(Text::derived(sql.text, where));
  --depth_;
}

}  // namespace schemalint
