#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule uncommitted_transaction = {
    .name = "uncommitted-transaction",
    .summary = "A SQL migration begins a transaction and does not end it.",
    .why = R"(
When the file is run as it is, the connection closes with the transaction open, and PostgreSQL takes back all
that the file did. The tool may note it down as done.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__note.sql
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
)",
                .good = R"(
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total numeric);
-- file: migrations/V2__note.sql
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
)"},
    .not_flagged = R"(
Alembic's revisions, whose last transaction is Alembic's to end.
)",
    .source =
        "PostgreSQL, BEGIN: "
        "https://www.postgresql.org/docs/current/sql-begin.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  using Kind = TransactionControl::Kind;
  const auto* control = std::get_if<TransactionControl>(&change.step.operation);
  if (change.history.kind != History::Kind::sql || control == nullptr ||
      control->kind != Kind::begin)
    return;
  for (size_t at = change.index + 1; at < change.revision.upgrade.size(); ++at) {
    const auto* later = std::get_if<TransactionControl>(&change.revision.upgrade[at].operation);
    if (later != nullptr && (later->kind == Kind::commit || later->kind == Kind::rollback)) return;
    if (later != nullptr && later->kind == Kind::other) return;  // END of some kind
  }
  Finding finding = finding_at(change, context, change.revision.id);
  finding.message = "the file begins a transaction and does not end it";
  finding.help = "COMMIT at its end, or leave the BEGIN out where the tool begins the transaction";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
