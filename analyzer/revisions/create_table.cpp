#include "analyzer/models/columns.h"
#include "analyzer/models/elements.h"
#include "analyzer/revisions/column_facts.h"
#include "analyzer/revisions/operation_call.h"
#include "analyzer/revisions/statements.h"
#include "analyzer/revisions/table_facts.h"

namespace schemalint {

namespace {

/// CREATE TABLE makes the ENUM types of its columns along the way, each once in a run of Alembic,
/// so one that is there already is left alone.
void create_missing_enums(MigrationRun& run, const models::TableDraft& draft, Span where) {
  for (const models::ColumnDraft& column : draft.columns) {
    std::optional<EnumType> type = native_enum(column.type, draft.table.name);
    if (!type || !column.type.native_enum->create_type) continue;
    if (run.schema().enum_type(type->name)) continue;
    run.add(CreateEnum{.type = std::move(*type)}, where);
  }
}

/// Keywords of the call that speak of the table itself.
std::vector<std::pair<std::string, Ref>> options_of(const Call& call) {
  std::vector<std::pair<std::string, Ref>> options;
  for (const Argument& argument : call.arguments)
    if (!argument.name.empty() && argument.name != "schema")
      options.emplace_back(argument.name, argument.value);
  return options;
}

/// A table from its call; of the positional arguments the first `skipped` are no elements.
models::TableDraft read_table(MigrationRun& run, const QualifiedName& name, Ref value,
                              size_t skipped) {
  const Call& call = *call_of(value);
  models::TableDraft draft;
  draft.table.name = name;
  Ref written = call.positional(0);
  draft.table.where = written ? written->where : value->where;
  draft.table.declaration = value->where;
  draft.table.complete = call.complete;
  draft.call = value;
  size_t position = 0;
  for (const Argument& argument : call.arguments)
    if (argument.name.empty() && position++ >= skipped)
      models::read_element(run.models(), draft, argument.value);
  models::read_options(run.models(), draft, options_of(call));
  if (!call.complete)
    run.note(value->where, "elements of table " + name.text(),
             "arguments that are not known are passed on");
  return draft;
}

/// SQLAlchemy leaves foreign keys with `use_alter=True` to an ALTER TABLE of metadata.create_all(),
/// which a revision does not call.
Table created_table(MigrationRun& run, const models::TableDraft& draft) {
  Table table = finished_table(run, draft);
  std::erase_if(table.foreign_keys, [](const ForeignKey& key) { return key.use_alter; });
  return table;
}

void add_table(MigrationRun& run, const models::TableDraft& draft, bool if_not_exists, Span where) {
  const QualifiedName& name = draft.table.name;
  if (if_not_exists && run.schema().table(name)) {
    run.add(CreateTable{created_table(run, draft), true}, where);
    return;
  }
  create_missing_enums(run, draft, where);
  run.add(CreateTable{created_table(run, draft), if_not_exists}, where);
  for (Index& index : finished_indexes(run, draft))
    run.add(CreateIndex{.table = name, .index = std::move(index)}, where);
}

}  // namespace

void create_table(MigrationRun& run, const OperationCall& call) {
  const bool named_by_keyword = call.call->argument("table_name") != nullptr;
  add_table(run, read_table(run, call.table, call.value, named_by_keyword ? 0 : 1),
            call.flag("if_not_exists"), call.where());
}

void create_table_of(MigrationRun& run, Ref table, Span where) {
  const Call* call = call_of(table);
  if (!call || models::construct_of(table) != models::Construct::table)
    return run.add_unknown("create table", table_of(table), "its columns stand elsewhere", where);
  add_table(run, read_table(run, table_of(table), table, 2), false, where);
}

// Alembic adds the column bare; its constraints and indexes are statements of their own.
// `primary_key=True` makes no primary key, unless it is written inline.
void add_column(MigrationRun& run, const OperationCall& call) {
  Ref given = call.get(1, "column");
  std::optional<models::ColumnDraft> column;
  if (given && models::is_column(given)) column = models::read_column(run.models(), given, {});
  if (!column) return argument_unknown(run, call, "column");
  models::TableDraft draft;
  draft.table.name = call.table;
  draft.columns.push_back(std::move(*column));

  Table table = finished_table(run, draft);
  const bool inline_key = call.flag("inline_primary_key");
  table.columns.front().primary_key = inline_key && table.columns.front().primary_key;
  const std::string name = table.columns.front().name;
  run.add(AddColumn{call.table, std::move(table.columns.front()), call.flag("if_not_exists")},
          call.where());
  for (UniqueKey& key : table.unique)
    run.add(AddUnique{.table = call.table, .key = std::move(key)}, call.where());
  for (ForeignKey& key : table.foreign_keys)
    run.add(AddForeignKey{call.table, std::move(key), call.flag("inline_references")},
            call.where());
  for (Check& check : table.checks) run.add(AddCheck{call.table, std::move(check)}, call.where());
  for (Index& index : finished_indexes(run, draft))
    run.add(CreateIndex{.table = call.table, .index = std::move(index)}, call.where());
}

}  // namespace schemalint
