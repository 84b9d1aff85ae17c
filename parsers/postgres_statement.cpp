#include "parsers/postgres_tree.h"

namespace schemalint {

namespace {

std::string upper_words(std::string_view name) {
  std::string words;
  for (const char c : name)
    words += c == '_' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return words;
}

SqlObject object_of(PgQuery__ObjectType type) {
  switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
      return SqlObject::table;
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
      return SqlObject::view;
    case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX:
      return SqlObject::index;
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
      return SqlObject::sequence;
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
      return SqlObject::column;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
      return SqlObject::constraint;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN:
      return SqlObject::type;
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
      return SqlObject::schema;
    case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
      return SqlObject::policy;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
      return SqlObject::trigger;
    case PG_QUERY__OBJECT_TYPE__OBJECT_RULE:
      return SqlObject::rule;
    default:
      return SqlObject::other;
  }
}

// The name in a node that is a list of strings, a string or a type.
SqlName object_name_of(const PgQuery__Node* node) {
  if (node == nullptr) return {};
  if (node->node_case == PG_QUERY__NODE__NODE_LIST)
    return name_of(node->list->n_items, node->list->items);
  if (node->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
    return name_of(node->type_name->n_names, node->type_name->names);
  return {"", string_of(node), {}};
}

SqlDrop drop_of(const PgQuery__DropStmt& node) {
  SqlDrop out;
  out.object = object_of(node.remove_type);
  out.if_exists = node.missing_ok;
  out.cascade = node.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
  out.concurrently = node.concurrent;
  for (size_t i = 0; i < node.n_objects; ++i) {
    const PgQuery__Node* object = node.objects[i];
    const bool of_table = out.object == SqlObject::policy || out.object == SqlObject::trigger ||
                          out.object == SqlObject::rule;
    if (of_table && object->node_case == PG_QUERY__NODE__NODE_LIST && object->list->n_items > 0) {
      out.table = name_of(object->list->n_items - 1, object->list->items);
      out.names.push_back({"", string_of(object->list->items[object->list->n_items - 1]), {}});
    } else {
      out.names.push_back(object_name_of(object));
    }
  }
  return out;
}

SqlRename rename_of(const PgQuery__RenameStmt& node, const PgText& text) {
  SqlRename out;
  out.object = object_of(node.rename_type);
  // ALTER VIEW … RENAME COLUMN is about no table, and attributes are those of composite types.
  if (out.object == SqlObject::column && object_of(node.relation_type) != SqlObject::table)
    out.object = SqlObject::other;
  out.name = node.relation != nullptr ? name_of(node.relation, text) : object_name_of(node.object);
  out.from = text_of(node.subname);
  out.to = text_of(node.newname);
  out.if_exists = node.missing_ok;
  return out;
}

SqlSetSchema set_schema_of(const PgQuery__AlterObjectSchemaStmt& node, const PgText& text) {
  SqlSetSchema out;
  out.object = object_of(node.object_type);
  out.name = node.relation != nullptr ? name_of(node.relation, text) : object_name_of(node.object);
  out.to = text_of(node.newschema);
  out.if_exists = node.missing_ok;
  return out;
}

SqlStatement enum_change_of(const PgQuery__AlterEnumStmt& node) {
  const SqlName type = name_of(node.n_type_name, node.type_name);
  const std::string old_value = text_of(node.old_val);
  if (!old_value.empty()) return {SqlRenameEnumValue{type, old_value, text_of(node.new_val)}, {}};
  SqlAddEnumValue out{type, text_of(node.new_val), {}, {}, node.skip_if_new_val_exists != 0};
  (node.new_val_is_after ? out.after : out.before) = text_of(node.new_val_neighbor);
  return {std::move(out), {}};
}

// The string literal at or behind `begin`.
SqlBody body_of(std::string text, const PgText& whole, uint32_t begin) {
  SqlBody body;
  body.text = std::move(text);
  SqlLexer lexer(whole.whole, begin);
  SqlToken token = lexer.next();
  while (token.kind != SqlToken::Kind::string && token.kind != SqlToken::Kind::end)
    token = lexer.next();
  body.where = token.span;
  const std::string_view literal = lexer.text(token);
  const size_t tag = literal.starts_with('$')    ? literal.find('$', 1) + 1
                     : literal.starts_with('\'') ? 1
                                                 : 0;
  if (tag == 0 || literal.size() < 2 * tag) return body;
  const std::string_view inner = literal.substr(tag, literal.size() - 2 * tag);
  if (inner == body.text) {
    body.where = {static_cast<uint32_t>(token.span.begin + tag),
                  static_cast<uint32_t>(token.span.end - tag)};
    body.verbatim = true;
  }
  return body;
}

// DO and CREATE FUNCTION give their body and language as options.
SqlBody body_of_options(size_t count, PgQuery__Node** options, const PgText& text) {
  SqlBody body;
  std::string language;
  for (size_t i = 0; i < count; ++i) {
    const PgQuery__DefElem& option = *options[i]->def_elem;
    if (text_of(option.defname) == "language") language = lower_word(string_of(option.arg));
    if (text_of(option.defname) != "as" || option.arg == nullptr) continue;
    const bool list = option.arg->node_case == PG_QUERY__NODE__NODE_LIST;
    if (list && option.arg->list->n_items == 0) continue;
    body = body_of(string_of(list ? option.arg->list->items[0] : option.arg), text,
                   text.at(option.location));
  }
  body.language = std::move(language);
  return body;
}

SqlCreateFunction function_of(const PgQuery__CreateFunctionStmt& node, const PgText& text) {
  SqlCreateFunction out;
  out.name = name_of(node.n_funcname, node.funcname);
  out.body = body_of_options(node.n_options, node.options, text);
  if (node.return_type != nullptr) {
    const std::string type = type_of(node.return_type).name.name;
    out.is_trigger = type == "trigger" || type == "event_trigger";
  }
  for (size_t i = 0; i < node.n_parameters; ++i) {
    const PgQuery__FunctionParameter& parameter = *node.parameters[i]->function_parameter;
    if (parameter.mode != PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT &&
        parameter.mode != PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE)
      out.arguments.push_back(text_of(parameter.name));
  }
  return out;
}

std::optional<std::string> constant_of(const PgQuery__Node* node) {
  const SqlExpression value = expression_of(node);
  const SqlExpression* inner = &value;
  while (inner->kind == SqlExpression::Kind::cast && !inner->operands.empty())
    inner = &inner->operands[0];
  if (inner->kind == SqlExpression::Kind::text || inner->kind == SqlExpression::Kind::boolean)
    return inner->name;
  return std::nullopt;
}

SqlQuery query_of(const PgQuery__SelectStmt& node) {
  SqlQuery out;
  if (node.n_target_list != 1 || node.n_from_clause != 0 ||
      node.op != PG_QUERY__SET_OPERATION__SETOP_NONE)
    return out;
  const PgQuery__Node* target = node.target_list[0]->res_target->val;
  if (target == nullptr || target->node_case != PG_QUERY__NODE__NODE_FUNC_CALL) return out;
  const PgQuery__FuncCall& call = *target->func_call;
  out.call = name_of(call.n_funcname, call.funcname);
  for (size_t i = 0; i < call.n_args; ++i) out.arguments.push_back(constant_of(call.args[i]));
  return out;
}

SqlSet set_of(const PgQuery__VariableSetStmt& node) {
  SqlSet out{text_of(node.name), {}, node.is_local != 0};
  for (size_t i = 0; i < node.n_args; ++i)
    if (auto value = constant_of(node.args[i])) out.values.push_back(std::move(*value));
  return out;
}

SqlTransaction transaction_of(const PgQuery__TransactionStmt& node) {
  switch (node.kind) {
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
      return {"BEGIN"};
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
      return {"COMMIT"};
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
      return {"ROLLBACK"};
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
      return {"ROLLBACK TO SAVEPOINT"};
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
      return {"SAVEPOINT"};
    default:
      return {"TRANSACTION"};
  }
}

SqlCreateSchema schema_of(const PgQuery__CreateSchemaStmt& node, const PgText& text,
                          SqlSpan where) {
  SqlCreateSchema out{text_of(node.schemaname), {}, node.if_not_exists != 0};
  if (out.name.empty() && node.authrole != nullptr) out.name = text_of(node.authrole->rolename);
  for (size_t i = 0; i < node.n_schema_elts; ++i)
    out.elements.push_back(statement_of(*node.schema_elts[i], text, where));
  return out;
}

SqlCreateTable table_from_query(const PgQuery__IntoClause* into, bool if_not_exists,
                                const PgText& text) {
  SqlCreateTable out;
  if (into != nullptr) {
    out.name = name_of(into->rel, text);
    out.temporary = into->rel != nullptr && text_of(into->rel->relpersistence) == "t";
  }
  out.from_query = true;
  out.if_not_exists = if_not_exists;
  return out;
}

// "create_extension_stmt" is CREATE EXTENSION: the statement's name in the tree's own description.
SqlOther other_of(const PgQuery__Node& node) {
  const ProtobufCFieldDescriptor* field = protobuf_c_message_descriptor_get_field(
      node.base.descriptor, static_cast<unsigned>(node.node_case));
  std::string name = field == nullptr ? "statement" : field->name;
  if (name.ends_with("_stmt")) name.resize(name.size() - 5);
  const bool may_change = name == "call" || name == "execute" || name == "drop_owned" ||
                          name == "import_foreign_schema";
  return {upper_words(name), may_change};
}

SqlCreateView view_of(const PgQuery__ViewStmt& node, const PgText& text) {
  SqlCreateView out = create_view_of(node.view, node.query, text);
  out.or_replace = node.replace;
  return out;
}

SqlCreateView materialized_view_of(const PgQuery__CreateTableAsStmt& node, const PgText& text) {
  SqlCreateView out =
      create_view_of(node.into == nullptr ? nullptr : node.into->rel, node.query, text);
  out.materialized = true;
  out.if_not_exists = node.if_not_exists;
  return out;
}

SqlAlterTable altered_of(const PgQuery__AlterTableStmt& node, const PgText& text) {
  SqlAlterTable out = alter_table_of(node, text);
  out.object = object_of(node.objtype);
  return out;
}

SqlChangeRows truncate_of(const PgQuery__TruncateStmt& node, const PgText& text) {
  SqlChangeRows out{.verb = "TRUNCATE"};
  for (size_t i = 0; i < node.n_relations; ++i) {
    SqlName name = name_of(node.relations[i]->range_var, text);
    if (i == 0)
      out.table = std::move(name);
    else
      out.more.push_back(std::move(name));
  }
  out.cascade = node.behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
  return out;
}

SqlStatement statistics_of(const PgQuery__CreateStatsStmt& node, const PgText& text) {
  if (node.n_relations != 1 || node.relations[0]->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
    return {SqlOther{.what = "CREATE STATISTICS"}, {}};
  return {
      SqlTableOption{SqlTableOption::Kind::statistics, name_of(node.relations[0]->range_var, text)},
      {}};
}

SqlStatement comment_of(const PgQuery__CommentStmt& node) {
  const bool of_column = node.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN;
  const bool is_list =
      node.object != nullptr && node.object->node_case == PG_QUERY__NODE__NODE_LIST;
  if (!is_list || (!of_column && node.objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE))
    return {SqlOther{.what = "COMMENT"}, {}};
  const PgQuery__List& parts = *node.object->list;
  const size_t count = parts.n_items - (of_column && parts.n_items > 0 ? 1 : 0);
  return {SqlTableOption{SqlTableOption::Kind::comment, name_of(count, parts.items)}, {}};
}

SqlStatement converted(const PgQuery__Node& node, const PgText& text, SqlSpan where) {
  const auto rows = [&](const char* verb, const PgQuery__RangeVar* table) {
    return SqlStatement{SqlChangeRows{verb, name_of(table, text)}, {}};
  };
  switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT:
      return {create_table_of(*node.create_stmt, text), {}};
    case PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT:
      return {create_table_of(*node.create_foreign_table_stmt->base_stmt, text), {}};
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
      if (node.create_table_as_stmt->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
        return {materialized_view_of(*node.create_table_as_stmt, text), {}};
      return {table_from_query(node.create_table_as_stmt->into,
                               node.create_table_as_stmt->if_not_exists, text),
              {}};
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
      return {altered_of(*node.alter_table_stmt, text), {}};
    case PG_QUERY__NODE__NODE_RENAME_STMT:
      return {rename_of(*node.rename_stmt, text), {}};
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
      return {set_schema_of(*node.alter_object_schema_stmt, text), {}};
    case PG_QUERY__NODE__NODE_DROP_STMT:
      return {drop_of(*node.drop_stmt), {}};
    case PG_QUERY__NODE__NODE_INDEX_STMT:
      return {create_index_of(*node.index_stmt, text), {}};
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT:
      return {SqlCreateEnum{
                  name_of(node.create_enum_stmt->n_type_name, node.create_enum_stmt->type_name),
                  strings_of(node.create_enum_stmt->n_vals, node.create_enum_stmt->vals)},
              {}};
    case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
      return {
          SqlCreateType{SqlCreateType::Kind::domain, name_of(node.create_domain_stmt->n_domainname,
                                                             node.create_domain_stmt->domainname)},
          {}};
    case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT:
      return {SqlCreateType{SqlCreateType::Kind::composite,
                            name_of(node.composite_type_stmt->typevar, text)},
              {}};
    case PG_QUERY__NODE__NODE_CREATE_RANGE_STMT:
      return {SqlCreateType{SqlCreateType::Kind::range, name_of(node.create_range_stmt->n_type_name,
                                                                node.create_range_stmt->type_name)},
              {}};
    case PG_QUERY__NODE__NODE_VIEW_STMT:
      return {view_of(*node.view_stmt, text), {}};
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
      return enum_change_of(*node.alter_enum_stmt);
    case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
      return {schema_of(*node.create_schema_stmt, text, where), {}};
    case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT: {
      const PgQuery__CreatePolicyStmt& policy = *node.create_policy_stmt;
      return {SqlCreatePolicy{text_of(policy.policy_name), name_of(policy.table, text),
                              upper_words(text_of(policy.cmd_name)), policy.permissive != 0, false,
                              sql_of(policy.qual), sql_of(policy.with_check)},
              {}};
    }
    case PG_QUERY__NODE__NODE_ALTER_POLICY_STMT: {
      const PgQuery__AlterPolicyStmt& policy = *node.alter_policy_stmt;
      return {SqlCreatePolicy{text_of(policy.policy_name), name_of(policy.table, text), "", true,
                              true, sql_of(policy.qual), sql_of(policy.with_check)},
              {}};
    }
    case PG_QUERY__NODE__NODE_DO_STMT:
      return {SqlDo{body_of_options(node.do_stmt->n_args, node.do_stmt->args, text)}, {}};
    case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
      return {function_of(*node.create_function_stmt, text), {}};
    case PG_QUERY__NODE__NODE_INSERT_STMT:
      return rows("INSERT", node.insert_stmt->relation);
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
      return rows("UPDATE", node.update_stmt->relation);
    case PG_QUERY__NODE__NODE_DELETE_STMT:
      return rows("DELETE", node.delete_stmt->relation);
    case PG_QUERY__NODE__NODE_MERGE_STMT:
      return rows("MERGE", node.merge_stmt->relation);
    case PG_QUERY__NODE__NODE_COPY_STMT:
      return rows("COPY", node.copy_stmt->relation);
    case PG_QUERY__NODE__NODE_TRUNCATE_STMT:
      return {truncate_of(*node.truncate_stmt, text), {}};
    case PG_QUERY__NODE__NODE_VACUUM_STMT:
      return {vacuum_of(*node.vacuum_stmt, text), {}};
    case PG_QUERY__NODE__NODE_CLUSTER_STMT:
      return {cluster_of(*node.cluster_stmt, text), {}};
    case PG_QUERY__NODE__NODE_REINDEX_STMT:
      return {reindex_of(*node.reindex_stmt, text), {}};
    case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT: {
      const PgQuery__RefreshMatViewStmt& refresh = *node.refresh_mat_view_stmt;
      return {SqlRefresh{name_of(refresh.relation, text), refresh.concurrent != 0,
                         refresh.skip_data == 0},
              {}};
    }
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT: {
      const PgQuery__CreateTrigStmt& trigger = *node.create_trig_stmt;
      return {SqlCreateTrigger{text_of(trigger.trigname), name_of(trigger.relation, text),
                               trigger.replace != 0},
              {}};
    }
    case PG_QUERY__NODE__NODE_RULE_STMT:
      return {SqlTableOption{SqlTableOption::Kind::rule, name_of(node.rule_stmt->relation, text)},
              {}};
    case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
      return statistics_of(*node.create_stats_stmt, text);
    case PG_QUERY__NODE__NODE_COMMENT_STMT:
      return comment_of(*node.comment_stmt);
    case PG_QUERY__NODE__NODE_DROPDB_STMT:
      return {SqlDropDatabase{text_of(node.dropdb_stmt->dbname), node.dropdb_stmt->missing_ok != 0},
              {}};
    case PG_QUERY__NODE__NODE_SELECT_STMT:
      if (node.select_stmt->into_clause != nullptr)
        return {table_from_query(node.select_stmt->into_clause, false, text), {}};
      return {query_of(*node.select_stmt), {}};
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
      return {set_of(*node.variable_set_stmt), {}};
    case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
      return {transaction_of(*node.transaction_stmt), {}};
    default:
      return {other_of(node), {}};
  }
}

}  // namespace

SqlStatement statement_of(const PgQuery__Node& node, const PgText& text, SqlSpan where) {
  SqlStatement statement = converted(node, text, where);
  statement.where = where;
  return statement;
}

}  // namespace schemalint
