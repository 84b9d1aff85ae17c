#include <fmt/core.h>

#include <optional>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule validating_constraint = {
    .name = "validating-constraint",
    .summary = "A constraint is checked against every row while nobody can write.",
    .why = R"(
ADD CONSTRAINT … CHECK holds an ACCESS EXCLUSIVE lock, and ADD FOREIGN KEY a SHARE ROW EXCLUSIVE lock on both
tables, while every row is checked. NOT VALID adds the constraint at once, for new rows; VALIDATE CONSTRAINT
then checks the old ones under a lock that lets everybody read and write. In one transaction the two are as bad
as before: the first lock is held until the end.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__key.sql
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id);
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__key.sql
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
-- file: migrations/V3__validate.sql
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;
)"},
    .not_flagged = R"(
Tables that the same revision makes or empties before, `ADD COLUMN … REFERENCES` of a new column without a
default (`inline_references=True`), and foreign keys of partitioned tables before PostgreSQL 18, which cannot be
NOT VALID.
)",
    .source =
        "PostgreSQL, ALTER TABLE: "
        "https://www.postgresql.org/docs/current/sql-altertable.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

/// What the check of a step holds up.
struct Validation {
  QualifiedName table;
  std::string name;
  std::string_view kind;  ///< "foreign key"
  LockMode mode = LockMode::none;
};

std::optional<Validation> added(const Change& change) {
  if (const auto* add = std::get_if<AddForeignKey>(&change.step.operation))
    if (add->key.validated)
      return Validation{add->table, add->key.name, "foreign key", LockMode::share_row_exclusive};
  if (const auto* add = std::get_if<AddCheck>(&change.step.operation))
    if (add->check.validated)
      return Validation{add->table, add->check.name, "check constraint",
                        LockMode::access_exclusive};
  return std::nullopt;
}

/// VALIDATE CONSTRAINT in the transaction that added the constraint NOT VALID.
std::optional<Validation> validated_at_once(const Change& change) {
  const auto* validate = std::get_if<ValidateConstraint>(&change.step.operation);
  if (validate == nullptr) return std::nullopt;
  std::optional<Validation> found;
  happened_in_transaction(change, [&](const Step& step) {
    if (const auto* key = std::get_if<AddForeignKey>(&step.operation))
      if (key->table == validate->table && key->key.name == validate->name)
        found = {validate->table, validate->name, "foreign key", LockMode::share_row_exclusive};
    if (const auto* check = std::get_if<AddCheck>(&step.operation))
      if (check->table == validate->table && check->check.name == validate->name)
        found = {validate->table, validate->name, "check constraint", LockMode::access_exclusive};
    return found.has_value();
  });
  return found;
}

bool can_be_not_valid(const Change& change, const Table& table, const Context& context) {
  constexpr int on_partitioned = 18;
  return !table.partition_by || std::holds_alternative<AddCheck>(change.step.operation) ||
         context.project().settings.postgres_version >= on_partitioned;
}

}  // namespace

static void check(const Change& change, Context& context) {
  const std::optional<Validation> at_once = validated_at_once(change);
  const std::optional<Validation> found = at_once ? at_once : added(change);
  if (!found || change.effects.scans.empty()) return;
  const Table* table = change.existing(found->table);
  if (table == nullptr || !can_be_not_valid(change, *table, context) ||
      was_emptied(change, found->table))
    return;
  Finding finding = finding_at(
      change, context,
      found->name.empty() ? found->table.text() : found->table.text() + "." + found->name);
  finding.message =
      fmt::format("{} is checked against all rows of {} while {}", named(found->kind, found->name),
                  found->table.text(), who_waits(found->mode, found->table));
  if (at_once)
    finding.help =
        "validate it in a later transaction: the lock of ADD CONSTRAINT is still held here";
  else
    finding.help =
        fmt::format("add it NOT VALID{}, and VALIDATE CONSTRAINT in a transaction of its own",
                    by_spelling(change, " (postgresql_not_valid=True)", ""));
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
