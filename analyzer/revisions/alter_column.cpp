#include "analyzer/models/constructs.h"
#include "analyzer/models/expressions.h"
#include "analyzer/models/types.h"
#include "analyzer/revisions/column_facts.h"
#include "analyzer/revisions/operation_call.h"

namespace schemalint {

namespace {

AlterColumn change_of(const OperationCall& call, const std::string& column) {
  AlterColumn change;
  change.table = call.table;
  change.column = column;
  return change;
}

/// The CHECK of the old type goes, where it has a name to go by, and that of the new type comes.
void alter_type(MigrationRun& run, const OperationCall& call, const std::string& column) {
  Ref given = call.call->keyword("type_");
  if (!given || given->is_none()) return;
  const models::ColumnType type = models::read_type(run.models(), given);
  AlterColumn change = change_of(call, column);
  change.type = Sourced<std::string>{type_text(type, call.table), given->where};
  if (change.type->value.empty())
    return run.add_unknown("type of column " + call.table.text() + "." + column, call.table,
                           type.reason, call.where());
  if (const std::optional<EnumType> enumeration = native_enum(type, call.table))
    change.enum_type = enumeration->name;
  change.using_sql = call.option("postgresql_using");
  Ref existing = call.call->keyword("existing_type");
  if (existing && !existing->is_none()) {
    const models::ColumnType old = models::read_type(run.models(), existing);
    if (const auto check = type_check(run, old, column, call.table); check && !check->name.empty())
      run.add(DropConstraint{.table = call.table, .name = check->name}, call.where());
  }
  run.add(std::move(change), call.where());
  if (const std::optional<Check> check = type_check(run, type, column, call.table))
    run.add(AddCheck{call.table, *check}, call.where());
}

void alter_nullable(MigrationRun& run, const OperationCall& call, const std::string& column) {
  const Argument* given = call.call->argument("nullable");
  if (!given || given->value->is_none()) return;
  const Truth nullable = truth(given->value);
  if (nullable == Truth::unknown) return argument_unknown(run, call, "nullable");
  AlterColumn change = change_of(call, column);
  change.nullable = Sourced<bool>{nullable == Truth::yes, given->where};
  run.add(std::move(change), call.where());
}

/// False leaves the default alone, None drops it.
void alter_default(MigrationRun& run, const OperationCall& call, const std::string& column) {
  const Argument* given = call.call->argument("server_default");
  if (!given) return;
  if (const bool* flag = given->value->as<bool>(); flag && !*flag) return;
  AlterColumn change = change_of(call, column);
  const models::Construct construct = models::construct_of(given->value);
  if (construct == models::Construct::identity) {
    change.identity = true;
  } else if (given->value->is_none()) {
    // Where the column was an identity, this is DROP IDENTITY.
    if (models::construct_of(call.call->keyword("existing_server_default")) ==
        models::Construct::identity)
      change.identity = false;
    else
      change.drop_default = true;
  } else {
    const std::optional<std::string> sql = models::server_default_sql(given->value);
    if (!sql) return argument_unknown(run, call, "server_default");
    change.server_default = Sourced<std::string>{*sql, given->where};
  }
  run.add(std::move(change), call.where());
}

void rename_column(MigrationRun& run, const OperationCall& call, const std::string& column) {
  Ref given = call.call->keyword("new_column_name");
  if (!given || given->is_none()) return;
  const std::string* name = exact_string(given);
  if (!name) return argument_unknown(run, call, "new_column_name");
  run.add(RenameColumn{call.table, column, *name}, call.where());
}

}  // namespace

// Alembic sends each change as an ALTER TABLE of its own, the new name last.
void alter_column(MigrationRun& run, const OperationCall& call) {
  const std::string* column = call.text(1, "column_name");
  if (!column) return argument_unknown(run, call, "column_name");
  alter_type(run, call, *column);
  alter_nullable(run, call, *column);
  alter_default(run, call, *column);
  if (call.call->argument("comment"))
    run.add(SetTableOption{SetTableOption::Kind::comment, call.table}, call.where());
  rename_column(run, call, *column);
  if (!call.call->complete)
    run.add_unknown("op.alter_column", call.table, "keywords that are not known are passed on",
                    call.where());
}

}  // namespace schemalint
