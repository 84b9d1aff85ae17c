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

std::string python_string(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + "\"";
}

std::string python_list(const std::vector<std::string>& texts) {
  std::vector<std::string> literals;
  for (const std::string& text : texts) literals.push_back(python_string(text));
  return "[" + join(literals) + "]";
}

std::string schema_argument(const QualifiedName& table) {
  return table.schema.empty() ? "" : ", schema=" + python_string(table.schema);
}

std::string sql_name(const QualifiedName& table) {
  const std::string name = quote_identifier(table.name);
  return table.schema.empty() ? name : quote_identifier(table.schema) + "." + name;
}

std::string sql_columns(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  for (const std::string& column : columns) names.push_back(quote_identifier(column));
  return "(" + join(names) + ")";
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
