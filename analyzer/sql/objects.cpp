#include <algorithm>

#include "analyzer/sequences.h"
#include "analyzer/sql/runner.h"

namespace schemalint {

void SqlRunner::statement(const SqlRename& rename, const Source& source) {
  const Span where = source.span();
  const std::string& to = rename.to;
  switch (rename.object) {
    case SqlObject::table: {
      if (is_temporary(rename.name)) return no_change("ALTER TABLE", source);
      const QualifiedName table = table_name(rename.name);
      const QualifiedName index = index_name(rename.name);
      const QualifiedName view = view_name(rename.name);
      // ALTER TABLE renames a view or an index, too.
      if (state_.table(table) == nullptr && state_.views().contains(view))
        return emit(RenameView{view, {view.schema, to}}, where);
      if (state_.table(table) == nullptr && table_of_index(state_, index) != nullptr)
        return emit(RenameIndex{index, to}, where);
      return emit(RenameTable{table, {table.schema, to}}, where);
    }
    case SqlObject::column:
      return emit(RenameColumn{table_name(rename.name), rename.from, to}, where);
    case SqlObject::constraint:
      return emit(RenameConstraint{table_name(rename.name), rename.from, to}, where);
    case SqlObject::index:
      return emit(RenameIndex{index_name(rename.name), to}, where);
    case SqlObject::view: {
      const QualifiedName view = view_name(rename.name);
      return emit(RenameView{view, {view.schema, to}}, where);
    }
    case SqlObject::sequence: {
      const QualifiedName sequence = sequence_name(rename.name);
      return rename_sequence(sequence, {sequence.schema, to}, source);
    }
    case SqlObject::type: {
      const QualifiedName type = type_name(rename.name);
      return emit(RenameType{type, {type.schema, to}}, where);
    }
    case SqlObject::schema:
      return rename_schema(rename, source);
    case SqlObject::policy:
      return rename_policy(rename, source);
    default:
      return no_change("RENAME", source);
  }
}

void SqlRunner::rename_schema(const SqlRename& rename, const Source& source) {
  const std::string& from = rename.from;
  std::vector<QualifiedName> tables, types, views;
  const auto add = [&](std::vector<QualifiedName>& names, const QualifiedName& name) {
    if (name.schema == from) names.push_back(name);
  };
  for (const Table& table : state_.tables()) add(tables, table.name);
  for (const EnumType& type : state_.enums()) add(types, type.name);
  for (const auto& [name, type] : state_.named_types()) add(types, name);
  for (const auto& [name, view] : state_.views()) add(views, name);
  emit(CreateSchema{rename.to}, source.span());
  for (const QualifiedName& table : tables)
    emit(RenameTable{table, qualified_name(rename.to, table.name)}, source.span());
  for (const QualifiedName& type : types)
    emit(RenameType{type, qualified_name(rename.to, type.name)}, source.span());
  for (const QualifiedName& view : views)
    emit(RenameView{view, qualified_name(rename.to, view.name)}, source.span());
  emit(DropSchema{from, false}, source.span());
}

void SqlRunner::rename_policy(const SqlRename& rename, const Source& source) {
  const QualifiedName name = table_name(rename.name);
  const Table* table = state_.table(name);
  if (table == nullptr) return no_change("ALTER POLICY", source);
  for (const Policy& policy : std::vector<Policy>(table->policies)) {
    if (policy.name != rename.from) continue;
    Policy renamed = policy;
    renamed.name = rename.to;
    emit(DropPolicy{name, rename.from, false}, source.span());
    emit(CreatePolicy{name, std::move(renamed)}, source.span());
  }
}

void SqlRunner::statement(const SqlSetSchema& set, const Source& source) {
  if (set.object == SqlObject::table) {
    const QualifiedName table = table_name(set.name);
    emit(RenameTable{table, qualified_name(set.to, table.name)}, source.span());
  } else if (set.object == SqlObject::type) {
    const QualifiedName type = type_name(set.name);
    emit(RenameType{type, qualified_name(set.to, type.name)}, source.span());
  } else if (set.object == SqlObject::view) {
    const QualifiedName view = view_name(set.name);
    emit(RenameView{view, qualified_name(set.to, view.name)}, source.span());
  } else if (set.object == SqlObject::sequence) {
    const QualifiedName sequence = sequence_name(set.name);
    rename_sequence(sequence, qualified_name(set.to, sequence.name), source);
  } else {
    no_change("SET SCHEMA", source);
  }
}

void SqlRunner::drop_tables(const SqlDrop& drop, const Source& source) {
  std::vector<QualifiedName> left;
  for (const SqlName& name : drop.names) {
    if (is_temporary(name)) {
      temporary_.erase(name.name);
      no_change("DROP TABLE", source);
    } else {
      left.push_back(table_name(name));
    }
  }
  for (const QualifiedName& name : left)
    emit(DropTable{name, drop.if_exists, drop.cascade, left}, source.span());
}

void SqlRunner::drop_views(const SqlDrop& drop, const Source& source) {
  std::vector<QualifiedName> views;
  for (const SqlName& name : drop.names)
    if (!is_temporary(name)) views.push_back(view_name(name));
  for (const QualifiedName& view : views)
    emit(DropView{view, drop.if_exists, drop.cascade, views}, source.span());
}

// The columns that took their values from it lose their default.
void SqlRunner::drop_sequence(const QualifiedName& sequence, const Source& source) {
  no_change("DROP SEQUENCE", source);
  for (auto& [table, column] : columns_of_sequence(state_, sequence)) {
    AlterColumn alter;
    alter.table = table;
    alter.column = column;
    alter.drop_default = true;
    emit(std::move(alter), source.span());
  }
}

// The columns that take their values from it follow.
void SqlRunner::rename_sequence(const QualifiedName& sequence, const QualifiedName& to,
                                const Source& source) {
  no_change("ALTER SEQUENCE", source);
  for (auto& [table, column] : columns_of_sequence(state_, sequence)) {
    AlterColumn alter;
    alter.table = table;
    alter.column = column;
    alter.server_default = {nextval_of(to), source.span()};
    emit(std::move(alter), source.span());
  }
}

void SqlRunner::drop_policy(const SqlDrop& drop, const std::string& name, const Source& source) {
  emit(DropPolicy{table_name(drop.table), name, drop.if_exists}, source.span());
}

void SqlRunner::statement(const SqlDrop& drop, const Source& source) {
  if (drop.object == SqlObject::table) return drop_tables(drop, source);
  if (drop.object == SqlObject::view) return drop_views(drop, source);
  for (const SqlName& name : drop.names) {
    if (drop.object == SqlObject::index) {
      emit(DropIndex{index_name(name), drop.if_exists, drop.concurrently, drop.cascade},
           source.span());
    } else if (drop.object == SqlObject::type) {
      emit(DropType{type_name(name), drop.if_exists, drop.cascade}, source.span());
    } else if (drop.object == SqlObject::schema) {
      emit(DropSchema{name.name, drop.cascade}, source.span());
    } else if (drop.object == SqlObject::sequence && drop.cascade) {
      drop_sequence(sequence_name(name), source);
    } else if (drop.object == SqlObject::policy) {
      drop_policy(drop, name.name, source);
    } else if (drop.object == SqlObject::trigger && !is_temporary(drop.table)) {
      emit(DropTrigger{table_name(drop.table), name.name, drop.if_exists}, source.span());
    } else {
      no_change(statement_words(source.text.value().substr(source.where.begin)), source);
    }
  }
}

void SqlRunner::statement(const SqlCreateEnum& create, const Source& source) {
  EnumType type;
  type.name = new_name(create.name);
  type.values = create.values;
  type.where = source.span();
  emit(CreateEnum{std::move(type), false}, source.span());
}

void SqlRunner::statement(const SqlAddEnumValue& add, const Source& source) {
  emit(AddEnumValue{type_name(add.type), add.value, add.before, add.after, add.if_not_exists},
       source.span());
}

void SqlRunner::statement(const SqlRenameEnumValue& rename, const Source& source) {
  emit(RenameEnumValue{type_name(rename.type), rename.value, rename.to}, source.span());
}

void SqlRunner::statement(const SqlCreateType& create, const Source& source) {
  NamedType type;
  type.name = new_name(create.name);
  type.kind = create.kind == SqlCreateType::Kind::domain      ? NamedType::Kind::domain
              : create.kind == SqlCreateType::Kind::composite ? NamedType::Kind::composite
                                                              : NamedType::Kind::range;
  type.where = source.span();
  emit(CreateType{std::move(type)}, source.span());
}

void SqlRunner::statement(const SqlCreatePolicy& create, const Source& source) {
  const QualifiedName name = table_name(create.table);
  Policy policy{create.name,      create.command,   create.permissive,
                create.using_sql, create.check_sql, source.span()};
  if (create.alter) {
    const Table* table = state_.table(name);
    const auto found =
        table == nullptr ? std::vector<Policy>::const_iterator()
                         : std::find_if(table->policies.begin(), table->policies.end(),
                                        [&](const Policy& one) { return one.name == create.name; });
    if (table == nullptr || found == table->policies.end())
      return no_change("ALTER POLICY", source);
    policy.command = found->command;
    policy.permissive = found->permissive;
    if (policy.using_sql.empty()) policy.using_sql = found->using_sql;
    if (policy.check_sql.empty()) policy.check_sql = found->check_sql;
    emit(DropPolicy{name, create.name, false}, source.span());
  }
  emit(CreatePolicy{name, std::move(policy)}, source.span());
}

}  // namespace schemalint
