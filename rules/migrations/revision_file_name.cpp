#include <fmt/core.h>

#include <charconv>
#include <map>
#include <optional>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr std::string_view styles[] = {"number", "identifier"};
static constexpr RuleOption options[] = {
    {.key = "style",
     .fallback = std::string_view("number"),
     .help = "Files begin with numbers in order, or are called as their revision.",
     .choices = styles},
};

extern constinit const Rule revision_file_name = {
    .name = "revision-file-name",
    .summary = "The file of a revision is not named by the convention.",
    .why = R"(
Files that begin with a number show their order in every listing, as long as all of them do, no number is left
out, and no number is given twice: two of one number come from two branches that were merged.
)",
    .example = {.file = "alembic/versions/001_orders.py",
                .bad = R"(
revision = "001_orders"
down_revision = None
# file: alembic/versions/003_teams.py
revision = "003_teams"
down_revision = "001_orders"
)",
                .good = R"(
revision = "001_orders"
down_revision = None
# file: alembic/versions/002_teams.py
revision = "002_teams"
down_revision = "001_orders"
)"},
    .not_flagged = R"(
Nothing that the convention (`style`) leaves open.
)",
    .source =
        "Alembic, tutorial: "
        "https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file",
    .severity = Severity::warning,
    .on_by_default = false,
    .options = options,
    .check = check,
};

namespace {

std::string stem_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

/// The number that a name begins with; nothing where it begins with none.
std::optional<int> number_of(std::string_view stem) {
  int number = 0;
  const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
  const bool parted = end == stem.data() + stem.size() || *end == '_' || *end == '-';
  return error == std::errc() && parted ? std::optional(number) : std::nullopt;
}

void report(const Revision& revision, std::string message, std::string help, Context& context) {
  context.report({.where = revision.where,
                  .message = std::move(message),
                  .help = std::move(help),
                  .object = "alembic:" + revision.id});
}

void check_numbers(const Project& project, const History& history, Context& context) {
  std::map<int, std::string> seen;
  for (const Revision& revision : history.revisions) {
    const std::string stem = stem_of(project.files[revision.where.file].path());
    const std::optional<int> number = number_of(stem);
    if (!number) {
      report(revision, fmt::format("{} begins with no number", stem), "name it NNN_what_it_does",
             context);
    } else if (!seen.emplace(*number, stem).second) {
      report(revision, fmt::format("{} has the number of {}", stem, seen[*number]),
             "give it the next free number", context);
    } else if (!seen.empty() && *number > seen.begin()->first && !seen.contains(*number - 1)) {
      report(revision, fmt::format("no file has the number {} before {}", *number - 1, stem),
             "give the files numbers without gaps", context);
    }
  }
}

void check_identifiers(const Project& project, const History& history, Context& context) {
  for (const Revision& revision : history.revisions) {
    const std::string stem = stem_of(project.files[revision.where.file].path());
    if (stem != revision.id)
      report(revision, fmt::format("the file of revision {} is called {}", revision.id, stem),
             fmt::format("call it {}.py", revision.id), context);
  }
}

}  // namespace

static void check(const Project& project, Context& context) {
  const bool numbers = context.word("style") == "number";
  for (const History& history : project.histories) {
    if (history.kind != History::Kind::alembic) continue;
    if (numbers)
      check_numbers(project, history, context);
    else
      check_identifiers(project, history, context);
  }
}

}  // namespace schemalint::rules
