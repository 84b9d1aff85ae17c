#include <fmt/core.h>

#include <optional>

#include "analyzer/drift/drift.h"
#include "analyzer/words.h"
#include "parsers/sql_lexer.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule constraint_drift = {
    .name = "constraint-drift",
    .summary = "A key, UNIQUE, foreign key or CHECK is only in the model or only in the database.",
    .why = R"(
Only a constraint that the database has keeps anything out. One that only the model has lets in what the
code believes to be impossible: duplicates, references to rows that are gone, states that are none. One
that only the database has, or that acts differently there (ON DELETE), surprises at run time.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]
    __table_args__ = (CheckConstraint("total >= 0", name="ck_orders_total"),)


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("total", sa.Integer(), nullable=False),
    )
)",
                .good = R"(
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]
    __table_args__ = (CheckConstraint("total >= 0", name="ck_orders_total"),)


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.CheckConstraint("total >= 0", name="ck_orders_total"),
    )
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
Another name for the same constraint, another spelling of the same expression, a UNIQUE constraint where
the other side has a unique index. Constraints of columns that are on one side only, and the CHECK that a
type makes by itself.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

/// One constraint of either side, as it is told.
struct Told {
  std::string what;                  ///< "UNIQUE (a, b)"
  std::vector<std::string> columns;  ///< that it is about; empty for a CHECK
  std::string name;
  Span where;
  AlembicCheck check = AlembicCheck::sees;
};

Told told(const UniqueKey& key, std::string_view words, AlembicCheck check) {
  return {fmt::format("{} ({})", words, join(key.columns)), key.columns, key.name, key.where,
          check};
}

Told told(const ForeignKey& key) {
  std::string what = fmt::format("foreign key ({}) to {}", join(key.columns), key.target.text());
  if (!key.target_columns.empty()) what += "(" + join(key.target_columns) + ")";
  if (!key.on_delete.empty()) what += " ON DELETE " + key.on_delete;
  if (!key.on_update.empty()) what += " ON UPDATE " + key.on_update;
  if (key.deferrable) what += " DEFERRABLE";
  return {std::move(what), key.columns, key.name, foreign_key_place(key), AlembicCheck::sees};
}

Told told(const Check& check) {
  return {fmt::format("CHECK ({})", check.sql), {}, check.name, check.where, AlembicCheck::blind};
}

Mend create(const Told& constraint, const QualifiedName& table) {
  const std::string name = constraint.name.empty() ? "None" : python_string(constraint.name);
  const std::string_view operation = constraint.what.starts_with("CHECK")     ? "check_constraint"
                                     : constraint.what.starts_with("UNIQUE")  ? "unique_constraint"
                                     : constraint.what.starts_with("PRIMARY") ? "primary_key"
                                                                              : "foreign_key";
  return {.operation =
              fmt::format("op.create_{}({}, {}, …)", operation, name, python_string(table.name)),
          .statement = fmt::format("ALTER TABLE {} ADD …", sql_name(table))};
}

Mend drop(const Told& constraint, const QualifiedName& table) {
  return {.operation = fmt::format("op.drop_constraint({}, {}{})", python_string(constraint.name),
                                   python_string(table.name), schema_argument(table)),
          .statement = fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", sql_name(table),
                                   quote_identifier(constraint.name))};
}

Finding finding_of(const Project& project, const TableDrift& drift, const Told* wanted,
                   const Told* present) {
  const QualifiedName& table = drift.name();
  const Told& main = wanted ? *wanted : *present;
  Finding finding{.where = main.where,
                  .object = main.columns.empty() ? table.text() : object_name(table, main.columns),
                  .detail = main.name.empty() ? main.what : main.name};
  if (present == nullptr) {
    finding.message = fmt::format("no migration makes the {} of {}", wanted->what, table.text());
    finding.help = drift_help(project, table, create(*wanted, table), wanted->check);
    add_place(finding, drift.table.present->where, table_made_here);
  } else if (wanted == nullptr) {
    finding.message = fmt::format("no model declares the {} of {}", present->what, table.text());
    finding.help = drift_help(project, table, drop(*present, table), present->check);
    add_place(finding, drift.table.wanted->where, model_here);
  } else {
    finding.message = fmt::format("{} has {} in the model and {} in the database", table.text(),
                                  wanted->what, present->what);
    Mend mend = create(*wanted, table);
    mend.remark = "after dropping " + present->name;
    finding.help = drift_help(project, table, mend, wanted->check);
    add_place(finding, present->where, made_here);
  }
  if (!finding.where.known()) finding.where = drift.table.wanted->where;
  return finding;
}

/// Reports the constraints of one kind; `tell` says how one is told.
template <typename T, typename Tell>
void report(const std::vector<Sides<T>>& all, const TableDrift& drift, Context& context,
            Tell tell) {
  for (const Sides<T>& sides : all) {
    std::optional<Told> wanted, present;
    if (sides.wanted) wanted = tell(*sides.wanted);
    if (sides.present) present = tell(*sides.present);
    const Told& main = wanted ? *wanted : *present;
    if (follows_from_columns(drift, main.columns)) continue;
    context.report(finding_of(context.project(), drift, wanted ? &*wanted : nullptr,
                              present ? &*present : nullptr));
  }
}

}  // namespace

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& table : drift.tables) {
    report(table.primary_key, table, context,
           [](const UniqueKey& key) { return told(key, "PRIMARY KEY", AlembicCheck::blind); });
    report(table.unique, table, context,
           [](const UniqueKey& key) { return told(key, "UNIQUE", AlembicCheck::sees); });
    report(table.foreign_keys, table, context, [](const ForeignKey& key) { return told(key); });
    report(table.checks, table, context, [](const Check& one) { return told(one); });
  }
}

}  // namespace schemalint::rules
