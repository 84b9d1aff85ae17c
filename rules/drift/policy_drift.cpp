#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "parsers/sql_lexer.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule policy_drift = {
    .name = "policy-drift",
    .summary = "A row security policy is another one beside the models than in the database.",
    .why = R"(
The database shows and takes the rows that *its* policies admit. Where the policy beside the models is
stricter, tests that make their tables from the models prove a protection that production does not have.
)",
    .example = {.file = "models.py",
                .bad = R"py(
from sqlalchemy import DDL, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]


event.listen(
    Order.__table__,
    "after_create",
    DDL("CREATE POLICY own ON orders USING (tenant = current_user)"),
)


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("tenant", sa.String(), nullable=False),
    )
    op.execute("CREATE POLICY own ON orders USING (true)")
)py",
                .good = R"py(
from sqlalchemy import DDL, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]


event.listen(
    Order.__table__,
    "after_create",
    DDL("CREATE POLICY own ON orders USING (tenant = current_user)"),
)


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("tenant", sa.String(), nullable=False),
    )
    op.execute("CREATE POLICY own ON orders USING (tenant = current_user)")
)py"},
    .not_flagged = R"(
Tables whose models say nothing of row security: it is the migrations' affair there. Another spelling of
the same expression. Tables that the migrations change in ways that were not understood.
)",
    .source =
        "PostgreSQL, \"Row Security Policies\": "
        "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

std::string text_of(const Policy& policy) {
  std::string text =
      fmt::format("{} FOR {}", policy.permissive ? "PERMISSIVE" : "RESTRICTIVE", policy.command);
  if (!policy.using_sql.empty()) text += fmt::format(" USING ({})", policy.using_sql);
  if (!policy.check_sql.empty()) text += fmt::format(" WITH CHECK ({})", policy.check_sql);
  return text;
}

std::string message_of(const QualifiedName& table, const Sides<Policy>& sides) {
  const auto& [wanted, present] = sides;
  if (present == nullptr)
    return fmt::format("no migration makes policy {} of {}", wanted->name, table.text());
  if (wanted == nullptr)
    return fmt::format("policy {} of {} is in the database only", present->name, table.text());
  return fmt::format("policy {} of {} is {} beside the model and {} in the database", wanted->name,
                     table.text(), text_of(*wanted), text_of(*present));
}

/// The word that brings the policy there.
std::string_view verb(const Sides<Policy>& sides) {
  if (sides.present == nullptr) return "CREATE";
  return sides.wanted == nullptr ? "DROP" : "ALTER";
}

Finding finding_of(const Project& project, const TableDrift& drift, const Sides<Policy>& sides) {
  const QualifiedName& table = drift.name();
  const Policy& policy = sides.wanted ? *sides.wanted : *sides.present;
  const std::string statement = fmt::format("{} POLICY {} ON {}", verb(sides),
                                            quote_identifier(policy.name), sql_name(table));
  const Mend mend{.operation = fmt::format("op.execute({})", python_string(statement)),
                  .statement = statement};
  Finding finding{.where = policy.where,
                  .message = message_of(table, sides),
                  .help = drift_help(project, table, mend, AlembicCheck::blind),
                  .object = table.text(),
                  .detail = policy.name};
  if (!finding.where.known()) finding.where = drift.table.wanted->where;
  if (sides.wanted != nullptr && sides.present != nullptr)
    add_place(finding, sides.present->where, made_here);
  return finding;
}

Finding not_enabled(const Project& project, const TableDrift& drift) {
  const QualifiedName& table = drift.name();
  const bool enabled = drift.table.present->row_security;
  const std::string statement = fmt::format("ALTER TABLE {} {} ROW LEVEL SECURITY", sql_name(table),
                                            enabled ? "FORCE" : "ENABLE");
  const Mend mend{.operation = fmt::format("op.execute({})", python_string(statement)),
                  .statement = statement};
  Finding finding{.where = drift.table.wanted->where,
                  .message = fmt::format("no migration {} row security of {}",
                                         enabled ? "forces" : "enables", table.text()),
                  .help = drift_help(project, table, mend, AlembicCheck::blind),
                  .object = table.text()};
  add_place(finding, drift.table.present->where, table_made_here);
  return finding;
}

}  // namespace

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& table : drift.tables) {
    for (const Sides<Policy>& sides : table.policies)
      context.report(finding_of(context.project(), table, sides));
    if (table.row_security) context.report(not_enabled(context.project(), table));
  }
}

}  // namespace schemalint::rules
