#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/new_columns.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule rename_in_use = {
    .name = "rename-in-use",
    .summary = "A table or column gets another name while the code that runs uses the old one.",
    .why = R"(
Between the migration and the last restart there is code that asks for the old name, and it gets an error.
Renaming needs several deployments: a new column that is written beside the old one, or a view with the old
name.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__amount.sql
ALTER TABLE orders RENAME COLUMN total TO amount;
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__amount.sql
ALTER TABLE orders ADD COLUMN amount numeric;
)"},
    .not_flagged = R"(
Tables and columns that the same revision makes, and tables in whose place it puts a view or another table.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

/// Another relation with the old name, made by a later step.
bool is_replaced(const Change& change, const QualifiedName& name) {
  const std::vector<Step>& steps = change.revision.upgrade;
  for (size_t at = change.index + 1; at < steps.size(); ++at) {
    const auto* view = std::get_if<CreateView>(&steps[at].operation);
    const auto* table = std::get_if<CreateTable>(&steps[at].operation);
    const auto* rename = std::get_if<RenameTable>(&steps[at].operation);
    if ((view != nullptr && view->view.name == name) ||
        (table != nullptr && table->table.name == name) ||
        (rename != nullptr && rename->to == name))
      return true;
  }
  return false;
}

}  // namespace

static void check(const Change& change, Context& context) {
  const auto* table = std::get_if<RenameTable>(&change.step.operation);
  const auto* column = std::get_if<RenameColumn>(&change.step.operation);
  if (table == nullptr && column == nullptr) return;
  const QualifiedName& name = table != nullptr ? table->table : column->table;
  const Table* existing = change.existing(name);
  if (existing == nullptr || is_replaced(change, name)) return;
  if (column != nullptr &&
      (existing->column(column->column) == nullptr || is_new_column(change, name, column->column)))
    return;
  Finding finding = finding_at(
      change, context, table != nullptr ? name.text() : object_name(name, {column->column}));
  finding.message = fmt::format("{} gets the name {}: code that still runs asks for the old one",
                                finding.object, table != nullptr ? table->to.text() : column->to);
  finding.help = table != nullptr
                     ? "leave a view with the old name until no such code runs"
                     : "add the new column, write both, and drop the old one in a later deployment";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
