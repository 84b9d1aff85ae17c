#include <fmt/core.h>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule revision_cycle = {
    .name = "revision-cycle",
    .summary = "Revisions depend on each other in a circle.",
    .why = R"(
None of them can be the first to run: Alembic refuses every command with a CycleDetected error. A wrong
`down_revision` after a rebase or a renumbering is the usual reason.
)",
    .example = {.file = "alembic/versions/0001_users.py",
                .bad = R"(
revision = "0001"
down_revision = "0002"
# file: alembic/versions/0002_orders.py
revision = "0002"
down_revision = "0001"
)",
                .good = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002_orders.py
revision = "0002"
down_revision = "0001"
)"},
    .not_flagged = R"(
Merges and diamonds, which no circle closes.
)",
    .source = "Alembic, script directory: https://alembic.sqlalchemy.org/en/latest/api/script.html",
    .severity = Severity::error,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories) {
    for (const ChainError& error : history.errors) {
      if (error.kind != ChainError::Kind::cycle) continue;
      context.report({.where = error.where,
                      .message = fmt::format("revision {} lies on or behind a cycle of revisions",
                                             error.revision),
                      .help = "correct the down_revision or depends_on that closes the circle",
                      .object = "alembic:" + error.revision});
    }
  }
}

}  // namespace schemalint::rules
