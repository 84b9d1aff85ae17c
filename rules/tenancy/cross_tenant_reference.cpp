#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/tenancy.h"
#include "rules/rule.h"
#include "rules/tenancy_wording.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule cross_tenant_reference = {
    .name = "cross-tenant-reference",
    .summary = "A foreign key between two tables of tenants does not carry the tenant along.",
    .why = R"(
Both rows say whose they are, and nothing makes them say the same: a report of one client may point at an
asset of another. PostgreSQL checks that the asset exists, and looks past row security when it does so, so
that even a row that the session cannot see is good enough. A composite foreign key `(asset_id, client_id)`
keeps such rows out.
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
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
)",
                .good = R"(
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
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    asset_id: Mapped[int]
)"},
    .not_flagged = R"(
Foreign keys to the roots themselves, and to tables without the tenant column. A table that another
foreign key to the same table ties with the tenant.
)",
    .source =
        "PostgreSQL, \"Row Security Policies\": "
        "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

namespace {

bool carries(const ForeignKey& key, const std::string& column) {
  return std::ranges::find(key.columns, column) != key.columns.end();
}

bool is_tied(const Table* table, const QualifiedName& target, const std::string& column) {
  return table != nullptr && std::ranges::any_of(table->foreign_keys, [&](const ForeignKey& key) {
           return key.target == target && key.columns.size() > 1 && carries(key, column);
         });
}

bool is_root(const Tenancy& tenancy, const QualifiedName& table) {
  return std::ranges::any_of(tenancy.roots,
                             [&](const TenantRoot& root) { return root.table == table; });
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  const Schema schema = tenancy_schema(project);
  const Tenancy tenancy = find_tenancy(schema, project.settings);
  for (const Table& table : schema.tables()) {
    if (!table.complete) continue;
    for (const TenantRoot* root : tenants_of(table, tenancy, project.settings)) {
      for (const ForeignKey& key : table.foreign_keys) {
        if (key.state != ForeignKey::State::resolved || carries(key, root->column)) continue;
        const Table* target = schema.table(key.target);
        if (target == nullptr || is_root(tenancy, key.target)) continue;
        if (target->column(root->column) == nullptr) continue;
        if (is_tied(&table, key.target, root->column) ||
            is_tied(database.table(table.name), key.target, root->column))
          continue;
        const std::string object = object_name(table.name, key.columns);
        std::vector<std::string> own = key.columns, theirs = key.target_columns;
        own.push_back(root->column);
        theirs.push_back(root->column);
        context.report({.where = foreign_key_place(key),
                        .message = fmt::format("{} may point at an entry of {} that has another {}",
                                               object, key.target.text(), root->column),
                        .help = fmt::format("make it a composite key: {} to {}", columns_text(own),
                                            object_name(key.target, theirs)),
                        .object = object,
                        .detail = root->column,
                        .notes = {{target->where, tenancy_evidence(*root, tenancy)}}});
      }
    }
  }
}

}  // namespace schemalint::rules
