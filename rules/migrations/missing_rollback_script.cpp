#include <fmt/core.h>

#include <algorithm>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_rollback_script = {
    .name = "missing-rollback-script",
    .summary = "A SQL migration has no script for the way back.",
    .why = R"(
Tools that run SQL files (Prisma, Flyway, golang-migrate) know no way back but the one that somebody wrote. When a
deployment has to be taken back, nobody writes it in a hurry.
)",
    .example = {.file = "migrations/V1__orders.sql",
                .bad = R"(
CREATE TABLE orders (id bigint PRIMARY KEY);
)",
                .good = R"(
CREATE TABLE orders (id bigint PRIMARY KEY);
-- file: migrations/U1__orders.sql
DROP TABLE orders;
)"},
    .not_flagged = R"(
Alembic's revisions (see missing-downgrade), and files that change nothing.
)",
    .source =
        "Flyway, undo migrations: "
        "https://documentation.red-gate.com/flyway/flyway-concepts/migrations/undo-migrations",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories) {
    if (history.kind != History::Kind::sql) continue;
    for (const Revision& revision : history.revisions) {
      const bool changes = std::ranges::any_of(
          revision.upgrade, [](const Step& step) { return !is_harmless(step.operation); });
      if (revision.has_downgrade || !changes) continue;
      context.report(
          {.where = first_line(context, revision.upgrade.front().where),
           .message = fmt::format("migration {} has no script for the way back", revision.id),
           .help = "write one beside it, as the tool names it (down.sql, U1__name.sql)",
           .object = "sql:" + revision.id});
    }
  }
}

}  // namespace schemalint::rules
