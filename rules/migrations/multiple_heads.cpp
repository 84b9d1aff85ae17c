#include <fmt/core.h>

#include "analyzer/words.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule multiple_heads = {
    .name = "multiple-heads",
    .summary = "A migration branch was never merged.",
    .why = R"(
`alembic upgrade head` refuses to run when there are two heads, in the deployment that first brings both: each
of two pull requests was right by itself. Until somebody merges the heads no further migration reaches a
database.
)",
    .example = {.file = "alembic/versions/0001_users.py",
                .bad = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002_orders.py
revision = "0002_orders"
down_revision = "0001"
# file: alembic/versions/0002_teams.py
revision = "0002_teams"
down_revision = "0001"
)",
                .good = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002_orders.py
revision = "0002_orders"
down_revision = "0001"
# file: alembic/versions/0003_teams.py
revision = "0003_teams"
down_revision = "0002_orders"
)"},
    .not_flagged = R"(
Branches that a `branch_labels` tells apart, and trees of revisions with a base of their own: they are meant
to have a head each.
)",
    .source =
        "Alembic, \"Working with Branches\": "
        "https://alembic.sqlalchemy.org/en/latest/branches.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// One finding for all heads of a group, at the one that runs last.
void report(const History& history, const std::vector<size_t>& group, Context& context) {
  const Revision& last = history.revisions[group.back()];
  std::vector<std::string> identifiers;
  Finding finding{.where = last.where, .object = "alembic:" + last.id};
  for (const size_t head : group) {
    const Revision& revision = history.revisions[head];
    identifiers.push_back(revision.id);
    if (head != group.back()) finding.notes.push_back({revision.where, "another head"});
  }
  finding.message = fmt::format("{} heads: {}; `alembic upgrade head` refuses to run", group.size(),
                                join(identifiers));
  finding.help =
      fmt::format("merge them: alembic merge -m \"merge heads\" {}", join(identifiers, " "));
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories)
    for (const std::vector<size_t>& group : competing_heads(history))
      report(history, group, context);
}

}  // namespace schemalint::rules
