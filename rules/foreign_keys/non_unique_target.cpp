#include <fmt/core.h>

#include "analyzer/keys.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Table& table, Context& context);

extern constinit const Rule non_unique_target = {
    .name = "non-unique-target",
    .summary = "A foreign key points at columns that are no key of their table.",
    .why = R"(
PostgreSQL refuses such a foreign key: "there is no unique constraint matching given keys for
referenced table". The models import and the tests on SQLite pass; the migration fails.

The referenced columns have to be exactly the columns of the primary key, of a unique constraint that
is not deferrable, or of a unique index that has no predicate and no expressions. Their order does not
matter. A part of a key is no key, and neither are the columns of a key and one more.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("tenant", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    code: Mapped[str]


class Price(Base):
    __tablename__ = "prices"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_code: Mapped[str] = mapped_column(ForeignKey("products.code"))
)",
                .good = R"(
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("tenant", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    code: Mapped[str]


class Price(Base):
    __tablename__ = "prices"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "product_code"], ["products.tenant", "products.code"]),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    product_code: Mapped[str]
)"},
    .not_flagged = R"(
Targets whose table was understood only in part. Keys that only the migrations make: the database has
them.
)",
    .source =
        "PostgreSQL, CREATE TABLE, REFERENCES: "
        "https://www.postgresql.org/docs/current/sql-createtable.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// The key of the target that comes nearest, and why it does not do.
std::optional<Note> near_miss(const Table& target, const std::vector<std::string>& columns) {
  for (const UniqueKey& key : target.unique)
    if (same_columns(key.columns, columns))
      return Note{key.where, "this unique constraint is deferrable: it cannot be referenced"};
  for (const Index& index : target.indexes)
    if (index.unique && index.where_sql && same_columns(plain_columns(index), columns))
      return Note{index.where, "this unique index is partial: it cannot be referenced"};
  for (const UniqueKey& key : target.unique)
    if (contains_all(key.columns, columns))
      return Note{key.where, fmt::format("only {} together are unique", columns_text(key.columns))};
  if (target.primary_key && !target.primary_key->columns.empty())
    return Note{target.primary_key->where,
                fmt::format("the primary key of {} is {}", target.name.text(),
                            columns_text(target.primary_key->columns))};
  return std::nullopt;
}

bool database_has_key(const Project& project, const ForeignKey& key) {
  const Table* migrated = project.migrated.table(key.target);
  return migrated != nullptr &&
         (!migrated->complete || is_referable_key(*migrated, key.target_columns));
}

}  // namespace

static void check(const Table& table, Context& context) {
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.state != ForeignKey::State::resolved) continue;
    const Table* target = context.project().declared.table(key.target);
    if (target == nullptr || !target->complete) continue;
    if (is_referable_key(*target, key.target_columns)) continue;
    if (database_has_key(context.project(), key)) continue;
    const std::string object = object_name(table.name, key.columns);
    Finding finding{
        .where = foreign_key_place(key),
        .message = fmt::format("{} points at {}, which is no key", object,
                               object_name(key.target, key.target_columns)),
        .help = fmt::format("point at the primary key, or make {} unique (not deferrable, not "
                            "partial)",
                            columns_text(key.target_columns)),
        .object = object};
    if (std::optional<Note> note = near_miss(*target, key.target_columns))
      finding.notes.push_back(std::move(*note));
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
