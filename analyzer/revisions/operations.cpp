#include "analyzer/revisions/operations.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "analyzer/models/columns.h"
#include "analyzer/models/elements.h"
#include "analyzer/models/naming.h"
#include "analyzer/revisions/operation_call.h"
#include "analyzer/revisions/own_operations.h"
#include "analyzer/revisions/plugin_operations.h"
#include "analyzer/revisions/statements.h"
#include "analyzer/revisions/table_facts.h"

namespace schemalint {

Ref OperationCall::get(size_t position, std::string_view keyword) const {
  if (batch && position > table_position) --position;
  return call->get(position, keyword);
}

const std::string* OperationCall::text(size_t position, std::string_view keyword) const {
  Ref given = get(position, keyword);
  return given ? exact_string(given) : nullptr;
}

bool OperationCall::flag(std::string_view keyword) const {
  Ref given = call->keyword(keyword);
  return given && truth(given) == Truth::yes;
}

std::string OperationCall::option(std::string_view keyword) const {
  Ref given = call->keyword(keyword);
  const std::string* text = given ? exact_string(given) : nullptr;
  return text ? *text : std::string();
}

models::GivenName given_name_of(Ref value) {
  const Call* call = value ? call_of(value) : nullptr;
  const Member member = call ? member_of(call->callee) : Member{};
  if (member.role != Role::batch || member.name != "f") return models::given_name(value);
  models::GivenName name = models::given_name(call->get(0, "name"));
  name.final = true;
  return name;
}

std::optional<std::vector<std::string>> strings_of(Ref value) {
  const auto* sequence = value ? value->as<Sequence>() : nullptr;
  if (!sequence || !sequence->complete) return std::nullopt;
  std::vector<std::string> texts;
  for (Ref item : sequence->items) {
    const std::string* text = exact_string(item);
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

void argument_unknown(MigrationRun& run, const OperationCall& call, std::string_view argument) {
  run.add_unknown("op." + call.name, call.table,
                  "the value of " + std::string(argument) + " is not known", call.where());
}

namespace {

void drop_table(MigrationRun& run, const OperationCall& call) {
  run.add(DropTable{.table = call.table, .if_exists = call.flag("if_exists")}, call.where());
}

void rename_table(MigrationRun& run, const OperationCall& call) {
  const std::string* name = call.text(1, "new_table_name");
  if (!name) return argument_unknown(run, call, "new_table_name");
  run.add(RenameTable{call.table, {call.table.schema, *name}}, call.where());
}

void drop_column(MigrationRun& run, const OperationCall& call) {
  const std::string* column = call.text(1, "column_name");
  if (!column) return argument_unknown(run, call, "column_name");
  run.add(DropColumn{.table = call.table, .column = *column, .if_exists = call.flag("if_exists")},
          call.where());
}

void drop_index(MigrationRun& run, const OperationCall& call) {
  const models::GivenName name = given_name_of(call.get(0, "index_name"));
  if (!name.text) return argument_unknown(run, call, "index_name");
  run.add(DropIndex{.index = {call.table.schema, models::truncated(*name.text)},
                    .if_exists = call.flag("if_exists"),
                    .concurrently = call.flag("postgresql_concurrently")},
          call.where());
}

// The elements stand behind the name and, but for a batch, the table.
void create_exclude_constraint(MigrationRun& run, const OperationCall& call) {
  models::TableDraft draft;
  draft.table.name = call.table;
  models::ExclusionDraft given =
      models::read_exclusion(*call.call, call.batch ? 1 : 2, call.where());
  given.name = given_name_of(call.get(0, "constraint_name"));
  auto exclusion = finished_exclusion(run, given, draft);
  if (!exclusion) return argument_unknown(run, call, "elements");
  run.add(AddExclusion{call.table, std::move(*exclusion)}, call.where());
}

void comment(MigrationRun& run, const OperationCall& call) {
  run.add(SetTableOption{SetTableOption::Kind::comment, call.table}, call.where());
}

struct Row {
  std::string_view name;
  size_t table_position;
  std::string_view table_keyword;
  std::string_view schema_keyword;
  void (*read)(MigrationRun&, const OperationCall&);
};

constexpr Row rows[] = {
    {"create_table", 0, "table_name", "schema", create_table},
    {"drop_table", 0, "table_name", "schema", drop_table},
    {"rename_table", 0, "old_table_name", "schema", rename_table},
    {"add_column", 0, "table_name", "schema", add_column},
    {"drop_column", 0, "table_name", "schema", drop_column},
    {"alter_column", 0, "table_name", "schema", alter_column},
    {"create_index", 1, "table_name", "schema", create_index},
    {"drop_index", 1, "table_name", "schema", drop_index},
    {"create_primary_key", 1, "table_name", "schema", create_primary_key},
    {"create_unique_constraint", 1, "table_name", "schema", create_unique_constraint},
    {"create_foreign_key", 1, "source_table", "source_schema", create_foreign_key},
    {"create_check_constraint", 1, "table_name", "schema", create_check_constraint},
    {"create_exclude_constraint", 1, "table_name", "schema", create_exclude_constraint},
    {"drop_constraint", 1, "table_name", "schema", drop_constraint},
    {"create_table_comment", 0, "table_name", "schema", comment},
    {"drop_table_comment", 0, "table_name", "schema", comment},
};

const Row* find_row(std::string_view name) {
  const Row* row = std::find_if(std::begin(rows), std::end(rows),
                                [&](const Row& candidate) { return candidate.name == name; });
  return row == std::end(rows) ? nullptr : row;
}

/// Members that change nothing by themselves.
bool changes_nothing(std::string_view name) {
  static constexpr std::array<std::string_view, 11> names{
      "get_bind",           "get_context",        "f",        "batch_alter_table",
      "inline_literal",     "__enter__",          "__exit__", "run_async",
      "implementation_for", "register_operation", "context"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The table at a place of a call; no name where it or its schema is not known.
QualifiedName named_table(Ref table, Ref schema) {
  std::string schema_name;
  if (schema && !schema->is_none()) {
    const std::string* text = exact_string(schema);
    if (!text) return {};
    schema_name = *text;
  }
  const std::string* name = table ? exact_string(table) : nullptr;
  return qualified_name(schema_name, name ? *name : "");
}

OperationCall operation_call(const Row& row, const Member& member, Ref value, const Call& call) {
  OperationCall result;
  result.value = value;
  result.call = &call;
  result.name = member.name;
  result.table_position = row.table_position;
  if (member.role == Role::batch) {
    result.batch = true;
    if (const Call* batch = batch_call(member.object))
      result.table = named_table(batch->get(0, "table_name"), batch->get(1, "schema"));
  } else {
    result.table = named_table(call.get(row.table_position, row.table_keyword),
                               call.keyword(row.schema_keyword));
  }
  return result;
}

/// `op.drop_index("ix")` leaves the table out; only its schema would matter.
bool needs_table(const Row& row) {
  return row.name != "drop_index";
}

void read_schema_operation(MigrationRun& run, const Row& row, const OperationCall& call) {
  if (call.table.name.empty() && (needs_table(row) || call.call->argument(row.table_keyword)))
    return argument_unknown(run, call, row.table_keyword);
  row.read(run, call);
}

}  // namespace

bool is_schema_operation(std::string_view name) {
  return find_row(name) != nullptr;
}

void read_operation(MigrationRun& run, const Member& member, Ref value, const Call& call) {
  if (const Row* row = find_row(member.name))
    return read_schema_operation(run, *row, operation_call(*row, member, value, call));
  if (member.name == "execute")
    return execute_statement(run, call.get(0, "sqltext"), nullptr, value->where);
  if (member.name == "bulk_insert") {
    Ref table = call.get(0, "table");
    return run.add(ChangeData{"INSERT", table ? table_of(table) : QualifiedName{}}, value->where);
  }
  if (changes_nothing(member.name) || read_plugin_operation(run, member, value, call)) return;
  if (run_own_operation(run, member, call, value->where)) return;
  run.add_unknown("op." + member.name, {}, "not an operation of Alembic's own", value->where);
}

}  // namespace schemalint
