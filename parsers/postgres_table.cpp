#include <algorithm>

#include "parsers/postgres_tree.h"

namespace schemalint {

namespace {

std::string referential_action(const char* action, size_t n_columns, PgQuery__Node** columns) {
  std::string text;
  switch (text_of(action).c_str()[0]) {
    case 'r':
      return "RESTRICT";
    case 'c':
      return "CASCADE";
    case 'n':
      text = "SET NULL";
      break;
    case 'd':
      text = "SET DEFAULT";
      break;
    default:
      return {};
  }
  for (size_t i = 0; i < n_columns; ++i) text += (i == 0 ? " (" : ", ") + string_of(columns[i]);
  return n_columns > 0 ? text + ")" : text;
}

std::optional<SqlConstraint::Kind> constraint_kind(PgQuery__ConstrType type) {
  switch (type) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
      return SqlConstraint::Kind::primary_key;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
      return SqlConstraint::Kind::unique;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
      return SqlConstraint::Kind::foreign_key;
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
      return SqlConstraint::Kind::check;
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
      return SqlConstraint::Kind::exclusion;
    default:
      return std::nullopt;
  }
}

// The elements of EXCLUDE: a list of pairs of an index element and its operator.
void set_exclusion(SqlConstraint& out, const PgQuery__Constraint& node) {
  for (size_t i = 0; i < node.n_exclusions; ++i) {
    if (node.exclusions[i]->node_case != PG_QUERY__NODE__NODE_LIST) continue;
    const PgQuery__List& pair = *node.exclusions[i]->list;
    if (pair.n_items < 2 || pair.items[1]->node_case != PG_QUERY__NODE__NODE_LIST) continue;
    for (SqlIndexElement& element : index_elements_of(1, pair.items))
      out.elements.push_back(std::move(element));
    out.operators.push_back(name_of(pair.items[1]->list->n_items, pair.items[1]->list->items).name);
  }
  out.method = text_of(node.access_method);
  if (out.method == "btree") out.method.clear();
  if (node.where_clause != nullptr) out.where_sql = sql_of(node.where_clause);
}

SqlConstraint constraint_of(const PgQuery__Constraint& node, SqlConstraint::Kind kind,
                            const PgText& text, SqlSpan where) {
  SqlConstraint out;
  out.kind = kind;
  out.name = text_of(node.conname);
  out.where = where;
  out.deferrable = node.deferrable;
  out.not_valid = node.skip_validation;
  out.no_inherit = node.is_no_inherit;
  out.nulls_not_distinct = node.nulls_not_distinct;
  out.using_index = text_of(node.indexname);
  out.include = strings_of(node.n_including, node.including);
  if (kind == SqlConstraint::Kind::foreign_key) {
    out.columns = strings_of(node.n_fk_attrs, node.fk_attrs);
    out.target = name_of(node.pktable, text);
    out.target_columns = strings_of(node.n_pk_attrs, node.pk_attrs);
    out.on_delete =
        referential_action(node.fk_del_action, node.n_fk_del_set_cols, node.fk_del_set_cols);
    out.on_update = referential_action(node.fk_upd_action, 0, nullptr);
  } else {
    out.columns = strings_of(node.n_keys, node.keys);
    out.expression = sql_of(node.raw_expr);
    if (kind == SqlConstraint::Kind::exclusion) set_exclusion(out, node);
  }
  return out;
}

// Where the constraints written in a column end: each at the begin of the next.
SqlSpan inline_span(const PgQuery__ColumnDef& column, size_t i, const PgText& text, uint32_t end) {
  const uint32_t begin = text.at(column.constraints[i]->constraint->location);
  uint32_t until = end;
  for (size_t k = 0; k < column.n_constraints; ++k) {
    const uint32_t other = text.at(column.constraints[k]->constraint->location);
    if (other > begin) until = std::min(until, other);
  }
  while (until > begin && static_cast<unsigned char>(text.whole[until - 1]) <= ' ') --until;
  return {begin, until};
}

void add_column_constraint(SqlColumn& out, const PgQuery__Constraint& node, const PgText& text,
                           SqlSpan where) {
  switch (node.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_NULL:
      out.null_written = true;
      return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
      out.not_null = true;
      out.null_written = true;
      return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
      out.default_sql = sql_of(node.raw_expr);
      return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
      out.identity = true;
      return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
      out.computed = true;
      out.default_sql = sql_of(node.raw_expr);
      return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED:
      // The grammar makes DEFERRABLE a node of its own behind the constraint that it is about.
      if (!out.constraints.empty()) out.constraints.back().deferrable = true;
      return;
    default:
      break;
  }
  if (const auto kind = constraint_kind(node.contype))
    out.constraints.push_back(constraint_of(node, *kind, text, where));
}

SqlColumn column_of(const PgQuery__ColumnDef& node, const PgText& text) {
  SqlColumn out;
  out.name = text_of(node.colname);
  out.type = type_of_column(node.type_name);
  out.where.begin = text.at(node.location);
  out.where.end = static_cast<uint32_t>(sql_name_end(text.whole, out.where.begin));
  const auto end = static_cast<uint32_t>(sql_element_end(text.whole, out.where.begin));
  out.declaration = {out.where.begin, end};
  for (size_t i = 0; i < node.n_constraints; ++i) {
    const PgQuery__Node& constraint = *node.constraints[i];
    if (constraint.node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
      add_column_constraint(out, *constraint.constraint, text, inline_span(node, i, text, end));
  }
  return out;
}

std::optional<SqlConstraint> table_constraint_of(const PgQuery__Constraint& node,
                                                 const PgText& text) {
  const auto kind = constraint_kind(node.contype);
  if (!kind) return std::nullopt;
  const uint32_t begin = text.at(node.location);
  return constraint_of(node, *kind, text,
                       {begin, static_cast<uint32_t>(sql_element_end(text.whole, begin))});
}

// Bits of CREATE TABLE … LIKE … INCLUDING, from parsenodes.h (CREATE_TABLE_LIKE_…).
SqlLike like_of(const PgQuery__TableLikeClause& node, const PgText& text) {
  SqlLike out;
  out.source = name_of(node.relation, text);
  out.constraints = (node.options & (1U << 2)) != 0;
  out.defaults = (node.options & (1U << 3)) != 0;
  out.generated = (node.options & (1U << 4)) != 0;
  out.identity = (node.options & (1U << 5)) != 0;
  out.indexes = (node.options & (1U << 6)) != 0;
  return out;
}

std::string partition_by_of(const PgQuery__PartitionSpec* spec) {
  if (spec == nullptr) return {};
  std::string text = text_of(spec->strategy);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  text += " (";
  for (size_t i = 0; i < spec->n_part_params; ++i) {
    const PgQuery__PartitionElem& element = *spec->part_params[i]->partition_elem;
    if (i > 0) text += ", ";
    const std::string name = text_of(element.name);
    text += name.empty() ? "(" + sql_of(element.expr) + ")" : quote_identifier(name);
  }
  return text + ")";
}

}  // namespace

SqlCreateTable create_table_of(const PgQuery__CreateStmt& statement, const PgText& text) {
  SqlCreateTable out;
  out.name = name_of(statement.relation, text);
  out.temporary =
      statement.relation != nullptr && text_of(statement.relation->relpersistence) == "t";
  out.if_not_exists = statement.if_not_exists;
  out.of_type = statement.of_typename != nullptr;
  out.partition_by = partition_by_of(statement.partspec);
  for (size_t i = 0; i < statement.n_table_elts; ++i) {
    const PgQuery__Node& element = *statement.table_elts[i];
    if (element.node_case == PG_QUERY__NODE__NODE_COLUMN_DEF) {
      out.columns.push_back(column_of(*element.column_def, text));
    } else if (element.node_case == PG_QUERY__NODE__NODE_CONSTRAINT) {
      if (auto constraint = table_constraint_of(*element.constraint, text))
        out.constraints.push_back(std::move(*constraint));
    } else if (element.node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE) {
      out.likes.push_back(like_of(*element.table_like_clause, text));
      out.likes.back().place = out.columns.size();
    }
  }
  for (size_t i = 0; i < statement.n_inh_relations; ++i) {
    SqlName parent = name_of(statement.inh_relations[i]->range_var, text);
    if (statement.partbound != nullptr) {
      out.partition_of = std::move(parent);
      out.default_partition = statement.partbound->is_default;
    } else {
      out.inherits.push_back(std::move(parent));
    }
  }
  return out;
}

namespace {

// PostgreSQL takes `(name COLLATE "C")` and `(name)` for the column itself (ComputeIndexAttrs).
std::string column_in_brackets(const PgQuery__Node* expression) {
  while (expression != nullptr && expression->node_case == PG_QUERY__NODE__NODE_COLLATE_CLAUSE)
    expression = expression->collate_clause->arg;
  if (expression == nullptr || expression->node_case != PG_QUERY__NODE__NODE_COLUMN_REF ||
      expression->column_ref->n_fields != 1)
    return {};
  return string_of(expression->column_ref->fields[0]);
}

// Written behind the element, or in its brackets.
std::string collation_of(const PgQuery__IndexElem& node) {
  const std::string behind = name_of(node.n_collation, node.collation).name;
  const bool in_brackets =
      node.expr != nullptr && node.expr->node_case == PG_QUERY__NODE__NODE_COLLATE_CLAUSE;
  if (!behind.empty() || !in_brackets) return behind;
  const PgQuery__CollateClause& clause = *node.expr->collate_clause;
  return name_of(clause.n_collname, clause.collname).name;
}

}  // namespace

std::vector<SqlIndexElement> index_elements_of(size_t count, PgQuery__Node** nodes) {
  std::vector<SqlIndexElement> elements;
  for (size_t i = 0; i < count; ++i) {
    const PgQuery__IndexElem& node = *nodes[i]->index_elem;
    SqlIndexElement element;
    element.column = text_of(node.name);
    if (element.column.empty()) element.column = column_in_brackets(node.expr);
    if (element.column.empty()) element.expression = sql_of(node.expr);
    element.operator_class = name_of(node.n_opclass, node.opclass).name;
    element.collation = collation_of(node);
    element.descending = node.ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
    element.nulls_reversed =
        node.nulls_ordering == (element.descending ? PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST
                                                   : PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST);
    elements.push_back(std::move(element));
  }
  return elements;
}

SqlCreateIndex create_index_of(const PgQuery__IndexStmt& statement, const PgText& text) {
  SqlCreateIndex out;
  out.name = text_of(statement.idxname);
  out.table = name_of(statement.relation, text);
  out.elements = index_elements_of(statement.n_index_params, statement.index_params);
  for (const SqlIndexElement& element :
       index_elements_of(statement.n_index_including_params, statement.index_including_params))
    out.include.push_back(element.column);
  out.method = text_of(statement.access_method);
  if (out.method == "btree") out.method.clear();
  for (size_t i = 0; i < statement.n_options; ++i) {
    const PgQuery__DefElem& option = *statement.options[i]->def_elem;
    std::string value;
    if (option.arg == nullptr) {
      value = "true";
    } else if (option.arg->node_case == PG_QUERY__NODE__NODE_INTEGER) {
      value = std::to_string(option.arg->integer->ival);
    } else if (option.arg->node_case == PG_QUERY__NODE__NODE_FLOAT) {
      value = text_of(option.arg->float_->fval);
    } else if (option.arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME) {
      value = type_of(option.arg->type_name).name.name;  // a bare word: off, auto
    } else {
      value = string_of(option.arg);
    }
    out.parameters[text_of(option.defname)] = value;
  }
  if (statement.where_clause != nullptr) out.where_sql = sql_of(statement.where_clause);
  out.unique = statement.unique;
  out.nulls_not_distinct = statement.nulls_not_distinct;
  out.only = statement.relation != nullptr && !statement.relation->inh;
  out.concurrently = statement.concurrent;
  out.if_not_exists = statement.if_not_exists;
  return out;
}

namespace {

using ActionKind = SqlAction::Kind;

ActionKind action_kind(PgQuery__AlterTableType type, bool has_definition) {
  switch (type) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
      return ActionKind::add_column;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
      return ActionKind::drop_column;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType:
      return ActionKind::set_type;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault:
      return has_definition ? ActionKind::set_default : ActionKind::drop_default;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull:
      return ActionKind::set_not_null;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropNotNull:
      return ActionKind::drop_not_null;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity:
      return ActionKind::add_identity;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropIdentity:
      return ActionKind::drop_identity;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropExpression:
      return ActionKind::drop_expression;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
      return ActionKind::add_constraint;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint:
      return ActionKind::drop_constraint;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ValidateConstraint:
      return ActionKind::validate_constraint;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterConstraint:
      return ActionKind::alter_constraint;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableRowSecurity:
      return ActionKind::enable_row_security;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableRowSecurity:
      return ActionKind::disable_row_security;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ForceRowSecurity:
      return ActionKind::force_row_security;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_NoForceRowSecurity:
      return ActionKind::no_force_row_security;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition:
      return ActionKind::attach_partition;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition:
      return ActionKind::detach_partition;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit:
      return ActionKind::inherit;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropInherit:
      return ActionKind::no_inherit;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetOptions:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetOptions:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetRelOptions:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetRelOptions:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ReplaceRelOptions:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ClusterOn:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropCluster:
      return ActionKind::set_parameters;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetLogged:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged:
      return ActionKind::set_persistence;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetTableSpace:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetAccessMethod:
      return ActionKind::set_tablespace;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableAlwaysTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigAll:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigUser:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser:
      return ActionKind::set_trigger;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddOf:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropOf:
      return ActionKind::other;
    default:
      return ActionKind::physical;
  }
}

SqlAction action_of(const PgQuery__AlterTableCmd& node, const PgText& text) {
  SqlAction out;
  out.kind = action_kind(node.subtype, node.def != nullptr);
  out.name = text_of(node.name);
  out.cascade = node.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
  (out.kind == ActionKind::add_column ? out.if_not_exists : out.if_exists) = node.missing_ok;
  if (node.def == nullptr) return out;
  if (node.def->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF) {
    const PgQuery__ColumnDef& column = *node.def->column_def;
    if (out.kind == ActionKind::set_type) {
      out.type = type_of_column(column.type_name);
      out.expression = sql_of(column.raw_default);
    } else {
      out.column = column_of(column, text);
      out.name = out.column->name;
    }
  } else if (node.def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT) {
    const PgQuery__Constraint& constraint = *node.def->constraint;
    out.deferrable = constraint.deferrable;
    out.constraint = table_constraint_of(constraint, text);
    if (out.name.empty()) out.name = text_of(constraint.conname);
  } else if (node.def->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD) {
    const PgQuery__PartitionCmd& command = *node.def->partition_cmd;
    out.table = name_of(command.name, text);
    out.default_partition = command.bound != nullptr && command.bound->is_default;
    out.concurrently = command.concurrent;
  } else if (node.def->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
    out.table = name_of(node.def->range_var, text);
  } else if (out.kind == ActionKind::set_default) {
    out.expression = sql_of(node.def);
  }
  return out;
}

// The places of the actions: what stands between commas behind the table's name. The tree does not
// say, so where the count differs there are none.
std::vector<SqlSpan> action_spans(const PgQuery__AlterTableStmt& statement, const PgText& text) {
  if (statement.relation == nullptr) return {};
  std::vector<SqlSpan> spans;
  SqlLexer lexer(text.whole, sql_name_end(text.whole, text.at(statement.relation->location)));
  SqlToken token = lexer.next();
  while (lexer.text(token) == "*" || lexer.text(token) == ")") token = lexer.next();
  while (token.kind != SqlToken::Kind::end) {
    const auto end = static_cast<uint32_t>(sql_element_end(text.whole, token.span.begin));
    spans.push_back({token.span.begin, end});
    SqlLexer rest(text.whole, end);
    if (rest.text(rest.next()) != ",") break;
    token = rest.next();
  }
  return spans.size() == statement.n_cmds ? spans : std::vector<SqlSpan>();
}

}  // namespace

SqlAlterTable alter_table_of(const PgQuery__AlterTableStmt& statement, const PgText& text) {
  SqlAlterTable out;
  out.name = name_of(statement.relation, text);
  out.if_exists = statement.missing_ok;
  out.only = statement.relation != nullptr && !statement.relation->inh;
  const std::vector<SqlSpan> spans = action_spans(statement, text);
  for (size_t i = 0; i < statement.n_cmds; ++i) {
    out.actions.push_back(action_of(*statement.cmds[i]->alter_table_cmd, text));
    if (!spans.empty()) out.actions.back().where = spans[i];
  }
  return out;
}

}  // namespace schemalint
