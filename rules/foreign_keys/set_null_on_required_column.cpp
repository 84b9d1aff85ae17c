#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "analyzer/live_tables.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule set_null_on_required_column = {
    .name = "set-null-on-required-column",
    .summary = "ON DELETE SET NULL on a column that is NOT NULL.",
    .why = R"(
PostgreSQL accepts the foreign key and fails when it is needed: deleting a parent row sets the column to
NULL, which NOT NULL refuses, and the DELETE raises `null value in column … violates not-null
constraint`. As long as no parent with children is deleted, nobody sees it.

Of a composite key `SET NULL` empties every column, the tenant column as well. Since PostgreSQL 15
`SET NULL (column)` says which ones.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
)"},
    .not_flagged = R"(
`SET NULL (column)` where that column may be NULL. Columns whose `nullable=` cannot be known.
)",
    .source =
        "PostgreSQL, CREATE TABLE, REFERENCES: "
        "https://www.postgresql.org/docs/current/sql-createtable.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// The columns that SET NULL empties: those in parentheses, or all.
std::vector<std::string> emptied_columns(const ForeignKey& key) {
  const size_t open = key.on_delete.find('(');
  if (open == std::string::npos) return key.columns;
  const std::string listed = lower(key.on_delete.substr(open));
  std::vector<std::string> columns;
  for (const std::string& column : key.columns) {
    const std::string name = lower(column);
    for (size_t at = listed.find(name); at != std::string::npos; at = listed.find(name, at + 1)) {
      const auto is_part = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
      };
      const size_t end = at + name.size();
      if (is_part(listed[at - 1]) || (end < listed.size() && is_part(listed[end]))) continue;
      columns.push_back(column);
      break;
    }
  }
  return columns;
}

std::string help(const Table& table, const ForeignKey& key,
                 const std::vector<std::string>& required, int postgres_version) {
  std::vector<std::string> rest;
  for (const std::string& column : key.columns)
    if (std::ranges::find(required, column) == required.end()) rest.push_back(column);
  if (!rest.empty() && postgres_version >= 15)
    return fmt::format("write \"SET NULL ({})\"", join(rest));
  const std::string nullable =
      table.module.empty() ? "drop NOT NULL" : "let the column be NULL (nullable=True)";
  return fmt::format("{}, or choose ON DELETE CASCADE or RESTRICT", nullable);
}

void check_key(const Table& table, const ForeignKey& key, Context& context) {
  if (!key.on_delete.starts_with("SET NULL") || !key.of_parent.empty()) return;
  std::vector<std::string> required;
  Finding finding{
      .where = key.on_delete_where.known() ? key.on_delete_where : foreign_key_place(key),
      .object = object_name(table.name, key.columns)};
  for (const std::string& name : emptied_columns(key)) {
    const Column* column = table.column(name);
    if (column == nullptr || column->nullable.value) continue;
    required.push_back(name);
    const Span where = column->nullable.where.known() ? column->nullable.where : column->where;
    if (where.known() && finding.notes.empty() && where != finding.where)
      finding.notes.push_back({where, fmt::format("{} is NOT NULL here", name)});
  }
  if (required.empty()) return;
  finding.message =
      fmt::format("ON DELETE SET NULL of {} cannot work: {} {} NOT NULL", finding.object,
                  enumeration(required), required.size() == 1 ? "is" : "are");
  finding.help = help(table, key, required, context.project().settings.postgres_version);
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  for (const Table& table : project.declared.tables())
    for (const ForeignKey& key : table.foreign_keys) check_key(table, key, context);
  const LiveTables tables(project);
  for (const Table* table : tables.undeclared())
    for (const ForeignKey& key : table->foreign_keys) check_key(*table, key, context);
}

}  // namespace schemalint::rules
