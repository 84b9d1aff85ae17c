#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "analyzer/nearest.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule invalid_on_delete = {
    .name = "invalid-on-delete",
    .summary = "A foreign key has a referential action that does not exist.",
    .why = R"(
Importing the models works, and so do tests that make no tables. The text reaches SQLAlchemy's compiler
or PostgreSQL only with `create_all()` or with the migration, and the one raises `CompileError`, the
other a syntax error.
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
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SETNULL"))
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
Small letters. `SET NULL (column)` and `SET DEFAULT (column)`, which PostgreSQL has since version 15.
)",
    .source =
        "PostgreSQL, CREATE TABLE, REFERENCES: "
        "https://www.postgresql.org/docs/current/sql-createtable.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

constexpr std::string_view actions[] = {"NO ACTION", "RESTRICT", "CASCADE", "SET NULL",
                                        "SET DEFAULT"};

/// The words with one space between them, without the columns in parentheses.
std::string words_of(std::string_view action) {
  std::string words;
  bool space = false;
  for (const char c : action.substr(0, action.find('('))) {
    if (c == ' ' || c == '\t' || c == '\n') {
      space = !words.empty();
      continue;
    }
    if (std::exchange(space, false)) words += ' ';
    words += c;
  }
  return words;
}

/// Whether PostgreSQL knows it; columns may follow SET of ON DELETE.
bool is_action(const std::string& action, bool of_delete) {
  const std::string words = words_of(action);
  if (std::find(std::begin(actions), std::end(actions), words) == std::end(actions)) return false;
  if (action.find('(') == std::string::npos) return true;
  return of_delete && words.starts_with("SET ") && action.ends_with(')');
}

/// Letters only: the same for "SETNULL", "SET_NULL" and "SET NULL".
std::string letters(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c >= 'A' && c <= 'Z') result += c;
  return result;
}

std::string help_for(const std::string& action) {
  for (const std::string_view known : actions)
    if (letters(known) == letters(words_of(action))) return fmt::format("write \"{}\"", known);
  const std::string guess =
      did_you_mean(words_of(action), {std::begin(actions), std::end(actions)});
  return "PostgreSQL has NO ACTION, RESTRICT, CASCADE, SET NULL and SET DEFAULT" +
         (guess.empty() ? "" : "." + guess);
}

void check_action(const Table& table, const ForeignKey& key, const std::string& action,
                  bool of_delete, Context& context) {
  if (action.empty() || is_action(action, of_delete)) return;
  const bool has_place = of_delete && key.on_delete_where.known();
  const std::string object = object_name(table.name, key.columns);
  context.report({.where = has_place ? key.on_delete_where : foreign_key_place(key),
                  .message = fmt::format("{} \"{}\" of {} is no referential action",
                                         of_delete ? "ON DELETE" : "ON UPDATE", action, object),
                  .help = help_for(action),
                  .object = object,
                  .detail = of_delete ? "" : "on update"});
}

void check_table(const Table& table, Context& context) {
  for (const ForeignKey& key : table.foreign_keys) {
    check_action(table, key, key.on_delete, true, context);
    check_action(table, key, key.on_update, false, context);
  }
}

void check_step(const Step& step, Context& context) {
  if (step.from_sql) return;  // what the SQL parser takes is an action
  if (const auto* create = std::get_if<CreateTable>(&step.operation)) {
    check_table(create->table, context);
  } else if (const auto* add = std::get_if<AddForeignKey>(&step.operation)) {
    Table table;
    table.name = add->table;
    table.foreign_keys.push_back(add->key);
    check_table(table, context);
  }
}

}  // namespace

static void check(const Project& project, Context& context) {
  for (const Table& table : project.declared.tables()) check_table(table, context);
  for (const History& history : project.histories)
    for (const Revision& revision : history.revisions)
      for (const Step& step : revision.upgrade) check_step(step, context);
}

}  // namespace schemalint::rules
