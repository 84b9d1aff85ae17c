#include <fmt/core.h>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule duplicate_revision = {
    .name = "duplicate-revision",
    .summary = "Two revisions have one identifier.",
    .why = R"(
Alembic warns that the revision is present more than once and runs the file that it reads last. What the
other one does never reaches a database, and which one that is depends on the order of the folder.
)",
    .example = {.file = "alembic/versions/0001_users.py",
                .bad = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002_orders.py
revision = "0002"
down_revision = "0001"
# file: alembic/versions/0002_teams.py
revision = "0002"
down_revision = "0001"
)",
                .good = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002_orders.py
revision = "0002"
down_revision = "0001"
# file: alembic/versions/0003_teams.py
revision = "0003"
down_revision = "0002"
)"},
    .not_flagged = R"(
The same identifier in two Alembic environments: each keeps its own account.
)",
    .source = "Alembic, script directory: https://alembic.sqlalchemy.org/en/latest/api/script.html",
    .severity = Severity::error,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories) {
    for (const ChainError& error : history.errors) {
      if (error.kind != ChainError::Kind::duplicate_revision) continue;
      context.report(
          {.where = error.where,
           .message = fmt::format("revision {} is there twice; Alembic runs only the other file",
                                  error.revision),
           .help = "give one of them an identifier of its own and a place in the chain",
           .object = "alembic:" + error.revision,
           .notes = {{error.other, "this one runs"}}});
    }
  }
}

}  // namespace schemalint::rules
