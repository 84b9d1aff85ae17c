#include <fmt/core.h>

#include <algorithm>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule unusable_new_enum_value = {
    .name = "unusable-new-enum-value",
    .summary = "A new value of an ENUM is used in the transaction that adds it.",
    .why = R"(
PostgreSQL refuses it: "unsafe use of new value … New enum values must be committed before they can be used".
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TYPE order_state AS ENUM ('open', 'done');
CREATE TABLE orders (id bigint PRIMARY KEY, state order_state);
-- file: migrations/V2__held.sql
ALTER TYPE order_state ADD VALUE 'held';
UPDATE orders SET state = 'held' WHERE id = 1;
)",
                .good = R"(
CREATE TYPE order_state AS ENUM ('open', 'done');
CREATE TABLE orders (id bigint PRIMARY KEY, state order_state);
-- file: migrations/V2__held.sql
ALTER TYPE order_state ADD VALUE 'held';
-- file: migrations/V3__hold.sql
UPDATE orders SET state = 'held' WHERE id = 1;
)"},
    .not_flagged = R"(
Types that the same revision makes, and values that are used in a later transaction.
)",
    .source =
        "PostgreSQL, ALTER TYPE: "
        "https://www.postgresql.org/docs/current/sql-altertype.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

bool has_type(const Change& change, const QualifiedName& type, const QualifiedName& table) {
  const Table* found = change.before.table(table);
  return found != nullptr && std::ranges::any_of(found->columns, [&](const Column& column) {
           return column.enum_type == type;
         });
}

/// Whether the step speaks of the value where a column has the type.
bool uses(const Change& change, const Context& context, const AddEnumValue& added) {
  const std::string literal = "'" + added.value + "'";
  const auto speaks = [&](const std::string& sql) { return sql.find(literal) != sql.npos; };
  const Operation& operation = change.step.operation;
  if (const auto* add = std::get_if<AddColumn>(&operation))
    return add->column.enum_type == added.type && add->column.server_default &&
           speaks(add->column.server_default->value);
  if (!has_type(change, added.type, table_of(operation))) return false;
  if (const auto* alter = std::get_if<AlterColumn>(&operation)) {
    const Column* column = change.before.table(alter->table)->column(alter->column);
    return column != nullptr && column->enum_type == added.type && alter->server_default &&
           speaks(alter->server_default->value);
  }
  if (const auto* index = std::get_if<CreateIndex>(&operation))
    return index->index.where_sql && speaks(*index->index.where_sql);
  if (!std::holds_alternative<ChangeData>(operation) || !change.step.from_sql) return false;
  return context.file(change.step.where).text(change.step.where).find(literal) !=
         std::string_view::npos;
}

bool made_here(const Change& change, const QualifiedName& type) {
  return std::ranges::any_of(change.revision.upgrade, [&](const Step& step) {
    const auto* create = std::get_if<CreateEnum>(&step.operation);
    return create != nullptr && create->type.name == type;
  });
}

}  // namespace

static void check(const Change& change, Context& context) {
  happened_in_transaction(change, [&](const Step& step) {
    const auto* added = std::get_if<AddEnumValue>(&step.operation);
    if (added == nullptr || made_here(change, added->type) || !uses(change, context, *added))
      return false;
    Finding finding = finding_at(change, context, added->type.text() + "." + added->value);
    finding.message = fmt::format("value '{}' of type {} is used in the transaction that adds it",
                                  added->value, added->type.text());
    finding.notes.push_back({first_line(context, step.where), "adds the value"});
    finding.help = change.history.kind == History::Kind::alembic
                       ? "add the value in a revision of its own, or inside "
                         "`with op.get_context().autocommit_block():`"
                       : "add the value in a migration of its own";
    context.report(std::move(finding));
    return true;
  });
}

}  // namespace schemalint::rules
