#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/keys.h"
#include "analyzer/tenancy.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/tenancy_wording.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_composite_tenant_key = {
    .name = "missing-composite-tenant-key",
    .summary = "A table names a tenant and a part of it, and nothing keeps the two together.",
    .why = R"(
The row says `client_account_id` and `engagement_id`, each with a foreign key of its own. PostgreSQL
checks that both exist, not that the engagement belongs to that client. A mistake in one service writes
a row of one tenant that points into another, and every query that filters by one of the two columns
shows it to the wrong people. Row level security does not help: foreign keys look past it.

A composite foreign key `(engagement_id, client_account_id)` makes the database refuse such a row. The
parent needs a unique key on exactly these columns first, though `id` alone is unique already.
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


class Engagement(Base):
    __tablename__ = "engagements"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Asset(Base):
    __tablename__ = "assets"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagements.id"))


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagements.id"))


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagements.id"))
)",
                .good = R"(
from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[int] = mapped_column(primary_key=True)


class Engagement(Base):
    __tablename__ = "engagements"
    __table_args__ = (UniqueConstraint("id", "client_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Asset(Base):
    __tablename__ = "assets"
    __table_args__ = (
        ForeignKeyConstraint(
            ["engagement_id", "client_id"], ["engagements.id", "engagements.client_id"]
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    engagement_id: Mapped[int]


class Import(Base):
    __tablename__ = "imports"
    __table_args__ = (
        ForeignKeyConstraint(
            ["engagement_id", "client_id"], ["engagements.id", "engagements.client_id"]
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    engagement_id: Mapped[int]


class Report(Base):
    __tablename__ = "reports"
    __table_args__ = (
        ForeignKeyConstraint(
            ["engagement_id", "client_id"], ["engagements.id", "engagements.client_id"]
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    engagement_id: Mapped[int]
)"},
    .not_flagged = R"(
The roots themselves. Tables that name only one of the two, or that the settings call global. Tables
that the migrations tie although the models do not say so, and tables that were understood only in part.
A parent whose key is its tenant. Projects without such a hierarchy: tenant columns are taken from
`columns` and `roots` under `[tenancy]`, or inferred, and the finding says how.
)",
    .source =
        "PostgreSQL, \"Foreign Keys\": "
        "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// A root whose rows belong to rows of another: engagements of client accounts.
struct Hierarchy {
  const TenantRoot* parent = nullptr;
  const TenantRoot* child = nullptr;
  const Table* child_table = nullptr;
  std::string key_column;     ///< what foreign keys to the child point at: its id
  std::string parent_column;  ///< by which the child says whose it is
};

std::optional<Hierarchy> hierarchy(const Schema& schema, const TenantRoot& parent,
                                   const TenantRoot& child) {
  const Table* table = schema.table(child.table);
  if (table == nullptr || child.table == parent.table) return std::nullopt;
  if (!table->primary_key || table->primary_key->columns.size() != 1) return std::nullopt;
  const std::string& id = table->primary_key->columns.front();
  for (const ForeignKey& key : table->foreign_keys) {
    if (key.state != ForeignKey::State::resolved || key.target != parent.table) continue;
    // A child that shares its parent's key belongs to it by that key alone.
    if (key.columns.size() != 1 || key.columns.front() == id) continue;
    return Hierarchy{&parent, &child, table, id, key.columns.front()};
  }
  return std::nullopt;
}

std::vector<Hierarchy> find_hierarchies(const Schema& schema, const Tenancy& tenancy) {
  std::vector<Hierarchy> found;
  for (const TenantRoot& parent : tenancy.roots)
    for (const TenantRoot& child : tenancy.roots)
      if (std::optional<Hierarchy> one = hierarchy(schema, parent, child)) found.push_back(*one);
  return found;
}

bool is_tied(const Table& table, const Hierarchy& hierarchy) {
  return std::any_of(
      table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& key) {
        return contains_all(key.columns, {hierarchy.child->column, hierarchy.parent->column});
      });
}

/// The two single foreign keys of a table that nothing ties.
struct Untied {
  const ForeignKey* parent = nullptr;
  const ForeignKey* child = nullptr;
};

std::optional<Untied> untied(const Schema& database, const Table& table,
                             const Hierarchy& hierarchy) {
  if (table.name == hierarchy.parent->table || table.name == hierarchy.child->table)
    return std::nullopt;
  const ForeignKey* parent = single_foreign_key(table, hierarchy.parent->column);
  const ForeignKey* child = single_foreign_key(table, hierarchy.child->column);
  if (parent == nullptr || child == nullptr) return std::nullopt;
  if (parent->target != hierarchy.parent->table || child->target != hierarchy.child->table)
    return std::nullopt;
  const Table* migrated = database.table(table.name);
  if (is_tied(table, hierarchy) || (migrated != nullptr && is_tied(*migrated, hierarchy)))
    return std::nullopt;
  return Untied{parent, child};
}

/// The foreign key that ties both columns, as a model or as SQL writes it.
std::string composite_key(const Table& table, const Hierarchy& hierarchy) {
  const std::string target = hierarchy.child->table.text();
  if (table.module.empty())
    return fmt::format("FOREIGN KEY ({}, {}) REFERENCES {} ({}, {})", hierarchy.child->column,
                       hierarchy.parent->column, target, hierarchy.key_column,
                       hierarchy.parent_column);
  return fmt::format("ForeignKeyConstraint([\"{0}\", \"{1}\"], [\"{2}.{3}\", \"{2}.{4}\"])",
                     hierarchy.child->column, hierarchy.parent->column, target,
                     hierarchy.key_column, hierarchy.parent_column);
}

std::string help(const Table& table, const Hierarchy& hierarchy) {
  const std::vector<std::string> key{hierarchy.key_column, hierarchy.parent_column};
  std::string text = fmt::format("replace the foreign key of {} by {}", hierarchy.child->column,
                                 composite_key(table, hierarchy));
  if (!is_referable_key(*hierarchy.child_table, key))
    text += fmt::format(", and give {} a unique key on {} first", hierarchy.child->table.text(),
                        columns_text(key));
  std::vector<std::string> nullable;
  for (const std::string& name : {hierarchy.parent->column, hierarchy.child->column}) {
    const Column* column = table.column(name);
    if (column != nullptr && column->nullable.value) nullable.push_back(name);
  }
  if (!nullable.empty())
    text += fmt::format("; {} must be NOT NULL, or a NULL switches the check off",
                        enumeration(nullable));
  return text;
}

Finding describe(const Table& table, const Hierarchy& hierarchy, const Untied& keys,
                 const Tenancy& tenancy) {
  const std::string& parent = hierarchy.parent->column;
  const std::string& child = hierarchy.child->column;
  return {.where = table.where,
          .message = fmt::format("nothing keeps {} and {} of {} together: a row may point at an "
                                 "entry of {} that has another {}",
                                 parent, child, table.name.text(), hierarchy.child->table.text(),
                                 hierarchy.parent_column),
          .help = help(table, hierarchy),
          .object = table.name.text(),
          .notes = {{foreign_key_place(*keys.parent),
                     fmt::format("{} points at {} alone", parent, hierarchy.parent->table.text())},
                    {foreign_key_place(*keys.child),
                     fmt::format("{} points at {} alone", child, hierarchy.child->table.text())},
                    {hierarchy.child_table->where,
                     tenancy_evidence(*hierarchy.parent, tenancy) + "; " +
                         tenancy_evidence(*hierarchy.child, tenancy) +
                         fmt::format("; {} has {} itself", hierarchy.child->table.text(),
                                     hierarchy.parent_column)}}};
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  const Schema schema = tenancy_schema(project);
  const Tenancy tenancy = find_tenancy(schema, project.settings);
  const std::vector<Hierarchy> hierarchies = find_hierarchies(schema, tenancy);
  for (const Table& table : schema.tables()) {
    if (!table.complete || names_table(project.settings.global_tables, table.name)) continue;
    for (const Hierarchy& hierarchy : hierarchies) {
      const std::optional<Untied> keys = untied(database, table, hierarchy);
      if (!keys) continue;
      context.report(describe(table, hierarchy, *keys, tenancy));
      break;  // one finding a table
    }
  }
}

}  // namespace schemalint::rules
