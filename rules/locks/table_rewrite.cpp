#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule table_rewrite = {
    .name = "table-rewrite",
    .summary = "A statement writes every row of a table anew while nobody can use it.",
    .why = R"(
A default that differs from row to row (gen_random_uuid(), clock_timestamp(), a sequence), an identity, a stored
generated column, and most changes of a type make PostgreSQL write the table and all its indexes anew, under an
ACCESS EXCLUSIVE lock. It takes as long as the table is big, and the disk space of a second table.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__bigint.sql
ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__bigint.sql
ALTER TABLE orders ADD COLUMN token uuid;
ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
)"},
    .not_flagged = R"(
Type changes that leave the rows as they are: a longer or unlimited VARCHAR, VARCHAR to TEXT, more digits of
NUMERIC with the same scale, timestamps with and without time zone (where TimeZone is UTC). Defaults that are
the same for all rows: constants, now(). Types and functions that are not known. Tables that the same revision
makes or empties before.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

std::string why_added(const AddColumn& add) {
  const Column& column = add.column;
  if (column.identity) return "an identity column gets a value for every row";
  if (column.serial) return "a serial column gets a value for every row";
  if (column.computed) return "a stored generated column is computed for every row";
  return fmt::format("the default {} has another value for every row",
                     column.server_default->value);
}

std::string why_altered(const Change& change, const AlterColumn& alter) {
  const Table* table = change.existing(alter.table);
  const Column* column = table == nullptr ? nullptr : table->column(alter.column);
  const std::string from =
      column == nullptr || column->type.value.empty() ? "its type" : column->type.value;
  if (from == alter.type->value) return fmt::format("USING {} changes the values", alter.using_sql);
  return fmt::format("{} becomes {}", from, alter.type->value);
}

}  // namespace

static void check(const Change& change, Context& context) {
  const QualifiedName name = table_of(change.step.operation);
  const auto* add = std::get_if<AddColumn>(&change.step.operation);
  const auto* alter = std::get_if<AlterColumn>(&change.step.operation);
  if ((add == nullptr && alter == nullptr) || change.effects.rewrites.empty()) return;
  if (change.existing(name) == nullptr || was_emptied(change, name)) return;
  Finding finding = finding_at(
      change, context, object_name(name, {add != nullptr ? add->column.name : alter->column}));
  finding.message =
      fmt::format("{} is written anew while nobody can read or write it: {}", name.text(),
                  add != nullptr ? why_added(*add) : why_altered(change, *alter));
  finding.help =
      add != nullptr
          ? "add the column without it, SET DEFAULT for new rows in a statement of its "
            "own, and fill the old rows in batches"
          : "add a column of the new type, fill it in batches while both are written, and "
            "let it take the old one's place";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
