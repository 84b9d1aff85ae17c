#include <algorithm>

#include "parsers/postgres_tree.h"

namespace schemalint {

namespace {

using Kind = SqlExpression::Kind;

SqlExpression make(Kind kind, std::vector<SqlExpression> operands = {}, std::string name = {}) {
  SqlExpression expression;
  expression.kind = kind;
  expression.name = std::move(name);
  expression.operands = std::move(operands);
  return expression;
}

std::vector<SqlExpression> list_of(size_t count, PgQuery__Node** nodes) {
  std::vector<SqlExpression> list;
  for (size_t i = 0; i < count; ++i) list.push_back(expression_of(nodes[i]));
  return list;
}

// An IN list is a List node; an array is an expression of its own.
std::vector<SqlExpression> list_of(const PgQuery__Node* node) {
  if (node != nullptr && node->node_case == PG_QUERY__NODE__NODE_LIST)
    return list_of(node->list->n_items, node->list->items);
  return {expression_of(node)};
}

SqlExpression constant(const PgQuery__AConst& value) {
  if (value.isnull) return make(Kind::null);
  switch (value.val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
      return make(Kind::text, {}, std::to_string(value.ival->ival));
    case PG_QUERY__A__CONST__VAL_FVAL:
      return make(Kind::text, {}, text_of(value.fval->fval));
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
      return make(Kind::boolean, {}, value.boolval->boolval ? "true" : "false");
    case PG_QUERY__A__CONST__VAL_SVAL:
      return make(Kind::text, {}, text_of(value.sval->sval));
    default:
      return {};
  }
}

SqlExpression column(const PgQuery__ColumnRef& reference) {
  SqlExpression expression = make(Kind::column);
  for (size_t i = 0; i < reference.n_fields; ++i) {
    if (reference.fields[i]->node_case == PG_QUERY__NODE__NODE_A_STAR) return make(Kind::star);
    expression.path.push_back(string_of(reference.fields[i]));
  }
  return expression;
}

SqlExpression comparison(const PgQuery__AExpr& node) {
  const std::string name = name_of(node.n_name, node.name).name;
  switch (node.kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE: {
      std::vector<SqlExpression> operands;
      if (node.lexpr != nullptr) operands.push_back(expression_of(node.lexpr));
      operands.push_back(expression_of(node.rexpr));
      return make(Kind::operation, std::move(operands), name);
    }
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN: {
      std::vector<SqlExpression> operands{expression_of(node.lexpr)};
      for (SqlExpression& item : list_of(node.rexpr)) operands.push_back(std::move(item));
      return make(name == "<>" ? Kind::not_in : Kind::in, std::move(operands));
    }
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
      return make(Kind::any, {expression_of(node.lexpr), expression_of(node.rexpr)}, name);
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
      return make(Kind::all, {expression_of(node.lexpr), expression_of(node.rexpr)}, name);
    default:
      return {};
  }
}

SqlExpression boolean(const PgQuery__BoolExpr& node) {
  std::vector<SqlExpression> operands = list_of(node.n_args, node.args);
  switch (node.boolop) {
    case PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR:
      return make(Kind::conjunction, std::move(operands));
    case PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR:
      return make(Kind::disjunction, std::move(operands));
    default:
      return make(Kind::negation, std::move(operands));
  }
}

SqlExpression boolean_test(const PgQuery__BooleanTest& node) {
  switch (node.booltesttype) {
    case PG_QUERY__BOOL_TEST_TYPE__IS_TRUE:
      return make(Kind::is_true, {expression_of(node.arg)}, "true");
    case PG_QUERY__BOOL_TEST_TYPE__IS_NOT_TRUE:
      return make(Kind::is_true, {expression_of(node.arg)}, "not true");
    case PG_QUERY__BOOL_TEST_TYPE__IS_FALSE:
      return make(Kind::is_true, {expression_of(node.arg)}, "false");
    case PG_QUERY__BOOL_TEST_TYPE__IS_NOT_FALSE:
      return make(Kind::is_true, {expression_of(node.arg)}, "not false");
    default:
      return {};
  }
}

SqlExpression sub_link(const PgQuery__SubLink& node) {
  if (node.subselect == nullptr || node.subselect->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    return {};
  SqlExpression out;
  out.select = std::make_shared<const SqlSelect>(select_of(*node.subselect->select_stmt));
  switch (node.sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK:
      out.kind = Kind::exists;
      return out;
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK:
      out.kind = Kind::scalar;
      return out;
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK:
      out.kind = Kind::array_of;
      return out;
    case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK:
      out.kind = Kind::any;
      out.operands.push_back(expression_of(node.testexpr));
      out.name = node.n_oper_name == 0 ? "=" : name_of(node.n_oper_name, node.oper_name).name;
      return out;
    default:
      return {};
  }
}

SqlExpression call(const PgQuery__FuncCall& node) {
  const SqlName name = name_of(node.n_funcname, node.funcname);
  if (node.over != nullptr || node.agg_filter != nullptr || node.agg_distinct) return {};
  std::vector<SqlExpression> arguments = list_of(node.n_args, node.args);
  if (node.agg_star) arguments.push_back(make(Kind::star));
  const bool system = name.schema.empty() || name.schema == "pg_catalog";
  return make(Kind::call, std::move(arguments), system ? name.name : name.schema + "." + name.name);
}

SqlExpression cast(const PgQuery__TypeCast& node) {
  const SqlType type = type_of(node.type_name);
  const bool array = node.type_name != nullptr && node.type_name->n_array_bounds > 0;
  return make(Kind::cast, {expression_of(node.arg)}, type.name.name + (array ? "[]" : ""));
}

SqlExpression choice(const PgQuery__CaseExpr& node) {
  if (node.arg != nullptr) return {};
  SqlExpression out = make(Kind::choice);
  for (size_t i = 0; i < node.n_args; ++i) {
    out.operands.push_back(expression_of(node.args[i]->case_when->expr));
    out.operands.push_back(expression_of(node.args[i]->case_when->result));
  }
  out.operands.push_back(node.defresult == nullptr ? make(Kind::null)
                                                   : expression_of(node.defresult));
  return out;
}

SqlExpression session_value(const PgQuery__SQLValueFunction& node) {
  switch (node.op) {
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA:
      return make(Kind::call, {}, "current_schema");
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG:
      return make(Kind::call, {}, "current_database");
    default:
      return {};
  }
}

}  // namespace

SqlExpression expression_of(const PgQuery__Node* node) {
  if (node == nullptr) return {};
  switch (node->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST:
      return constant(*node->a_const);
    case PG_QUERY__NODE__NODE_COLUMN_REF:
      return column(*node->column_ref);
    case PG_QUERY__NODE__NODE_A_EXPR:
      return comparison(*node->a_expr);
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
      return boolean(*node->bool_expr);
    case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
      return boolean_test(*node->boolean_test);
    case PG_QUERY__NODE__NODE_NULL_TEST:
      return make(node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL
                      ? Kind::is_null
                      : Kind::is_not_null,
                  {expression_of(node->null_test->arg)});
    case PG_QUERY__NODE__NODE_SUB_LINK:
      return sub_link(*node->sub_link);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
      return call(*node->func_call);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
      return cast(*node->type_cast);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
      return make(Kind::array,
                  list_of(node->a_array_expr->n_elements, node->a_array_expr->elements));
    case PG_QUERY__NODE__NODE_CASE_EXPR:
      return choice(*node->case_expr);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
      return make(Kind::coalesce, list_of(node->coalesce_expr->n_args, node->coalesce_expr->args));
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
      return session_value(*node->sqlvalue_function);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
      return expression_of(node->collate_clause->arg);
    default:
      return {};
  }
}

namespace {

std::string alias_of(const PgQuery__Alias* alias, std::vector<std::string>& columns) {
  if (alias == nullptr) return {};
  columns = strings_of(alias->n_colnames, alias->colnames);
  return text_of(alias->aliasname);
}

void add_source(const PgQuery__Node* node, SqlSelect& select);

void add_join(const PgQuery__JoinExpr& join, SqlSelect& select) {
  if (join.jointype != PG_QUERY__JOIN_TYPE__JOIN_INNER || join.is_natural || join.alias != nullptr)
    select.understood = false;
  const size_t first = select.from.size();
  add_source(join.larg, select);
  const size_t second = select.from.size();
  add_source(join.rarg, select);
  if (join.quals != nullptr) select.conditions.push_back(expression_of(join.quals));
  for (size_t i = 0; i < join.n_using_clause && second < select.from.size(); ++i) {
    const std::string name = string_of(join.using_clause[i]);
    SqlExpression left_side = make(Kind::column), right_side = make(Kind::column);
    left_side.path = {select.from[first].alias, name};
    right_side.path = {select.from[second].alias, name};
    select.conditions.push_back(make(Kind::operation, {left_side, right_side}, "="));
  }
}

void add_source(const PgQuery__Node* node, SqlSelect& select) {
  SqlSource source;
  if (node == nullptr) return;
  if (node->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR) return add_join(*node->join_expr, select);
  if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
    const PgQuery__RangeVar& relation = *node->range_var;
    source.schema = text_of(relation.schemaname);
    source.name = text_of(relation.relname);
    source.alias = alias_of(relation.alias, source.column_aliases);
    if (source.alias.empty()) source.alias = source.name;
  } else if (node->node_case == PG_QUERY__NODE__NODE_RANGE_SUBSELECT &&
             node->range_subselect->subquery->node_case == PG_QUERY__NODE__NODE_SELECT_STMT) {
    source.alias = alias_of(node->range_subselect->alias, source.column_aliases);
    source.select =
        std::make_shared<const SqlSelect>(select_of(*node->range_subselect->subquery->select_stmt));
  } else if (node->node_case == PG_QUERY__NODE__NODE_RANGE_FUNCTION &&
             node->range_function->n_functions == 1 &&
             node->range_function->functions[0]->node_case == PG_QUERY__NODE__NODE_LIST &&
             node->range_function->functions[0]->list->n_items > 0) {
    source.function = expression_of(node->range_function->functions[0]->list->items[0]);
    source.name = source.function->name;
    source.alias = alias_of(node->range_function->alias, source.column_aliases);
    if (source.alias.empty()) source.alias = source.name;
    if (node->range_function->ordinality) select.understood = false;
  } else {
    select.understood = false;
  }
  select.from.push_back(std::move(source));
}

// The name of an output column without an alias.
std::string target_name(const PgQuery__Node* value) {
  if (value == nullptr) return {};
  const SqlExpression expression = expression_of(value);
  const SqlExpression* inner = &expression;
  while (inner->kind == Kind::cast && !inner->operands.empty()) inner = &inner->operands[0];
  if (inner->kind == Kind::column && !inner->path.empty()) return inner->path.back();
  if (inner->kind == Kind::call) return inner->name;
  if (inner->kind == Kind::exists) return "exists";
  return "?column?";
}

}  // namespace

SqlSelect select_of(const PgQuery__SelectStmt& node) {
  SqlSelect select;
  select.distinct = node.n_distinct_clause > 0;
  // ORDER BY, LIMIT 1 and locks leave the answer of EXISTS and the values themselves as they are.
  select.understood = node.n_group_clause == 0 && node.having_clause == nullptr &&
                      node.with_clause == nullptr && node.limit_offset == nullptr &&
                      node.op == PG_QUERY__SET_OPERATION__SETOP_NONE;
  for (size_t i = 0; i < node.n_from_clause; ++i) add_source(node.from_clause[i], select);
  if (node.where_clause != nullptr) select.conditions.push_back(expression_of(node.where_clause));
  for (size_t i = 0; i < node.n_target_list; ++i) {
    const PgQuery__ResTarget& target = *node.target_list[i]->res_target;
    std::string name = text_of(target.name);
    if (name.empty()) name = target_name(target.val);
    select.targets.push_back({std::move(name), expression_of(target.val)});
  }
  for (size_t i = 0; i < node.n_values_lists; ++i)
    select.values.push_back(list_of(node.values_lists[i]));
  return select;
}

}  // namespace schemalint
