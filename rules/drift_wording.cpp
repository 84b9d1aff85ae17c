#include "rules/drift_wording.h"

#include <fmt/core.h>

#include <algorithm>

#include "analyzer/words.h"
#include "parsers/sql_lexer.h"

namespace schemalint {

namespace {

/// Of Alembic's environments that of the database, or null. Where there are several, the first.
const Autogenerate* autogenerate_of(const Project& project) {
  for (const History& history : project.histories)
    if (history.kind == History::Kind::alembic) return &history.autogenerate;
  return nullptr;
}

std::string_view sentence(AlembicCheck check, const Autogenerate& options,
                          const QualifiedName& about) {
  if (check == AlembicCheck::blind) return "`alembic check` does not see it";
  if (!about.schema.empty() && !options.schemas)
    return "`alembic check` does not look into this schema without include_schemas=True";
  if (check == AlembicCheck::sees_types && !options.types)
    return "`alembic check` does not see it with compare_type=False";
  if (check == AlembicCheck::sees_defaults && !options.server_defaults)
    return "`alembic check` does not see it without compare_server_default=True";
  return "`alembic check` reports it as well";
}

}  // namespace

std::string drift_help(const Project& project, const QualifiedName& about, const Mend& mend,
                       AlembicCheck check) {
  const Autogenerate* alembic = autogenerate_of(project);
  std::string text = fmt::format("if the model is right, write a {} with `{}`",
                                 alembic != nullptr ? "revision" : "migration",
                                 alembic != nullptr ? mend.operation : mend.statement);
  if (!mend.remark.empty()) text += "; " + mend.remark;
  if (alembic != nullptr) text.append("; ").append(sentence(check, *alembic, about));
  return text;
}

void add_place(Finding& finding, Span where, std::string_view message) {
  if (where.known() && where != finding.where)
    finding.notes.push_back({where, std::string(message)});
}

bool follows_from_columns(const TableDrift& table, const std::vector<std::string>& columns) {
  const auto is_one_of = [&](const Column* column) {
    return std::ranges::find(columns, column->name) != columns.end();
  };
  return std::ranges::any_of(table.missing_columns, is_one_of) ||
         std::ranges::any_of(table.undeclared_columns, is_one_of);
}

}  // namespace schemalint
