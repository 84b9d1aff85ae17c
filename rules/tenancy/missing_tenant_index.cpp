#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/serving_index.h"
#include "analyzer/tenancy.h"
#include "rules/index_wording.h"
#include "rules/rule.h"
#include "rules/tenancy_wording.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_tenant_index = {
    .name = "missing-tenant-index",
    .summary = "No index of a tenant's table begins with the tenant.",
    .why = R"(
Every query of a multi-tenant application says whose rows it wants, and row security adds the same
condition to those that do not. Without an index that begins with the tenant column PostgreSQL reads the
rows of all tenants to answer one: the smallest customer waits as long as the largest. Deleting a tenant
reads the whole table as well.
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
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
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
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
)"},
    .not_flagged = R"(
A table in which any of its tenant columns leads an index over all rows, a key included; indexes that only
the migrations make count. Tables that are partitioned by tenant, partitions, views, and tables that
were understood only in part.
)",
    .source =
        "PostgreSQL, \"Multicolumn Indexes\": "
        "https://www.postgresql.org/docs/current/indexes-multicolumn.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

using Tenants = std::vector<const TenantRoot*>;

bool leads_an_index(const Table& table, const Tenants& tenants) {
  return std::ranges::any_of(
      tenants, [&](const TenantRoot* root) { return has_leading_index(table, {root->column}); });
}

bool is_partitioned_by(const Table& table, const Tenants& tenants) {
  return table.partition_by && std::ranges::any_of(tenants, [&](const TenantRoot* root) {
           return table.partition_by->find(root->column) != std::string::npos;
         });
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  const Schema schema = tenancy_schema(project);
  const Tenancy tenancy = find_tenancy(schema, project.settings);
  for (const Table& table : schema.tables()) {
    const Tenants tenants = tenants_of(table, tenancy, project.settings);
    if (tenants.empty() || !table.complete || table.partition_of) continue;
    if (is_partitioned_by(table, tenants) || leads_an_index(table, tenants)) continue;
    const Table* migrated = database.table(table.name);
    // A class may be mapped to a view.
    if (is_uncertain(project, table.name) || database.views().contains(table.name)) continue;
    if (migrated != nullptr && (!migrated->complete || leads_an_index(*migrated, tenants)))
      continue;
    std::vector<std::string> columns;
    for (const TenantRoot* root : tenants) columns.push_back(root->column);
    const std::string& first = columns.front();
    context.report(
        {.where = table.column(first)->where,
         .message =
             fmt::format("no index of {} begins with {}", table.name.text(), enumeration(columns)),
         .help = fmt::format("index=True on {0}, or an index that begins with {0} and goes on with "
                             "what queries filter and order by",
                             first),
         .object = table.name.text(),
         .notes = {{table.where, tenancy_evidence(*tenants.front(), tenancy)}}});
  }
}

}  // namespace schemalint::rules
