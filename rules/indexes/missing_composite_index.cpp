#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/tenancy.h"
#include "analyzer/words.h"
#include "rules/index_lookup.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_composite_index = {
    .name = "missing-composite-index",
    .summary =
        "A query filters by tenant and status and orders by a date, and no index serves that.",
    .why = R"(
The database reads all rows of the tenant, throws those of other states away and sorts the rest to show fifty.
An index on the tenant, the status and the date has them next to each other and in order: it reads fifty.
The columns that are compared come first, the one that orders comes last.
)",
    .example = {.file = "models.py",
                .bad = R"(
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[int] = mapped_column(primary_key=True)


class Asset(Base):
    __tablename__ = "assets"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    status: Mapped[str]
    created_at: Mapped[datetime]


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


def newest(session: Session, client_id: int, status: str) -> list[Asset]:
    statement = (
        select(Asset)
        .where(Asset.client_id == client_id, Asset.status == status)
        .order_by(Asset.created_at.desc())
        .limit(50)
    )
    return list(session.scalars(statement))
)",
                .good = R"(
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[int] = mapped_column(primary_key=True)


class Asset(Base):
    __tablename__ = "assets"
    __table_args__ = (Index("ix_assets_client_status_created", "client_id", "status", "created_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    status: Mapped[str]
    created_at: Mapped[datetime]


class Import(Base):
    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))


def newest(session: Session, client_id: int, status: str) -> list[Asset]:
    statement = (
        select(Asset)
        .where(Asset.client_id == client_id, Asset.status == status)
        .order_by(Asset.created_at.desc())
        .limit(50)
    )
    return list(session.scalars(statement))
)"},
    .not_flagged = R"(
Projects without tenants. Tables that have an index on two of the columns already, led by one that is
compared. Queries that compare other columns than the tenant's and one that says in which of a few states a row is.
)",
    .source =
        "PostgreSQL, Multicolumn Indexes: "
        "https://www.postgresql.org/docs/current/indexes-multicolumn.html",
    .severity = Severity::info,
    .on_by_default = false,
    .check = check,
};

namespace {

bool is_date(const Table& table, const std::string& name) {
  const Column* column = table.column(name);
  return column != nullptr &&
         (column->type.value.starts_with("TIMESTAMP") || column->type.value.starts_with("DATE"));
}

/// The columns of a table that a query compares with one value each.
std::vector<std::string> compared_columns(const Query& query, const QualifiedName& table) {
  std::vector<std::string> columns;
  for (const Predicate& predicate : query.predicates)
    if (is_equality(predicate) && predicate.op == "=" && predicate.column.table == table &&
        std::ranges::find(columns, predicate.column.column) == columns.end())
      columns.push_back(predicate.column.column);
  return columns;
}

/// Whether an index leads with a column that is compared, and goes on with another that helps.
bool serves(const Index& index, const std::vector<std::string>& compared,
            const std::string& order) {
  if (index.elements.size() < 2) return false;
  const auto helps = [&](const IndexElement& element) {
    return std::ranges::find(compared, element.column) != compared.end();
  };
  return helps(index.elements[0]) &&
         (helps(index.elements[1]) || index.elements[1].column == order);
}

}  // namespace

static void check(const Project& project, Context& context) {
  if (code_of(project).queries.empty()) return;
  const Tenancy tenancy = find_tenancy(project.declared, project.settings);
  if (tenancy.roots.empty()) return;
  const IndexLookup lookup(project);
  std::set<std::string> told;
  for (const Query& query : code_of(project).queries) {
    if (!query.application || query.ordering.empty() || query.ordering.front().in_expression)
      continue;
    const Ordering& order = query.ordering.front();
    const Table* table = project.declared.table(order.column.table);
    if (table == nullptr || !is_date(*table, order.column.column)) continue;
    std::vector<std::string> compared = compared_columns(query, table->name);
    const auto of_tenant = [&](const std::string& column) {
      return std::ranges::any_of(tenancy.roots,
                                 [&](const TenantRoot& root) { return root.column == column; });
    };
    const auto first_other = std::stable_partition(compared.begin(), compared.end(), of_tenant);
    if (first_other == compared.begin() || compared.end() - first_other != 1) continue;
    const Column* other = table->column(*first_other);
    if (other == nullptr || !is_status(*other)) continue;
    const std::optional<std::vector<Index>> indexes = lookup.of(table->name);
    if (!indexes || names_a_row(query, *indexes, table->name)) continue;
    if (std::ranges::any_of(*indexes, [&](const Index& index) {
          return serves(index, compared, order.column.column) || leads_with(index, other->name);
        }))
      continue;
    std::vector<std::string> columns = compared;
    columns.push_back(order.column.column);
    const std::string object = object_name(table->name, columns);
    if (!told.insert(object).second) continue;
    Finding finding{
        .where = table->where,
        .message = fmt::format("a query of {} compares {} and orders by {}, and no index serves it",
                               table->name.text(), enumeration(compared), order.column.column),
        .help = fmt::format("add Index(\"ix_{}_{}\", \"{}\")", table->name.name, join(columns, "_"),
                            join(columns, "\", \"")),
        .object = object};
    finding.notes.push_back({query.where, "this query, in " + query.function});
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
