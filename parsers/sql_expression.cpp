#include "parsers/sql_expression.h"

#include "parsers/postgres_tree.h"

namespace schemalint {

namespace {

// The one expression of "SELECT expression"; null where it is something else.
const PgQuery__Node* only_target(const PgQuery__ParseResult* tree) {
  if (tree == nullptr || tree->n_stmts != 1) return nullptr;
  const PgQuery__Node* node = tree->stmts[0]->stmt;
  if (node == nullptr || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT) return nullptr;
  const PgQuery__SelectStmt& select = *node->select_stmt;
  if (select.n_target_list != 1 || select.n_from_clause != 0 || select.where_clause != nullptr)
    return nullptr;
  return select.target_list[0]->res_target->val;
}

constexpr std::string_view select_word = "SELECT ";

std::string as_query(std::string_view sql) {
  // The expression stands on lines of its own, so that a comment in it ends.
  return std::string(select_word) + clean_sql(sql) + "\n";
}

// Where the last name of a dotted name that begins at `begin` stands.
SqlSpan last_name(std::string_view text, size_t begin) {
  SqlLexer lexer(text.substr(0, sql_name_end(text, begin)), begin);
  SqlSpan last{static_cast<uint32_t>(begin), static_cast<uint32_t>(begin)};
  for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next())
    last = token.span;
  return last;
}

// FigureColnameInternal of PostgreSQL's parse_target.c, as far as expressions of indexes go.
std::string figure_name(const PgQuery__Node* node) {
  if (node == nullptr) return {};
  switch (node->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF: {
      std::string name;
      for (size_t i = 0; i < node->column_ref->n_fields; ++i)
        if (const std::string part = string_of(node->column_ref->fields[i]); !part.empty())
          name = part;
      return name;
    }
    case PG_QUERY__NODE__NODE_FUNC_CALL:
      return name_of(node->func_call->n_funcname, node->func_call->funcname).name;
    case PG_QUERY__NODE__NODE_TYPE_CAST: {
      const std::string name = figure_name(node->type_cast->arg);
      return name.empty() ? type_of(node->type_cast->type_name).name.name : name;
    }
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
      return figure_name(node->collate_clause->arg);
    case PG_QUERY__NODE__NODE_A_EXPR:
      return node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF ? "nullif" : "";
    case PG_QUERY__NODE__NODE_CASE_EXPR: {
      const std::string name = figure_name(node->case_expr->defresult);
      return name.empty() ? "case" : name;
    }
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
      return "coalesce";
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
      return node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? "greatest" : "least";
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
      return "array";
    case PG_QUERY__NODE__NODE_ROW_EXPR:
      return "row";
    default:
      return {};
  }
}

}  // namespace

SqlExpressionFacts expression_facts(std::string_view sql) {
  SqlExpressionFacts facts;
  const std::string query = as_query(sql);
  const PgTree parsed(query);
  const PgQuery__Node* expression = only_target(parsed.tree());
  if (expression == nullptr) return facts;
  visit_columns(&expression->base, [&](const PgQuery__ColumnRef& column) {
    if (column.n_fields == 0 || column.location < 0) return;
    const std::string name = string_of(column.fields[column.n_fields - 1]);
    if (name.empty()) return;  // alias.*
    SqlSpan where = last_name(query, static_cast<size_t>(column.location));
    if (where.begin < select_word.size()) return;
    where.begin -= static_cast<uint32_t>(select_word.size());
    where.end -= static_cast<uint32_t>(select_word.size());
    facts.columns.push_back({name, where});
  });
  if (std::string name = figure_name(expression); !name.empty()) facts.name = std::move(name);
  return facts;
}

SqlExpression parse_expression(std::string_view sql) {
  const PgTree parsed(as_query(sql));
  return expression_of(only_target(parsed.tree()));
}

std::optional<SqlSelect> parse_select(std::string_view sql) {
  const PgTree parsed(clean_sql(sql));
  if (parsed.tree() == nullptr || parsed.tree()->n_stmts != 1) return std::nullopt;
  const PgQuery__Node* node = parsed.tree()->stmts[0]->stmt;
  if (node == nullptr || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT) return std::nullopt;
  return select_of(*node->select_stmt);
}

}  // namespace schemalint
