#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/tenancy.h"
#include "rules/rule.h"
#include "rules/tenancy_wording.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "every-table",
     .fallback = false,
     .help = "also where no composite foreign key has the column"}};

extern constinit const Rule nullable_tenant_column = {
    .name = "nullable-tenant-column",
    .summary = "A composite foreign key has a tenant column that may be NULL.",
    .why = R"(
`(asset_id, client_id)` as a foreign key keeps a row from pointing into another tenant, until one of its
columns is NULL: then PostgreSQL checks nothing at all (MATCH SIMPLE), not even that the asset exists. The key
that was made with such care does not hold for exactly the rows that nobody can ascribe.
)",
    .example = {.file = "models.py",
                .bad = R"py(
from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[int] = mapped_column(primary_key=True)


class Asset(Base):
    __tablename__ = "assets"
    __table_args__ = (UniqueConstraint("id", "client_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Report(Base):
    __tablename__ = "reports"
    __table_args__ = (
        ForeignKeyConstraint(["asset_id", "client_id"], ["assets.id", "assets.client_id"]),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
)py",
                .good = R"py(
from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[int] = mapped_column(primary_key=True)


class Asset(Base):
    __tablename__ = "assets"
    __table_args__ = (UniqueConstraint("id", "client_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Report(Base):
    __tablename__ = "reports"
    __table_args__ = (
        ForeignKeyConstraint(["asset_id", "client_id"], ["assets.id", "assets.client_id"]),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int]
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
)py"},
    .not_flagged = R"(
Tables without such a key, unless `every-table` is set: a nullable tenant column there may well say that
a row belongs to all. Keys with MATCH FULL are not told apart yet. With `every-table`, what `ON DELETE SET
NULL` empties, what a CHECK speaks of, and a column that most tables leave nullable. What the migrations
make NOT NULL.
)",
    .source =
        "PostgreSQL, CREATE TABLE, MATCH SIMPLE: "
        "https://www.postgresql.org/docs/current/sql-createtable.html",
    .severity = Severity::warning,
    .options = options,
    .check = check,
};

namespace {

bool is_nullable(const Table& table, const std::string& column) {
  const Column* found = table.column(column);
  return found != nullptr && found->nullable.value;
}

/// The share of the carriers that leave the column nullable tells what it is for.
bool mostly_required(const Schema& schema, const TenantRoot& root) {
  size_t nullable = 0, carriers = 0;
  for (const Table& table : schema.tables()) {
    if (table.name == root.table || table.column(root.column) == nullptr) continue;
    ++carriers;
    nullable += is_nullable(table, root.column);
  }
  return nullable * 2 < carriers;
}

bool is_emptied(const Table& table, const std::string& column) {
  return std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& key) {
    return key.on_delete.starts_with("SET NULL") &&
           std::ranges::find(key.columns, column) != key.columns.end();
  });
}

bool is_checked(const Table& table, const std::string& column) {
  return std::ranges::any_of(table.checks, [&](const Check& check) {
    return check.sql.find(column) != std::string::npos;
  });
}

/// The foreign key that the column is to tie to a tenant.
const ForeignKey* composite_key(const Table& table, const std::string& column) {
  for (const ForeignKey& key : table.foreign_keys)
    if (key.columns.size() > 1 && std::ranges::find(key.columns, column) != key.columns.end())
      return &key;
  return nullptr;
}

bool is_meant(const Table* table, const std::string& column) {
  return table != nullptr && (is_emptied(*table, column) || is_checked(*table, column));
}

void report(const Table& table, const TenantRoot& root, const ForeignKey* key,
            const Tenancy& tenancy, Context& context) {
  const std::string object = object_name(table.name, {root.column});
  Finding finding{
      .where = table.column(root.column)->where,
      .message = key == nullptr
                     ? fmt::format("{} may be NULL: such a row belongs to no tenant", object)
                     : fmt::format("{} may be NULL: the foreign key {} is not checked then", object,
                                   columns_text(key->columns)),
      .help = fmt::format("fill {} and make it NOT NULL (nullable=False)", root.column),
      .object = object,
      .notes = {{table.where, tenancy_evidence(root, tenancy)}}};
  if (key != nullptr) finding.notes.push_back({foreign_key_place(*key), "the composite key"});
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  const Schema schema = tenancy_schema(project);
  const Tenancy tenancy = find_tenancy(schema, project.settings);
  for (const Table& table : schema.tables()) {
    const Table* migrated = database.table(table.name);
    for (const TenantRoot* root : tenants_of(table, tenancy, project.settings)) {
      const std::string& name = root->column;
      if (!is_nullable(table, name)) continue;
      if (migrated != nullptr && migrated->column(name) != nullptr && !is_nullable(*migrated, name))
        continue;
      const ForeignKey* key = composite_key(table, name);
      const bool meant =
          is_meant(&table, name) || is_meant(migrated, name) || !mostly_required(schema, *root);
      if (key != nullptr || (context.flag("every-table") && !meant))
        report(table, *root, key, tenancy, context);
    }
  }
}

}  // namespace schemalint::rules
