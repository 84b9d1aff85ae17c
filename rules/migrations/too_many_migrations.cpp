#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "warn", .fallback = 50, .help = "Say something from one revision more than this."},
    {.key = "debt", .fallback = 100, .help = "From one more than this it is a warning."},
};

extern constinit const Rule too_many_migrations = {
    .name = "too-many-migrations",
    .summary = "A history has so many revisions that a squash pays.",
    .why = R"(
Every fresh database, every test run and every review environment runs all revisions from the first one. Old
ones keep code alive that nobody needs, fail with newer libraries, and nobody reads them. A squash puts one
revision with the schema as it is in place of those that every database has behind it.
)",
    .example = {.file = "alembic/versions/0001.py",
                .bad = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002.py
revision = "0002"
down_revision = "0001"
# file: alembic/versions/0003.py
revision = "0003"
down_revision = "0002"
# file: alembic/versions/0004.py
revision = "0004"
down_revision = "0003"
# file: alembic/versions/0005.py
revision = "0005"
down_revision = "0004"
# file: alembic/versions/0006.py
revision = "0006"
down_revision = "0005"
# file: alembic/versions/0007.py
revision = "0007"
down_revision = "0006"
# file: alembic/versions/0008.py
revision = "0008"
down_revision = "0007"
# file: alembic/versions/0009.py
revision = "0009"
down_revision = "0008"
# file: alembic/versions/0010.py
revision = "0010"
down_revision = "0009"
# file: alembic/versions/0011.py
revision = "0011"
down_revision = "0010"
# file: alembic/versions/0012.py
revision = "0012"
down_revision = "0011"
# file: alembic/versions/0013.py
revision = "0013"
down_revision = "0012"
# file: alembic/versions/0014.py
revision = "0014"
down_revision = "0013"
# file: alembic/versions/0015.py
revision = "0015"
down_revision = "0014"
# file: alembic/versions/0016.py
revision = "0016"
down_revision = "0015"
# file: alembic/versions/0017.py
revision = "0017"
down_revision = "0016"
# file: alembic/versions/0018.py
revision = "0018"
down_revision = "0017"
# file: alembic/versions/0019.py
revision = "0019"
down_revision = "0018"
# file: alembic/versions/0020.py
revision = "0020"
down_revision = "0019"
# file: alembic/versions/0021.py
revision = "0021"
down_revision = "0020"
# file: alembic/versions/0022.py
revision = "0022"
down_revision = "0021"
# file: alembic/versions/0023.py
revision = "0023"
down_revision = "0022"
# file: alembic/versions/0024.py
revision = "0024"
down_revision = "0023"
# file: alembic/versions/0025.py
revision = "0025"
down_revision = "0024"
# file: alembic/versions/0026.py
revision = "0026"
down_revision = "0025"
# file: alembic/versions/0027.py
revision = "0027"
down_revision = "0026"
# file: alembic/versions/0028.py
revision = "0028"
down_revision = "0027"
# file: alembic/versions/0029.py
revision = "0029"
down_revision = "0028"
# file: alembic/versions/0030.py
revision = "0030"
down_revision = "0029"
# file: alembic/versions/0031.py
revision = "0031"
down_revision = "0030"
# file: alembic/versions/0032.py
revision = "0032"
down_revision = "0031"
# file: alembic/versions/0033.py
revision = "0033"
down_revision = "0032"
# file: alembic/versions/0034.py
revision = "0034"
down_revision = "0033"
# file: alembic/versions/0035.py
revision = "0035"
down_revision = "0034"
# file: alembic/versions/0036.py
revision = "0036"
down_revision = "0035"
# file: alembic/versions/0037.py
revision = "0037"
down_revision = "0036"
# file: alembic/versions/0038.py
revision = "0038"
down_revision = "0037"
# file: alembic/versions/0039.py
revision = "0039"
down_revision = "0038"
# file: alembic/versions/0040.py
revision = "0040"
down_revision = "0039"
# file: alembic/versions/0041.py
revision = "0041"
down_revision = "0040"
# file: alembic/versions/0042.py
revision = "0042"
down_revision = "0041"
# file: alembic/versions/0043.py
revision = "0043"
down_revision = "0042"
# file: alembic/versions/0044.py
revision = "0044"
down_revision = "0043"
# file: alembic/versions/0045.py
revision = "0045"
down_revision = "0044"
# file: alembic/versions/0046.py
revision = "0046"
down_revision = "0045"
# file: alembic/versions/0047.py
revision = "0047"
down_revision = "0046"
# file: alembic/versions/0048.py
revision = "0048"
down_revision = "0047"
# file: alembic/versions/0049.py
revision = "0049"
down_revision = "0048"
# file: alembic/versions/0050.py
revision = "0050"
down_revision = "0049"
# file: alembic/versions/0051.py
revision = "0051"
down_revision = "0050"
)",
                .good = R"(
revision = "0001"
down_revision = None
# file: alembic/versions/0002.py
revision = "0002"
down_revision = "0001"
# file: alembic/versions/0003.py
revision = "0003"
down_revision = "0002"
)"},
    .not_flagged = R"(
Histories of up to 50 revisions (`warn`). Over 100 (`debt`) the finding is a warning.
)",
    .source =
        "Alembic, \"Building an Up to Date Database from Scratch\": "
        "https://alembic.sqlalchemy.org/en/latest/"
        "cookbook.html#building-an-up-to-date-database-from-scratch",
    .severity = Severity::info,
    .options = options,
    .check = check,
};

namespace {

bool moves_data(const Step& step) {
  return std::holds_alternative<ChangeData>(step.operation) ||
         std::holds_alternative<UnknownChange>(step.operation);
}

/// How many of the first revisions do nothing but change the schema, and what stops them: what
/// moves data, has a name of its own or a second parent is more than the schema it leads to.
size_t squashable(const History& history, std::string& stop) {
  for (size_t at = 0; at < history.revisions.size(); ++at) {
    const Revision& revision = history.revisions[at];
    if (std::ranges::any_of(revision.upgrade, moves_data))
      stop = fmt::format("{} changes rows or is not understood", revision.id);
    else if (!revision.branch_labels.empty())
      stop = fmt::format("{} has a branch label", revision.id);
    else if (!revision.dependencies.empty())
      stop = fmt::format("{} depends on another branch", revision.id);
    if (!stop.empty()) return at;
  }
  return history.revisions.size();
}

void report(const History& history, size_t warn, size_t debt, Context& context) {
  const size_t count = history.revisions.size();
  const Revision& last = history.revisions.back();
  Finding finding{.where = last.where, .object = "migrations:" + history.folder};
  finding.message =
      fmt::format("{} in {}, more than {}", counted(count, "revision"),
                  history.folder.empty() ? "the root" : history.folder, count > debt ? debt : warn);
  std::string stop;
  const size_t prefix = squashable(history, stop);
  constexpr size_t share = 10;  // less than a tenth is not worth the trouble
  if (prefix > 1 && prefix * share >= count)
    finding.help =
        fmt::format("the first {} up to {} change nothing but the schema and can become one",
                    prefix, history.revisions[prefix - 1].id);
  else
    finding.help = "squash those that every database has behind it into one";
  if (!stop.empty()) finding.help += fmt::format("; {}, and needs a look", stop);
  if (count > debt) finding.own_severity = Severity::warning;
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const auto warn = static_cast<size_t>(std::max(context.number("warn"), 0));
  const auto debt = static_cast<size_t>(std::max(context.number("debt"), 0));
  for (const History& history : project.histories)
    if (history.revisions.size() > warn) report(history, warn, debt, context);
}

}  // namespace schemalint::rules
