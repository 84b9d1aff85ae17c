#include <fmt/core.h>

#include "analyzer/words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule refresh_without_concurrently = {
    .name = "refresh-without-concurrently",
    .summary = "A materialized view is refreshed while nobody can read it.",
    .why = R"(
REFRESH MATERIALIZED VIEW holds an ACCESS EXCLUSIVE lock on the view for as long as its query runs: everybody
who reads the view waits. With CONCURRENTLY, which needs a unique index of the view, they read the old rows.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE MATERIALIZED VIEW order_counts AS SELECT status, count(*) AS number FROM orders GROUP BY status;
CREATE UNIQUE INDEX ON order_counts (status);
-- file: migrations/V2__refresh.sql
REFRESH MATERIALIZED VIEW order_counts;
)",
                .good = R"(
CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE MATERIALIZED VIEW order_counts AS SELECT status, count(*) AS number FROM orders GROUP BY status;
CREATE UNIQUE INDEX ON order_counts (status);
-- file: migrations/V2__refresh.sql
REFRESH MATERIALIZED VIEW CONCURRENTLY order_counts;
)"},
    .not_flagged = R"(
Views that the same revision makes, those that were made WITH NO DATA and are filled for the first time, and
REFRESH … WITH NO DATA.
)",
    .source =
        "PostgreSQL, REFRESH MATERIALIZED VIEW: "
        "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

/// CONCURRENTLY is not possible before the view is filled for the first time.
bool is_filled(const Change& change, const View& view, const Context& context) {
  const bool empty_at_first =
      lower(context.file(view.where).text(view.where)).find("no data") != std::string::npos;
  if (!empty_at_first) return true;
  for (const Revision& revision : change.history.revisions) {
    if (&revision == &change.revision) return false;
    for (const Step& step : revision.upgrade) {
      const auto* refresh = std::get_if<RefreshView>(&step.operation);
      if (refresh != nullptr && refresh->view == view.name) return true;
    }
  }
  return false;
}

}  // namespace

static void check(const Change& change, Context& context) {
  const auto* refresh = std::get_if<RefreshView>(&change.step.operation);
  if (refresh == nullptr || refresh->concurrently || !refresh->with_data) return;
  const auto view = change.before.views().find(refresh->view);
  if (view == change.before.views().end() || change.created.contains(refresh->view)) return;
  if (!view->second.where.known() || !is_filled(change, view->second, context)) return;
  Finding finding = finding_at(change, context, refresh->view.text());
  finding.message = fmt::format("while materialized view {} is refreshed, nobody can read it",
                                refresh->view.text());
  finding.help = fmt::format(
      "REFRESH MATERIALIZED VIEW CONCURRENTLY {}, which needs a unique index of the view",
      refresh->view.text());
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
