#include <fmt/core.h>

#include <algorithm>

#include "analyzer/tenancy.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/tenancy_wording.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule tenant_blind_unique = {
    .name = "tenant-blind-unique",
    .summary = "A name is unique over all tenants, not within one.",
    .why = R"(
With `UNIQUE (name)` the first client who calls a report "Overview" takes the name from all others: they get
an error that they cannot understand, and that tells them what somebody else has. As a rule
`UNIQUE (client_id, name)` is meant.
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
    name: Mapped[str] = mapped_column(unique=True)
)",
                .good = R"(
from sqlalchemy import ForeignKey, UniqueConstraint
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
    __table_args__ = (UniqueConstraint("client_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    name: Mapped[str]
)"},
    .not_flagged = R"(
Everything but names that people choose (`name`, `slug`, `title`, `code`, `label`, …): identifiers, tokens
and addresses are unique everywhere on purpose. Keys with a foreign key among their columns: the other
row has its tenant already. Tables of people and of their invitations.
)",
    .source =
        "PostgreSQL, \"Unique Constraints\": "
        "https://www.postgresql.org/docs/current/ddl-constraints.html"
        "#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS",
    .severity = Severity::info,
    .check = check,
};

namespace {

/// What people choose for their own things; two tenants may well choose the same.
bool is_chosen_name(const std::string& column) {
  static constexpr std::string_view words[] = {"name",  "slug", "title",  "code",
                                               "label", "tag",  "number", "alias"};
  return std::ranges::any_of(words, [&](std::string_view word) {
    return column == word || column.ends_with("_" + std::string(word));
  });
}

bool in_foreign_key(const Table& table, const std::string& column) {
  return std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& key) {
    return std::ranges::find(key.columns, column) != key.columns.end();
  });
}

struct Key {
  std::string name;
  std::vector<std::string> columns;
  Span where;
};

std::vector<Key> unique_keys(const Table& table) {
  std::vector<Key> keys;
  for (const UniqueKey& key : table.unique) keys.push_back({key.name, key.columns, key.where});
  for (const Index& index : table.indexes) {
    Key key{index.name, {}, index.where};
    for (const IndexElement& element : index.elements)
      if (!element.column.empty()) key.columns.push_back(element.column);
    if (index.unique && key.columns.size() == index.elements.size()) keys.push_back(std::move(key));
  }
  return keys;
}

bool is_blind(const Table& table, const Key& key) {
  const bool chosen = std::ranges::any_of(key.columns, is_chosen_name);
  const bool tied = std::ranges::any_of(
      key.columns, [&](const std::string& column) { return in_foreign_key(table, column); });
  return chosen && !tied;
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema schema = tenancy_schema(project);
  const Tenancy tenancy = find_tenancy(schema, project.settings);
  for (const Table& table : schema.tables()) {
    const std::vector<const TenantRoot*> tenants = tenants_of(table, tenancy, project.settings);
    if (tenants.empty()) continue;
    for (const Key& key : unique_keys(table)) {
      const bool has_tenant = std::ranges::any_of(tenants, [&](const TenantRoot* root) {
        return std::ranges::find(key.columns, root->column) != key.columns.end();
      });
      if (has_tenant || !is_blind(table, key)) continue;
      std::vector<std::string> with_tenant{tenants.front()->column};
      with_tenant.insert(with_tenant.end(), key.columns.begin(), key.columns.end());
      const std::string object = object_name(table.name, key.columns);
      context.report({.where = key.where,
                      .message = fmt::format("{} is unique over all tenants", object),
                      .help = fmt::format("if it is to be unique within a tenant: UNIQUE {}",
                                          columns_text(with_tenant)),
                      .object = object,
                      .notes = {{table.where, tenancy_evidence(*tenants.front(), tenancy)}}});
    }
  }
}

}  // namespace schemalint::rules
