#include <fmt/core.h>

#include "analyzer/keys.h"
#include "analyzer/live_tables.h"
#include "analyzer/reference_types.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule foreign_key_type_mismatch = {
    .name = "foreign-key-type-mismatch",
    .summary = "A foreign key and the column that it points at have different types.",
    .why = R"(
A VARCHAR cannot point at a UUID: PostgreSQL refuses with "foreign key constraint cannot be
implemented". On SQLite the same models work, so the tests pass.

An INTEGER that points at a BIGINT is accepted, and fails with `integer out of range` when the parent's
ids pass two thousand million: on the child's INSERT, years after both were written. A VARCHAR(50) that
points at a VARCHAR(255) fails for the long values only.
)",
    .example = {.file = "models.py",
                .bad = R"(
import uuid

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class Invoice(Base):
    __tablename__ = "invoices"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("accounts.id"))
)",
                .good = R"(
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class Invoice(Base):
    __tablename__ = "invoices"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
)"},
    .not_flagged = R"(
Columns whose type cannot be known, and types that are not PostgreSQL's own. Text that is longer than
what it points at. Columns whose types are the same in the database that the migrations make.
)",
    .source =
        "PostgreSQL, CREATE TABLE, REFERENCES: "
        "https://www.postgresql.org/docs/current/sql-createtable.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// A column on each side of a foreign key.
struct Pair {
  const Table& table;
  const ForeignKey& key;
  const Table& target;
  size_t at = 0;

  const Column* from() const { return table.column(key.columns[at]); }
  const Column* to() const { return target.column(key.target_columns[at]); }
};

/// The type for comparing: a native ENUM is a type of its own, which only itself matches.
TypeMatch match(const Column* from, const Column* to) {
  if (from == nullptr || to == nullptr) return TypeMatch::unknown;
  if (from->enum_type || to->enum_type) return TypeMatch::unknown;
  return match_reference(from->type.value, to->type.value);
}

bool is_wrong(TypeMatch found) {
  return found == TypeMatch::impossible || found == TypeMatch::narrower ||
         found == TypeMatch::wider;
}

std::string message(const Pair& pair, TypeMatch found) {
  const std::string from = object_name(pair.table.name, {pair.key.columns[pair.at]});
  const std::string to = object_name(pair.target.name, {pair.key.target_columns[pair.at]});
  const std::string& from_type = pair.from()->type.value;
  const std::string& to_type = pair.to()->type.value;
  if (found == TypeMatch::impossible)
    return fmt::format("{} is {} and points at {}, which is {}: PostgreSQL refuses the foreign key",
                       from, from_type, to, to_type);
  if (found == TypeMatch::narrower)
    return fmt::format("{} is {} and points at {}, which is {}: not every key fits", from,
                       from_type, to, to_type);
  return fmt::format("{} is {} and points at {}, which is only {}", from, from_type, to, to_type);
}

void report(const Pair& pair, TypeMatch found, Context& context) {
  const Column& from = *pair.from();
  const Column& to = *pair.to();
  Finding finding{.where = from.type.where.known() ? from.type.where : foreign_key_place(pair.key),
                  .message = message(pair, found),
                  .help = fmt::format("make {} {}", from.name, to.type.value),
                  .object = object_name(pair.table.name, {from.name})};
  // A column that has its type from somewhere else is shown itself.
  if (!from.declaration.contains(finding.where)) finding.where = foreign_key_place(pair.key);
  if (found != TypeMatch::impossible) finding.own_severity = Severity::warning;
  if (found == TypeMatch::wider)
    finding.help = fmt::format("make {} {} as well", object_name(pair.target.name, {to.name}),
                               from.type.value);
  if (to.where.known())
    finding.notes.push_back(
        {to.where,
         fmt::format("{} is {}", object_name(pair.target.name, {to.name}), to.type.value)});
  context.report(std::move(finding));
}

/// Whether the database has the same two columns with types that go together.
bool is_right_in_database(const LiveTables& tables, const Pair& pair) {
  const Table* table = tables.in_database(pair.table);
  const Table* target = tables.in_database(pair.target);
  if (table == nullptr || target == nullptr) return false;
  if (!table->complete || !target->complete || tables.is_uncertain(*table) ||
      tables.is_uncertain(*target))
    return true;
  const TypeMatch found = match(table->column(pair.key.columns[pair.at]),
                                target->column(pair.key.target_columns[pair.at]));
  return found != TypeMatch::unknown && !is_wrong(found);
}

void check_key(const LiveTables& tables, const Table& table, const ForeignKey& key,
               const Table* target, Context& context) {
  if (key.state != ForeignKey::State::resolved || target == nullptr || !key.of_parent.empty())
    return;
  for (size_t at = 0; at < key.columns.size() && at < key.target_columns.size(); ++at) {
    const Pair pair{table, key, *target, at};
    const TypeMatch found = match(pair.from(), pair.to());
    if (!is_wrong(found)) continue;
    if (!table.module.empty() && is_right_in_database(tables, pair)) continue;
    report(pair, found, context);
  }
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  for (const Table& table : project.declared.tables())
    for (const ForeignKey& key : table.foreign_keys)
      check_key(tables, table, key, project.declared.table(key.target), context);
  for (const Table* table : tables.undeclared())
    for (const ForeignKey& key : table->foreign_keys)
      check_key(tables, *table, key, tables.database().table(key.target), context);
}

}  // namespace schemalint::rules
