#include <fmt/core.h>

#include <map>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/code_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule enum_type_left_behind = {
    .name = "enum-type-left-behind",
    .summary = "The last column of an ENUM type goes, and the type stays.",
    .why = R"(
DROP TABLE and DROP COLUMN leave the types of their columns behind. A later `create_table` with the same type
fails, because it exists already; `checkfirst=True` takes it with the values that it had years ago.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TYPE order_state AS ENUM ('open', 'done');
CREATE TABLE orders (id bigint PRIMARY KEY, state order_state);
-- file: migrations/V2__drop.sql
DROP TABLE orders;
)",
                .good = R"(
CREATE TYPE order_state AS ENUM ('open', 'done');
CREATE TABLE orders (id bigint PRIMARY KEY, state order_state);
-- file: migrations/V2__drop.sql
DROP TABLE orders;
DROP TYPE order_state;
)"},
    .not_flagged = R"(
Types that a later revision drops or uses again, and histories that begin on tables which somebody else made.
)",
    .source =
        "PostgreSQL, \"Enumerated Types\": "
        "https://www.postgresql.org/docs/current/datatype-enum.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

/// The columns that a step takes away, or gives another type.
std::vector<const Column*> columns_taken(const Change& change) {
  std::vector<const Column*> taken;
  const Table* table = change.before.table(table_of(change.step.operation));
  if (table == nullptr) return taken;
  if (std::holds_alternative<DropTable>(change.step.operation)) {
    for (const Column& column : table->columns) taken.push_back(&column);
  } else if (const auto* drop = std::get_if<DropColumn>(&change.step.operation)) {
    taken.push_back(table->column(drop->column));
  } else if (const auto* alter = std::get_if<AlterColumn>(&change.step.operation)) {
    if (alter->type) taken.push_back(table->column(alter->column));
  }
  std::erase(taken, nullptr);
  return taken;
}

size_t users_of(const Schema& schema, const QualifiedName& type) {
  size_t count = 0;
  for (const Table& table : schema.tables())
    for (const Column& column : table.columns) count += column.enum_type == type;
  return count;
}

}  // namespace

static void check(const Change& change, Context& context) {
  const Database& database = context.project().databases[change.history.database];
  if (!database.begins_empty) return;
  std::map<QualifiedName, size_t> taken;
  for (const Column* column : columns_taken(change))
    if (column->enum_type) ++taken[*column->enum_type];
  for (const auto& [type, count] : taken) {
    const bool was_last = users_of(change.before, type) == count;
    if (!was_last || database.schema.enum_type(type) == nullptr ||
        users_of(database.schema, type) > 0)
      continue;
    Finding finding = finding_at(change, context, type.text());
    finding.message =
        fmt::format("{} {} takes the last column of type {}, and the type stays",
                    describe(change.step.operation), object_of(change.step.operation), type.text());
    const std::string drop = "DROP TYPE " + sql_name(type);
    finding.help =
        "in a new revision: " +
        (change.step.from_sql ? drop : fmt::format("op.execute({})", python_string(drop)));
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
