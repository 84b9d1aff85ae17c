#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/tenancy.h"
#include "rules/rule.h"
#include "rules/tenancy_wording.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule nullable_tenant_column = {
    .name = "nullable-tenant-column",
    .summary = "A column that says whose a row is may be NULL.",
    .why = R"(
A row without a tenant belongs to nobody: queries that filter by tenant never show it, and those that do not
filter show it to everyone. Row security hides it for good. And a composite foreign key such as `(asset_id,
client_id)` is not checked at all as soon as one of its columns is NULL (MATCH SIMPLE), so that the row
may point into any tenant.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[int] = mapped_column(primary_key=True)


class Asset(Base):
    __tablename__ = "assets"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[int] = mapped_column(primary_key=True)


class Asset(Base):
    __tablename__ = "assets"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
)"},
    .not_flagged = R"(
A column that most tables of the project leave nullable: there it says who is concerned, not whose the row
is. A column that `ON DELETE SET NULL` empties, or that a CHECK speaks of: they say when a row has no
tenant. Tables with another tenant column that is NOT NULL. What the migrations make NOT NULL.
)",
    .source =
        "PostgreSQL, CREATE TABLE, MATCH SIMPLE: "
        "https://www.postgresql.org/docs/current/sql-createtable.html",
    .severity = Severity::warning,
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

bool is_meant(const Table* table, const std::string& column) {
  return table != nullptr && (is_emptied(*table, column) || is_checked(*table, column));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  const Schema schema = tenancy_schema(project);
  const Tenancy tenancy = find_tenancy(schema, project.settings);
  for (const Table& table : schema.tables()) {
    const std::vector<const TenantRoot*> tenants = tenants_of(table, tenancy, project.settings);
    const bool has_owner = std::ranges::any_of(
        tenants, [&](const TenantRoot* root) { return !is_nullable(table, root->column); });
    if (has_owner) continue;
    const Table* migrated = database.table(table.name);
    for (const TenantRoot* root : tenants) {
      const std::string& name = root->column;
      if (migrated != nullptr && migrated->column(name) != nullptr && !is_nullable(*migrated, name))
        continue;
      if (is_meant(&table, name) || is_meant(migrated, name) || !mostly_required(schema, *root))
        continue;
      const std::string object = object_name(table.name, {name});
      context.report(
          {.where = table.column(name)->where,
           .message = fmt::format("{} may be NULL: such a row belongs to no tenant", object),
           .help = fmt::format("fill {} and make it NOT NULL (nullable=False); if the "
                               "table has rows of no tenant, name it under "
                               "[tenancy] global-tables",
                               name),
           .object = object,
           .notes = {{table.where, tenancy_evidence(*root, tenancy)}}});
    }
  }
}

}  // namespace schemalint::rules
