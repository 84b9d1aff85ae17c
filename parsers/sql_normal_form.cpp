// One spelling for expressions that mean the same: rewrites libpg_query's own tree in place and has
// it written out again.

#include <cstdlib>
#include <utility>

#include "parsers/postgres_tree.h"

namespace schemalint {

namespace {

/// Puts `inner`, a part of the node, in the node's own place and frees the rest of it.
void replace(PgQuery__Node& node, PgQuery__Node*& inner) {
  PgQuery__Node* rest = std::exchange(inner, nullptr);
  std::swap(node, *rest);
  pg_query__node__free_unpacked(rest, nullptr);
}

/// Leaves only the last of a list of nodes.
void keep_last(size_t& count, PgQuery__Node** nodes) {
  if (count < 2) return;
  std::swap(nodes[0], nodes[count - 1]);
  for (size_t i = 1; i < count; ++i) pg_query__node__free_unpacked(nodes[i], nullptr);
  count = 1;
}

/// `x = ANY (ARRAY[a, b])` is what PostgreSQL makes of `x IN (a, b)`, `<> ALL` of NOT IN.
void array_to_list(PgQuery__AExpr& expression) {
  const bool any = expression.kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY;
  const bool all = expression.kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL;
  if (!any && !all) return;
  PgQuery__Node* array = expression.rexpr;
  if (array == nullptr || array->node_case != PG_QUERY__NODE__NODE_A_ARRAY_EXPR) return;
  const std::string name = expression.n_name == 1 ? string_of(expression.name[0]) : "";
  if (name != (any ? "=" : "<>")) return;
  // The tree is freed as a whole, by the C library's functions.
  auto* list = static_cast<PgQuery__List*>(std::malloc(sizeof(PgQuery__List)));
  if (list == nullptr) return;
  pg_query__list__init(list);
  std::swap(list->n_items, array->a_array_expr->n_elements);
  std::swap(list->items, array->a_array_expr->elements);
  protobuf_c_message_free_unpacked(&array->a_array_expr->base, nullptr);
  array->node_case = PG_QUERY__NODE__NODE_LIST;
  array->list = list;
  expression.kind = PG_QUERY__A__EXPR__KIND__AEXPR_IN;
}

/// LIKE is the operator ~~.
void like_to_operator(PgQuery__AExpr& expression) {
  if (expression.kind == PG_QUERY__A__EXPR__KIND__AEXPR_LIKE ||
      expression.kind == PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE)
    expression.kind = PG_QUERY__A__EXPR__KIND__AEXPR_OP;
}

/// `x AT TIME ZONE 'utc'` is timezone('utc', x).
void plain_call(PgQuery__FuncCall& call) {
  if (call.n_funcname == 2 && string_of(call.funcname[0]) == "pg_catalog")
    keep_last(call.n_funcname, call.funcname);
  call.funcformat = PG_QUERY__COERCION_FORM__COERCE_EXPLICIT_CALL;
}

void rewrite_here(PgQuery__Node& node) {
  while (node.node_case == PG_QUERY__NODE__NODE_TYPE_CAST && node.type_cast->arg != nullptr)
    replace(node, node.type_cast->arg);
  if (node.node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
    keep_last(node.column_ref->n_fields, node.column_ref->fields);
  if (node.node_case == PG_QUERY__NODE__NODE_FUNC_CALL) plain_call(*node.func_call);
  if (node.node_case == PG_QUERY__NODE__NODE_A_EXPR) like_to_operator(*node.a_expr);
}

void rewrite(ProtobufCMessage* message) {
  if (message == nullptr) return;
  PgQuery__Node* node = message->descriptor == &pg_query__node__descriptor
                            ? reinterpret_cast<PgQuery__Node*>(message)
                            : nullptr;
  if (node != nullptr) rewrite_here(*node);
  visit_parts(message, rewrite);
  // The casts inside of the array are gone by now.
  if (node != nullptr && node->node_case == PG_QUERY__NODE__NODE_A_EXPR)
    array_to_list(*node->a_expr);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

}  // namespace

std::string normal_expression(std::string_view sql) {
  const PgTree parsed("SELECT " + clean_sql(sql) + "\n");
  if (parsed.tree() == nullptr || parsed.tree()->n_stmts != 1) return std::string(sql);
  PgQuery__Node* query = parsed.tree()->stmts[0]->stmt;
  if (query->node_case != PG_QUERY__NODE__NODE_SELECT_STMT ||
      query->select_stmt->n_target_list != 1)
    return std::string(sql);
  PgQuery__Node* expression = query->select_stmt->target_list[0]->res_target->val;
  if (expression == nullptr) return std::string(sql);
  rewrite(&expression->base);
  std::string text = sql_of(expression);
  replace_all(text, "now()", "current_timestamp");
  return text.empty() ? std::string(sql) : text;
}

}  // namespace schemalint
