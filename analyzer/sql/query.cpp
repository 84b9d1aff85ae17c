#include <algorithm>

#include "analyzer/sql/evaluation.h"

namespace schemalint {

namespace {

using Kind = SqlExpression::Kind;

// More joined rows than any catalog query over one project needs.
constexpr size_t max_rows = 100000;

bool is_aggregate(std::string_view name) {
  constexpr std::string_view names[] = {"max",       "min",        "sum",       "avg",
                                        "array_agg", "string_agg", "bool_and",  "bool_or",
                                        "every",     "json_agg",   "jsonb_agg", "count"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool has_aggregate(const SqlExpression& expression) {
  if (expression.kind == Kind::call && is_aggregate(expression.name)) return true;
  return std::any_of(expression.operands.begin(), expression.operands.end(), has_aggregate);
}

}  // namespace

// `column = constant` among the conditions that must all hold narrows what the catalog shows.
void Evaluation::add_equality(const SqlExpression& condition, const std::string& alias,
                              SqlFilter& filter) {
  if (condition.kind == Kind::conjunction) {
    for (const SqlExpression& operand : condition.operands) add_equality(operand, alias, filter);
    return;
  }
  if (condition.kind != Kind::operation || condition.name != "=" || condition.operands.size() != 2)
    return;
  const SqlExpression* column = &condition.operands[0];
  while (column->kind == Kind::cast) column = &column->operands[0];
  if (column->kind != Kind::column || column->path.empty()) return;
  if (column->path.size() > 1 && column->path[column->path.size() - 2] != alias) return;
  if (condition.operands[1].kind != Kind::text) return;
  const SqlValue constant = value(condition.operands[1]);
  if (constant.known()) filter[column->path.back()] = constant.text;
}

SqlFilter Evaluation::filter_for(const std::string& alias, const SqlSelect& select) {
  SqlFilter filter;
  // An unqualified column may belong to any of several relations.
  for (const SqlExpression& condition : select.conditions) add_equality(condition, alias, filter);
  return filter;
}

SqlRelation Evaluation::function_rows(const SqlExpression& function) {
  SqlRelation rows;
  rows.columns = {function.name};
  rows.understood = false;
  if (function.name != "unnest" || function.operands.size() != 1) return rows;
  const SqlValue list = value(function.operands[0]);
  if (list.kind != SqlValue::Kind::list) return rows;
  rows.understood = true;
  for (const SqlValue& item : list.items) rows.rows.push_back({item});
  rows.certain.assign(rows.rows.size(), true);
  return rows;
}

/// A table without rows; not understood where the table may have some.
SqlRelation Evaluation::empty_table(const SqlSource& source) {
  const std::string& schema = source.schema.empty() ? scope_.default_schema : source.schema;
  const Table* table = scope_.schema.table(qualified_name(schema, source.name));
  SqlRelation rows;
  rows.understood = table && scope_.is_empty && scope_.is_empty(table->name);
  if (rows.understood)
    for (const Column& column : table->columns) rows.columns.push_back(column.name);
  return rows;
}

SqlRelation Evaluation::source(const SqlSource& source, const SqlSelect& select) {
  SqlRelation rows;
  if (source.select) {
    rows = relation(*source.select);
  } else if (source.function) {
    rows = function_rows(*source.function);
    rows.columns = {source.alias};
  } else {
    rows = catalog_relation(scope_.schema, source.schema, source.name,
                            filter_for(source.alias, select));
    if (!rows.understood) rows = empty_table(source);
  }
  for (size_t i = 0; i < source.column_aliases.size() && i < rows.columns.size(); ++i)
    rows.columns[i] = source.column_aliases[i];
  return rows;
}

void Evaluation::project(const SqlSelect& select, const std::vector<SqlRelation>& sources,
                         const std::vector<size_t>& picked, bool certain, SqlRelation& out) {
  SqlRow row;
  for (const SqlTarget& target : select.targets) {
    if (target.value.kind != Kind::star) {
      row.push_back(value(target.value));
      continue;
    }
    for (size_t i = 0; i < sources.size(); ++i)
      row.insert(row.end(), sources[i].rows[picked[i]].begin(), sources[i].rows[picked[i]].end());
  }
  out.rows.push_back(std::move(row));
  out.certain.push_back(certain);
}

// Rows of all sources that the conditions do not exclude. A condition about a source that has not
// been joined yet is unknown, and excludes nothing.
SqlRelation Evaluation::joined(const SqlSelect& select) {
  SqlRelation out;
  std::vector<SqlRelation> sources;
  for (const SqlSource& one : select.from) {
    sources.push_back(source(one, select));
    if (!sources.back().understood) out.understood = false;
  }
  for (const SqlTarget& target : select.targets) {
    if (target.value.kind != Kind::star) {
      out.columns.push_back(target.name);
      continue;
    }
    for (const SqlRelation& rows : sources)
      out.columns.insert(out.columns.end(), rows.columns.begin(), rows.columns.end());
  }
  if (!out.understood) return out;

  struct Partial {
    std::vector<size_t> picked;
    bool certain = true;
  };
  std::vector<Partial> partial(1);
  const size_t outer = bound_.size();
  for (size_t depth = 0; depth <= sources.size(); ++depth) {
    std::vector<Partial> kept;
    for (const Partial& one : partial) {
      bound_.resize(outer);
      for (size_t i = 0; i < depth; ++i)
        bound_.push_back(
            {&select.from[i].alias, &sources[i].columns, &sources[i].rows[one.picked[i]]});
      bool excluded = false, decided = true;
      for (const SqlExpression& condition : select.conditions) {
        const SqlValue holds = value(condition);
        if (holds.is(false) || holds.kind == SqlValue::Kind::null) excluded = true;
        if (!holds.is(true)) decided = false;
        if (excluded) break;
      }
      if (excluded) continue;
      if (depth == sources.size()) {
        project(select, sources, one.picked, one.certain && decided, out);
        continue;
      }
      for (size_t row = 0; row < sources[depth].rows.size(); ++row) {
        Partial next = one;
        next.picked.push_back(row);
        next.certain = next.certain && sources[depth].certain[row];
        kept.push_back(std::move(next));
      }
    }
    partial = std::move(kept);
    if (partial.size() > max_rows) out.understood = false;
    if (!out.understood) break;
  }
  bound_.resize(outer);
  return out;
}

SqlRelation Evaluation::aggregated(const SqlSelect& select, const SqlRelation& rows) {
  SqlRelation out;
  out.understood = rows.understood;
  const SqlRelation* const outer = group_;
  group_ = &rows;
  out.rows.emplace_back();
  for (const SqlTarget& target : select.targets) {
    out.columns.push_back(target.name);
    out.rows[0].push_back(value(target.value));
  }
  out.certain.push_back(true);
  group_ = outer;
  return out;
}

SqlRelation Evaluation::relation(const SqlSelect& select) {
  SqlRelation out;
  out.understood = select.understood;
  if (!out.understood) return out;
  if (!select.values.empty()) {
    for (size_t i = 0; i < select.values[0].size(); ++i)
      out.columns.push_back("column" + std::to_string(i + 1));
    for (const std::vector<SqlExpression>& list : select.values) {
      SqlRow row;
      for (const SqlExpression& item : list) row.push_back(value(item));
      out.rows.push_back(std::move(row));
    }
    out.certain.assign(out.rows.size(), true);
    return out;
  }
  if (select.from.empty() && select.targets.size() == 1 &&
      select.targets[0].value.kind == Kind::call && select.targets[0].value.name == "unnest")
    return function_rows(select.targets[0].value);
  const bool aggregates = std::any_of(select.targets.begin(), select.targets.end(),
                                      [](const SqlTarget& t) { return has_aggregate(t.value); });
  if (!aggregates) return joined(select);
  SqlSelect plain = select;
  plain.targets.clear();
  return aggregated(select, joined(plain));
}

SqlValue evaluate(const SqlExpression& expression, const SqlScope& scope) {
  return Evaluation(scope).value(expression);
}

SqlRelation evaluate(const SqlSelect& select, const SqlScope& scope) {
  return Evaluation(scope).relation(select);
}

}  // namespace schemalint
