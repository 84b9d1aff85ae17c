#include <fmt/core.h>

#include "analyzer/nearest.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule broken_chain = {
    .name = "broken-chain",
    .summary = "A revision names a parent that is not there.",
    .why = R"(
Alembic cannot load the whole folder: every command ends with a KeyError, for this revision and for all
others. It happens when a revision is renamed, squashed away, or left behind in a branch that was not merged.
)",
    .example = {.file = "alembic/versions/0001_users.py",
                .bad = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002_orders.py
revision = "0002"
down_revision = "0000_initial"
)",
                .good = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002_orders.py
revision = "0002"
down_revision = "0001"
)"},
    .not_flagged = R"(
Partial identifiers and branch labels that lead to a revision. Parents in another folder of the same
project. A `depends_on` that leads nowhere: the revisions of an installed package may be meant. A
`down_revision` whose value cannot be known from the source: it is counted as not understood.
)",
    .source = "Alembic, tutorial: https://alembic.sqlalchemy.org/en/latest/tutorial.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

void report(const History& history, const ChainError& error, Context& context) {
  std::vector<std::string> known;
  for (const Revision& revision : history.revisions)
    if (revision.id != error.revision) known.push_back(revision.id);
  context.report(
      {.where = error.where,
       .message = fmt::format("down_revision of revision {}: there is no revision {}",
                              error.revision, error.parent),
       .help = fmt::format("name the revision that comes before it, or bring its file back.{}",
                           did_you_mean(error.parent, known)),
       .object = "alembic:" + error.revision,
       .detail = error.parent});
}

}  // namespace

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories)
    for (const ChainError& error : history.errors)
      if (error.kind == ChainError::Kind::unknown_parent && !error.depends_on)
        report(history, error, context);
}

}  // namespace schemalint::rules
