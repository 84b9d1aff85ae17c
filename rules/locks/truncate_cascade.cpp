#include <fmt/core.h>

#include <algorithm>

#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule truncate_cascade = {
    .name = "truncate-cascade",
    .summary = "TRUNCATE … CASCADE empties tables that it does not name.",
    .why = R"(
TRUNCATE … CASCADE empties every table that refers to this one, and those that refer to them, whatever their
ON DELETE says. A foreign key that somebody adds later makes it empty one table more.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id));
-- file: migrations/V2__empty.sql
TRUNCATE orders CASCADE;
)",
                .good = R"(
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id));
-- file: migrations/V2__empty.sql
TRUNCATE orders, lines;
)"},
    .not_flagged = R"(
Tables that no other table refers to, and those that the same revision makes.
)",
    .source =
        "PostgreSQL, TRUNCATE: "
        "https://www.postgresql.org/docs/current/sql-truncate.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* data = std::get_if<ChangeData>(&change.step.operation);
  if (data == nullptr || data->verb != "TRUNCATE" || !data->cascade) return;
  std::vector<std::string> others;
  for (const QualifiedName& emptied : change.effects.rewrites)
    if (emptied != data->table && change.existing(emptied) != nullptr) {
      const bool named = std::ranges::any_of(change.revision.upgrade, [&](const Step& step) {
        const auto* other = std::get_if<ChangeData>(&step.operation);
        return other != nullptr && other->verb == "TRUNCATE" && other->table == emptied &&
               step.where == change.step.where;
      });
      if (!named) others.push_back(emptied.text());
    }
  if (others.empty()) return;
  Finding finding = finding_at(change, context, data->table.text());
  finding.message = fmt::format("TRUNCATE {} CASCADE empties {} as well", data->table.text(),
                                shortened(others, 3));
  finding.help = "name every table that is to be empty, without CASCADE";
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
