#include <fmt/core.h>

#include <algorithm>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule revision_id_too_long = {
    .name = "revision-id-too-long",
    .summary = "A revision identifier does not fit into alembic_version.",
    .why = R"(
Alembic writes the identifier into `alembic_version.version_num`, which it creates as VARCHAR(32). The
upgrade runs, and then PostgreSQL refuses to record it, as the value is too long for its type.
The transaction is rolled back, on every database.
)",
    .example = {.file = "alembic/versions/0001_users.py",
                .bad = R"(
revision = "0001_create_users_and_their_addresses"
down_revision = None
)",
                .good = R"(
revision = "0001_create_users"
down_revision = None
)"},
    .not_flagged = R"(
Projects that widen the column: by an operation of an earlier revision, or in their env.py (one that speaks
of `version_num` is taken to make the table itself).
)",
    .source =
        "Alembic, MigrationContext: https://alembic.sqlalchemy.org/en/latest/api/runtime.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

constexpr size_t most_characters = 32;

// UTF-8: all bytes but those that continue a character.
size_t characters_in(const std::string& text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool widens(const Revision& revision) {
  return std::ranges::any_of(revision.upgrade, [](const Step& step) {
    const auto* alter = std::get_if<AlterColumn>(&step.operation);
    return alter != nullptr && alter->type && alter->column == "version_num";
  });
}

bool makes_its_own_table(const Project& project, const History& history) {
  const std::string path = history.folder.empty() ? "env.py" : history.folder + "/env.py";
  const auto env = std::ranges::find(project.files, path, &SourceFile::path);
  return env != project.files.end() && env->text().find("version_num") != std::string::npos;
}

}  // namespace

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories) {
    if (history.kind != History::Kind::alembic || makes_its_own_table(project, history)) continue;
    for (const Revision& revision : history.revisions) {
      if (widens(revision)) break;
      const size_t length = characters_in(revision.id);
      if (length <= most_characters) continue;
      context.report(
          {.where = revision.where,
           .message = fmt::format("revision {} has {} characters; alembic_version holds {}",
                                  revision.id, length, most_characters),
           .help = "shorten it, also where other revisions name it",
           .object = "alembic:" + revision.id});
    }
  }
}

}  // namespace schemalint::rules
