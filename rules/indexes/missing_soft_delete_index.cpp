#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "rules/index_lookup.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_soft_delete_index = {
    .name = "missing-soft-delete-index",
    .summary = "Queries leave out soft-deleted rows, and no partial index does.",
    .why = R"(
Rows that are marked as deleted stay in the table and in every index, and each query reads past them. A partial
index `WHERE deleted_at IS NULL` holds the live rows only. It always serves: there is no bind parameter in
`IS NULL`.

A unique constraint counts deleted rows as well: a name stays taken. `UNIQUE (name, deleted_at)` is no way out,
for NULLs are distinct and any number of live rows may have one name. A unique partial index is, but it is no
target for foreign keys, and `ON CONFLICT` has to repeat its condition.
)",
    .example = {.file = "models.py",
                .bad = R"(
from datetime import datetime

from sqlalchemy import DateTime, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def live(session: Session) -> list[Note]:
    return list(session.scalars(select(Note).where(Note.deleted_at.is_(None)).order_by(Note.slug)))
)",
                .good = R"(
from datetime import datetime

from sqlalchemy import DateTime, Index, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"
    __table_args__ = (
        Index("ix_notes_live", "slug", postgresql_where=text("deleted_at IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def live(session: Session) -> list[Note]:
    return list(session.scalars(select(Note).where(Note.deleted_at.is_(None)).order_by(Note.slug)))
)"},
    .not_flagged = R"(
Tables that no query is seen to filter so, and queries that name a row by its key or join other tables. Where nearly all rows are
live the gain is small.
)",
    .source =
        "PostgreSQL, Partial Indexes: "
        "https://www.postgresql.org/docs/current/indexes-partial.html",
    .severity = Severity::info,
    .on_by_default = false,
    .check = check,
};

namespace {

bool marks_deletion(const Column& column) {
  static constexpr std::string_view names[] = {"deleted_at", "deleted_on", "deleted_time",
                                               "date_deleted", "removed_at"};
  return std::ranges::find(names, column.name) != std::end(names) && column.nullable.value;
}

/// Keys in which a deleted row still takes its place.
std::vector<const UniqueKey*> occupied(const Table& table, const std::string& mark) {
  std::vector<const UniqueKey*> keys;
  for (const UniqueKey& key : table.unique)
    if (std::ranges::find(key.columns, mark) == key.columns.end()) keys.push_back(&key);
  return keys;
}

}  // namespace

static void check(const Project& project, Context& context) {
  if (code_of(project).queries.empty()) return;
  const IndexLookup lookup(project);
  std::set<QualifiedName> told;
  for (const Query& query : code_of(project).queries) {
    if (!query.application || query.joins) continue;
    for (const Predicate& predicate : query.predicates) {
      if (predicate.op != "IS" || predicate.compared.kind != Operand::Kind::none) continue;
      const Table* table = project.declared.table(predicate.column.table);
      const Column* column = table == nullptr ? nullptr : table->column(predicate.column.column);
      if (column == nullptr || !marks_deletion(*column) || told.contains(table->name)) continue;
      // What a query joins is found by the other table's rows.
      if (query.entities.empty() || query.entities.front().table != table->name) continue;
      const std::optional<std::vector<Index>> indexes = lookup.of(table->name);
      if (!indexes || names_a_row(query, *indexes, table->name)) continue;
      if (std::ranges::any_of(*indexes, [&](const Index& index) {
            return leads_with(index, column->name) ||
                   (index.where_sql && index.where_sql->find(column->name) != std::string::npos);
          }))
        continue;
      told.insert(table->name);
      const std::string object = object_name(table->name, {column->name});
      Finding finding{
          .where = column->where,
          .message = fmt::format("queries leave out soft-deleted rows of {}, and no partial index "
                                 "does",
                                 table->name.text()),
          .help = fmt::format("if many rows are deleted: indexes on {} that such queries use, with "
                              "postgresql_where=text(\"{} IS NULL\")",
                              table->name.text(), column->name),
          .object = object};
      finding.notes.push_back({predicate.where, "left out here"});
      for (const UniqueKey* key : occupied(*table, column->name))
        if (key->where.known())
          finding.notes.push_back({key->where, fmt::format("a deleted row keeps {} taken",
                                                           columns_text(key->columns))});
      context.report(std::move(finding));
    }
  }
}

}  // namespace schemalint::rules
