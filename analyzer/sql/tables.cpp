#include <algorithm>

#include "analyzer/replay/replay.h"
#include "analyzer/sql/runner.h"
#include "analyzer/types.h"

namespace schemalint {

namespace {

using ConstraintKind = SqlConstraint::Kind;
using ActionKind = SqlAction::Kind;

std::vector<std::string> key_columns(const SqlConstraint& constraint, const std::string& column) {
  return column.empty() ? constraint.columns : std::vector<std::string>{column};
}

UniqueKey unique_key_of(const SqlConstraint& constraint, const std::string& column, Span where) {
  UniqueKey key;
  key.name = constraint.name;
  key.columns = key_columns(constraint, column);
  key.include = constraint.include;
  key.deferrable = constraint.deferrable;
  key.nulls_not_distinct = constraint.nulls_not_distinct;
  key.where = where;
  return key;
}

Exclusion exclusion_of(const SqlConstraint& constraint, Span where) {
  Exclusion exclusion;
  exclusion.name = constraint.name;
  exclusion.elements = index_elements(constraint.elements);
  exclusion.operators = constraint.operators;
  exclusion.method = constraint.method;
  exclusion.where_sql = constraint.where_sql;
  exclusion.deferrable = constraint.deferrable;
  exclusion.where = where;
  return exclusion;
}

Check check_of(const SqlConstraint& constraint, Span where) {
  Check check;
  check.name = constraint.name;
  check.sql = constraint.expression;
  check.validated = !constraint.not_valid;
  check.no_inherit = constraint.no_inherit;
  check.where = where;
  return check;
}

// PostgreSQL runs the actions of one ALTER TABLE in passes, whatever their order in the text
// (AlterTablePass in tablecmds.c).
int pass_of(const SqlAction& action) {
  switch (action.kind) {
    case ActionKind::drop_column:
    case ActionKind::drop_constraint:
    case ActionKind::drop_default:
    case ActionKind::drop_not_null:
    case ActionKind::drop_identity:
    case ActionKind::drop_expression:
      return 0;
    case ActionKind::set_type:
      return 1;
    case ActionKind::add_column:
      return 2;
    case ActionKind::set_not_null:
      return 4;
    case ActionKind::add_constraint:
      if (!action.constraint) return 3;
      if (action.constraint->kind == ConstraintKind::check) return 3;
      if (action.constraint->kind == ConstraintKind::foreign_key) return 6;
      return 5;
    case ActionKind::set_default:
    case ActionKind::add_identity:
      return 6;
    default:
      return 7;
  }
}

}  // namespace

void SqlRunner::set_type(const SqlType& type, Span where, Sourced<std::string>& text,
                         std::optional<QualifiedName>& enum_type) const {
  text.where = where;
  if (type.text.find(Text::placeholder) != std::string::npos) return;  // not known
  text.value = canonical_type(type.text);
  const QualifiedName name = type_name(type.name);
  const bool is_enum = state_.enum_type(name) != nullptr;
  if (!is_enum && !state_.named_types().contains(name)) return;
  if (is_enum) enum_type = name;
  text.value = name.text() + (type.text.ends_with("[]") ? "[]" : "");
}

Column SqlRunner::column_of(const SqlColumn& column, const QualifiedName& table,
                            const Source& source) {
  Column out;
  out.name = column.name;
  out.key = column.name;
  out.where = source.span(column.where);
  out.declaration = source.span(column.declaration);
  set_type(column.type, out.declaration, out.type, out.enum_type);
  if (out.type.value.empty())
    out_->not_understood.push_back({out.where, "type of column " + table.text() + "." + column.name,
                                    "a part of it is not known"});
  out.nullable = {!column.not_null && !column.type.serial && !column.identity, out.declaration};
  out.nullable_explicit = column.null_written;
  out.identity = column.identity;
  out.computed = column.computed;
  if (!column.default_sql.empty() && !column.computed) {
    out.server_default = {column.default_sql, out.declaration};
  } else if (column.type.serial) {
    out.serial = true;
    out.server_default = {serial_default(state_, table, column.name), out.declaration};
  }
  return out;
}

ForeignKey SqlRunner::foreign_key_of(const SqlConstraint& constraint, const std::string& column,
                                     const Source& source) const {
  ForeignKey key;
  key.name = constraint.name;
  key.columns = key_columns(constraint, column);
  key.target = table_name(constraint.target);
  key.target_columns = constraint.target_columns;
  key.written_schema = !constraint.target.schema.empty();
  key.on_delete = constraint.on_delete;
  key.on_update = constraint.on_update;
  key.deferrable = constraint.deferrable;
  key.validated = !constraint.not_valid;
  key.in_column = !column.empty();
  key.where = source.span(constraint.where);
  return key;
}

// `column` is the column that the constraint is written in; empty for table constraints.
void SqlRunner::add_to(Table& table, const SqlConstraint& constraint, const std::string& column,
                       const Source& source) const {
  const Span where = source.span(constraint.where);
  switch (constraint.kind) {
    case ConstraintKind::primary_key:
      table.primary_key = unique_key_of(constraint, column, where);
      break;
    case ConstraintKind::unique:
      table.unique.push_back(unique_key_of(constraint, column, where));
      break;
    case ConstraintKind::foreign_key:
      table.foreign_keys.push_back(foreign_key_of(constraint, column, source));
      break;
    case ConstraintKind::check:
      table.checks.push_back(check_of(constraint, where));
      break;
    case ConstraintKind::exclusion:
      table.exclusions.push_back(exclusion_of(constraint, where));
      break;
  }
}

void SqlRunner::copy_like(Table& table, const SqlLike& like) const {
  const Table* source = state_.table(table_name(like.source));
  if (source == nullptr) {
    table.complete = false;
    return;
  }
  auto place =
      table.columns.begin() + static_cast<ptrdiff_t>(std::min(like.place, table.columns.size()));
  for (Column column : source->columns) {
    column.primary_key = column.serial = column.inherited = false;  // it stays NOT NULL
    if (!like.defaults && !column.computed) column.server_default.reset();
    if (!like.identity) column.identity = false;
    if (!like.generated) column.computed = false;
    place = table.columns.insert(place, std::move(column)) + 1;
  }
  for (Check check : like.constraints ? source->checks : std::vector<Check>()) {
    check.inherited = check.no_inherit = false;
    table.checks.push_back(std::move(check));
  }
  if (!like.indexes) return;
  const auto unnamed = [](auto item) {
    item.name.clear();
    if constexpr (requires { item.of_parent; }) item.of_parent.clear();
    return item;
  };
  if (source->primary_key && !table.primary_key) table.primary_key = unnamed(*source->primary_key);
  for (const UniqueKey& key : source->unique) table.unique.push_back(unnamed(key));
  for (const Index& index : source->indexes) table.indexes.push_back(unnamed(index));
  for (const Exclusion& one : source->exclusions) table.exclusions.push_back(unnamed(one));
}

void SqlRunner::statement(const SqlCreateTable& create, const Source& source) {
  if (create.temporary || create.name.schema == "pg_temp") {
    temporary_.insert(create.name.name);
    return no_change("CREATE TEMPORARY TABLE", source);
  }
  CreateTable operation;
  operation.if_not_exists = create.if_not_exists;
  Table& table = operation.table;
  table.name = new_name(create.name);
  table.where = source.span(create.name.where);
  table.declaration = source.span();
  table.complete = !create.from_query && !create.of_type;
  if (!create.partition_by.empty()) table.partition_by = create.partition_by;
  if (create.partition_of) table.partition_of = table_name(*create.partition_of);
  table.default_partition = create.default_partition;
  for (const SqlColumn& column : create.columns) {
    // A partition has the columns of its parent: those that are written add to them.
    if (create.partition_of) {
      Column added;
      added.name = column.name;
      added.nullable = {!column.not_null, source.span(column.declaration)};
      if (!column.default_sql.empty())
        added.server_default = {column.default_sql, source.span(column.declaration)};
      table.columns.push_back(std::move(added));
    } else {
      table.columns.push_back(column_of(column, table.name, source));
    }
    for (const SqlConstraint& constraint : column.constraints)
      add_to(table, constraint, column.name, source);
  }
  for (size_t i = create.likes.size(); i > 0; --i) copy_like(table, create.likes[i - 1]);
  for (const SqlConstraint& constraint : create.constraints) add_to(table, constraint, "", source);
  for (const SqlName& parent : create.inherits) table.inherits.push_back(table_name(parent));
  emit(std::move(operation), source.span());
}

void SqlRunner::add_constraint(const QualifiedName& table, const SqlConstraint& constraint,
                               const std::string& column, const Source& source, Span where,
                               bool only) {
  const Span span = source.span(constraint.where);
  switch (constraint.kind) {
    case ConstraintKind::primary_key:
      return emit(AddPrimaryKey{table, unique_key_of(constraint, column, span),
                                constraint.using_index, only},
                  where);
    case ConstraintKind::unique:
      return emit(
          AddUnique{table, unique_key_of(constraint, column, span), constraint.using_index, only},
          where);
    case ConstraintKind::foreign_key:
      return emit(AddForeignKey{table, foreign_key_of(constraint, column, source), !column.empty()},
                  where);
    case ConstraintKind::check:
      return emit(AddCheck{table, check_of(constraint, span)}, where);
    case ConstraintKind::exclusion:
      return emit(AddExclusion{table, exclusion_of(constraint, span)}, where);
  }
}

void SqlRunner::add_column(const QualifiedName& table, const SqlAction& action,
                           const Source& source, Span where) {
  const Table* known = state_.table(table);
  const bool there = known != nullptr && known->column(action.name) != nullptr;
  emit(AddColumn{table, column_of(*action.column, table, source), action.if_not_exists}, where);
  if (there && action.if_not_exists) return;  // its constraints are not added, either
  for (const SqlConstraint& constraint : action.column->constraints)
    add_constraint(table, constraint, action.name, source, where);
}

void SqlRunner::alter_column(const SqlAlterTable& statement, const QualifiedName& table,
                             const SqlAction& action, Span where) {
  AlterColumn alter;
  alter.table = table;
  alter.column = action.name;
  alter.only = statement.only;
  switch (action.kind) {
    case ActionKind::set_type:
      alter.type.emplace();
      set_type(action.type, where, *alter.type, alter.enum_type);
      alter.using_sql = action.expression;
      break;
    case ActionKind::set_default:
      alter.server_default = {action.expression, where};
      break;
    case ActionKind::drop_default:
      alter.drop_default = true;
      break;
    case ActionKind::drop_expression:
      alter.drop_expression = true;
      break;
    case ActionKind::set_not_null:
    case ActionKind::drop_not_null:
      alter.nullable = {action.kind == ActionKind::drop_not_null, where};
      break;
    default:
      alter.identity = action.kind == ActionKind::add_identity;
      break;
  }
  emit(std::move(alter), where);
}

void SqlRunner::action(const SqlAlterTable& alter, const QualifiedName& table,
                       const SqlAction& action, const Source& source, Span where) {
  switch (action.kind) {
    case ActionKind::add_column:
      if (action.column) add_column(table, action, source, where);
      return;
    case ActionKind::drop_column:
      return emit(DropColumn{table, action.name, action.if_exists, action.cascade, alter.only},
                  where);
    case ActionKind::set_type:
    case ActionKind::set_default:
    case ActionKind::drop_default:
    case ActionKind::drop_expression:
    case ActionKind::set_not_null:
    case ActionKind::drop_not_null:
    case ActionKind::add_identity:
    case ActionKind::drop_identity:
      return alter_column(alter, table, action, where);
    case ActionKind::add_constraint:
      if (action.constraint)
        add_constraint(table, *action.constraint, "", source, where, alter.only);
      return;
    case ActionKind::drop_constraint:
      return emit(DropConstraint{table, action.name, action.if_exists, action.cascade, alter.only},
                  where);
    case ActionKind::alter_constraint:
      return emit(AlterConstraint{table, action.name, action.deferrable}, where);
    case ActionKind::validate_constraint:
      return emit(ValidateConstraint{table, action.name}, where);
    case ActionKind::enable_row_security:
    case ActionKind::disable_row_security:
      return emit(SetRowSecurity{table, action.kind == ActionKind::enable_row_security, {}}, where);
    case ActionKind::force_row_security:
    case ActionKind::no_force_row_security:
      return emit(SetRowSecurity{table, {}, action.kind == ActionKind::force_row_security}, where);
    case ActionKind::attach_partition:
      return emit(AttachPartition{table, table_name(action.table), action.default_partition},
                  where);
    case ActionKind::detach_partition:
      return emit(DetachPartition{table, table_name(action.table), action.concurrently}, where);
    case ActionKind::inherit:
      return emit(AddParent{table, table_name(action.table)}, where);
    case ActionKind::no_inherit:
      return emit(RemoveParent{table, table_name(action.table)}, where);
    case ActionKind::other:
      return emit_unknown("ALTER TABLE", table, where, "its new columns are those of a type");
    case ActionKind::set_parameters:
      return emit(SetTableOption{SetTableOption::Kind::parameters, table}, where);
    case ActionKind::set_persistence:
      return emit(SetTableOption{SetTableOption::Kind::persistence, table}, where);
    case ActionKind::set_tablespace:
      return emit(SetTableOption{SetTableOption::Kind::tablespace, table}, where);
    case ActionKind::set_trigger:
      return emit(SetTableOption{SetTableOption::Kind::trigger, table}, where);
    case ActionKind::physical:
      return emit(SetTableOption{SetTableOption::Kind::other, table}, where);
  }
}

void SqlRunner::statement(const SqlAlterTable& alter, const Source& source) {
  if (alter.object == SqlObject::index && alter.actions.size() == 1 &&
      alter.actions[0].kind == ActionKind::attach_partition)
    return emit(AttachIndex{index_name(alter.name), index_name(alter.actions[0].table)},
                source.span());
  if (alter.object != SqlObject::table || is_temporary(alter.name))
    return no_change(statement_words(source.text.value().substr(source.where.begin)), source);
  const QualifiedName table = table_name(alter.name);
  if (alter.if_exists && state_.table(table) == nullptr) return no_change("ALTER TABLE", source);
  std::vector<const SqlAction*> actions;
  for (const SqlAction& one : alter.actions) actions.push_back(&one);
  std::stable_sort(actions.begin(), actions.end(), [](const SqlAction* a, const SqlAction* b) {
    return pass_of(*a) < pass_of(*b);
  });
  // One of several actions is reported at its own place.
  for (const SqlAction* one : actions) {
    const bool placed = actions.size() > 1 && one->where.begin < one->where.end;
    action(alter, table, *one, source, placed ? source.span(one->where) : source.span());
  }
}

}  // namespace schemalint
