#include <algorithm>
#include <cctype>

#include "analyzer/models/columns.h"
#include "analyzer/models/elements.h"
#include "analyzer/revisions/operation_call.h"
#include "analyzer/revisions/table_facts.h"

namespace schemalint {

namespace {

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

models::TableDraft table_of_call(const OperationCall& call) {
  models::TableDraft draft;
  draft.table.name = call.table;
  return draft;
}

/// A primary key or unique constraint; nothing where a part of it is not known, which is noted.
std::optional<UniqueKey> key_of_call(MigrationRun& run, const OperationCall& call,
                                     const std::string& kind) {
  const models::GivenName name = given_name_of(call.get(0, "constraint_name"));
  const auto columns = strings_of(call.get(2, "columns"));
  if (name.unknown || !columns) {
    argument_unknown(run, call, name.unknown ? "constraint_name" : "columns");
    return std::nullopt;
  }
  UniqueKey key;
  key.name = conventional_name(run, kind, name, call.table, *columns);
  key.columns = *columns;
  key.deferrable = call.flag("deferrable");
  key.nulls_not_distinct = call.flag("postgresql_nulls_not_distinct");
  key.where = call.where();
  return key;
}

/// Alembic's names for the kinds of constraints, and the naming convention's.
std::string kind_of(const std::string& type) {
  if (type == "foreignkey") return "fk";
  if (type == "unique") return "uq";
  if (type == "primary") return "pk";
  return type == "check" ? "ck" : "";
}

}  // namespace

void create_primary_key(MigrationRun& run, const OperationCall& call) {
  if (auto key = key_of_call(run, call, "pk"))
    run.add(AddPrimaryKey{.table = call.table, .key = std::move(*key)}, call.where());
}

void create_unique_constraint(MigrationRun& run, const OperationCall& call) {
  if (auto key = key_of_call(run, call, "uq"))
    run.add(AddUnique{.table = call.table, .key = std::move(*key)}, call.where());
}

// The target's schema is `referent_schema` alone, in batch mode as well: without it PostgreSQL
// looks along its search path.
void create_foreign_key(MigrationRun& run, const OperationCall& call) {
  const models::GivenName name = given_name_of(call.get(0, "constraint_name"));
  const std::string* target = call.text(2, "referent_table");
  const auto columns = strings_of(call.get(3, "local_cols"));
  const auto target_columns = strings_of(call.get(4, "remote_cols"));
  Ref schema = call.call->keyword("referent_schema");
  const bool schema_known = !schema || schema->is_none() || exact_string(schema);
  if (name.unknown) return argument_unknown(run, call, "constraint_name");
  if (!target || !schema_known) return argument_unknown(run, call, "referent_table");
  if (!columns || !target_columns) return argument_unknown(run, call, "local_cols or remote_cols");
  ForeignKey key;
  key.columns = *columns;
  key.target = qualified_name(call.option("referent_schema"), *target);
  key.written_schema = !call.option("referent_schema").empty();
  key.target_columns = *target_columns;
  key.on_delete = upper(call.option("ondelete"));
  key.on_update = upper(call.option("onupdate"));
  key.deferrable = call.flag("deferrable");
  key.validated = !call.flag("postgresql_not_valid");
  key.where = call.where();
  key.name = conventional_name(run, "fk", name, call.table, key.columns, &key);
  run.add(AddForeignKey{call.table, std::move(key)}, call.where());
}

void create_check_constraint(MigrationRun& run, const OperationCall& call) {
  models::CheckDraft draft;
  draft.name = given_name_of(call.get(0, "constraint_name"));
  draft.sql = call.get(2, "condition");
  draft.where = call.where();
  if (!draft.sql) return argument_unknown(run, call, "condition");
  auto check = finished_check(run, draft, table_of_call(call));
  if (!check) return argument_unknown(run, call, "condition");
  check->validated = !call.flag("postgresql_not_valid");
  run.add(AddCheck{call.table, std::move(*check)}, call.where());
}

void drop_constraint(MigrationRun& run, const OperationCall& call) {
  const models::GivenName name = given_name_of(call.get(0, "constraint_name"));
  if (!name.text) return argument_unknown(run, call, "constraint_name");
  const std::string* type = call.text(2, "type_");
  const std::string kind = type ? kind_of(*type) : std::string();
  run.add(DropConstraint{.table = call.table,
                         .name = conventional_name(run, kind, name, call.table, {}),
                         .if_exists = call.flag("if_exists")},
          call.where());
}

void create_index(MigrationRun& run, const OperationCall& call) {
  models::IndexDraft draft;
  draft.name = given_name_of(call.get(0, "index_name"));
  draft.where = call.where();
  Ref columns = call.get(2, "columns");
  const auto* elements = columns ? columns->as<Sequence>() : nullptr;
  if (!elements || !elements->complete) return argument_unknown(run, call, "columns");
  if (draft.name.unknown) return argument_unknown(run, call, "index_name");
  draft.elements = elements->items;
  draft.unique = call.flag("unique");
  constexpr std::string_view prefix = "postgresql_";
  for (const Argument& argument : call.call->arguments)
    if (argument.name.starts_with(prefix))
      draft.options.emplace_back(argument.name.substr(prefix.size()), argument.value);
  Index index = finished_index(run, draft, table_of_call(call));
  run.add(CreateIndex{.table = call.table,
                      .index = std::move(index),
                      .if_not_exists = call.flag("if_not_exists"),
                      .concurrently = call.flag("postgresql_concurrently")},
          call.where());
}

}  // namespace schemalint
