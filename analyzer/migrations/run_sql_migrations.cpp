#include "analyzer/migrations/run_sql_migrations.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "analyzer/locks/transactions.h"
#include "analyzer/sql/sql.h"

namespace schemalint {

namespace {

/// What psql takes for itself, made blank so that the rest is SQL and offsets stay: lines that
/// begin with a backslash, and `\gexec` and its kind at the end of a line, which end a statement.
/// https://www.postgresql.org/docs/15/app-psql.html#APP-PSQL-META-COMMANDS
std::string without_psql_commands(std::string text) {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  for (size_t line = 0; line < text.size();) {
    const size_t end = std::min(text.find('\n', line), text.size());
    const size_t in_line = std::string_view(text).substr(line, end - line).rfind("\\g");
    const size_t command = in_line == std::string::npos ? in_line : line + in_line;
    if (text[line] == '\\') {
      std::fill(text.begin() + static_cast<ptrdiff_t>(line),
                text.begin() + static_cast<ptrdiff_t>(end), ' ');
    } else if (command != std::string::npos && command > line &&
               text.find_first_not_of(letters, command + 1) >= end) {
      std::fill(text.begin() + static_cast<ptrdiff_t>(command),
                text.begin() + static_cast<ptrdiff_t>(end), ' ');
      text[command] = ';';
    }
    line = end + 1;
  }
  return text;
}

struct Hole {
  size_t begin = std::string::npos;
  size_t end = std::string::npos;
};

/// The next `{{ … }}` or `${…}` of one line.
Hole find_hole(std::string_view text, size_t from) {
  for (size_t at = from; (at = text.find('{', at)) != text.npos; ++at) {
    const bool twice = at + 1 < text.size() && text[at + 1] == '{';
    const bool dollar = at > from && text[at - 1] == '$';
    if (!twice && !dollar) continue;
    const std::string_view closing = twice ? "}}" : "}";
    const size_t end = text.find(closing, at);
    const size_t line = text.find('\n', at);
    if (end == text.npos || end > line) continue;
    return {dollar ? at - 1 : at, end + closing.size()};
  }
  return {};
}

}  // namespace

Text sql_text(const SourceFile& file, const SqlPart& part) {
  const std::string text =
      without_psql_commands(file.text().substr(part.begin, part.end - part.begin));
  const auto span = [&](size_t begin, size_t end) {
    return Span{part.file, part.begin + static_cast<uint32_t>(begin),
                part.begin + static_cast<uint32_t>(end)};
  };
  Text result;
  size_t done = 0;
  for (Hole hole; (hole = find_hole(text, done)).begin != std::string::npos;) {
    result.append(Text::verbatim(text.substr(done, hole.begin - done), span(done, hole.begin)));
    const bool is_schema = hole.end < text.size() && text[hole.end] == '.';
    if (!is_schema) result.append(Text::hole(span(hole.begin, hole.end)));
    done = hole.end + (is_schema ? 1 : 0);
  }
  result.append(Text::verbatim(text.substr(done), span(done, text.size())));
  return result;
}

namespace {

bool refuses(const Step& step) {
  return refuses_transaction(step.operation);
}

bool in_transaction(const SqlMigration& migration, const std::vector<Step>& steps) {
  using Transaction = SqlMigration::Transaction;
  switch (migration.transaction) {
    case Transaction::one:
      return true;
    case Transaction::none:
      return false;
    case Transaction::by_statement:
      return std::ranges::none_of(steps, refuses);
    case Transaction::as_text:
      break;
  }
  return steps.size() != 1 || !refuses(steps.front());
}

class Run {
 public:
  Run(DatabaseState& state, Project& project) : state_(state), project_(project) {}

  std::vector<Step> run(const SqlMigration& migration, const std::vector<SqlPart>& parts) {
    std::vector<Step> steps;
    SqlSession session(state_.schema);
    for (const SqlPart& part : parts) {
      SqlSteps read = session.run(sql_text(project_.files[part.file], part));
      for (Step& step : read.steps) {
        if (const auto* unknown = std::get_if<UnknownChange>(&step.operation))
          if (!unknown->table.name.empty()) state_.uncertain.insert(unknown->table);
        steps.push_back(std::move(step));
      }
      std::ranges::move(read.errors, std::back_inserter(project_.sql_errors));
      std::ranges::move(read.not_understood, std::back_inserter(project_.not_understood));
    }
    if (!in_transaction(migration, steps))
      for (Step& step : steps) step.in_transaction = false;
    return steps;
  }

 private:
  DatabaseState& state_;
  Project& project_;
};

}  // namespace

History run_sql_migrations(const SqlMigrations& folder, DatabaseState& state, Project& project) {
  History history{
      .kind = History::Kind::sql, .folder = folder.folder, .transaction_per_migration = true};
  for (const SqlMigration& migration : folder.migrations) {
    Revision revision{.id = migration.id};
    const std::vector<SqlPart>& parts = migration.up.empty() ? migration.down : migration.up;
    revision.where = {parts.front().file, parts.front().begin, parts.front().begin};
    if (!history.revisions.empty()) {
      revision.parents = {history.revisions.size() - 1};
      revision.down_revisions = {history.revisions.back().id};
    }
    revision.upgrade = Run(state, project).run(migration, migration.up);
    revision.has_downgrade = !migration.down.empty();
    if (revision.has_downgrade) {
      DatabaseState undone = state;
      revision.downgrade = Run(undone, project).run(migration, migration.down);
    }
    history.revisions.push_back(std::move(revision));
  }
  return history;
}

}  // namespace schemalint
