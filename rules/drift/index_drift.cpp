#include <fmt/core.h>

#include "analyzer/drift/drift.h"
#include "analyzer/keys.h"
#include "analyzer/words.h"
#include "rules/drift_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Drift& drift, Context& context);

extern constinit const Rule index_drift = {
    .name = "index-drift",
    .summary = "An index is only in the model or only in the database, or another one.",
    .why = R"(
An index that only the model has serves no query of production: they read the whole table there, and a
unique one keeps no duplicate out. One that only the database has costs every write, and autogenerate
proposes to drop it. A changed predicate, operator class or method stays unseen for ever.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False),
    )
)",
                .good = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)


# file: migrations/versions/0001_orders.py
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False),
    )
    op.create_index("ix_orders_code", "orders", ["code"])
)"},
    .not_flagged = R"(
Tables that the migrations change in ways that were not understood. Projects whose models and migrations
share no table: their migrations lie elsewhere.
Another name for the same index; a unique index where the other side has a UNIQUE constraint over the same
columns. Indexes of columns that are on one side only.
)",
    .source =
        "Alembic, \"What does Autogenerate Detect\": "
        "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

std::vector<std::string> element_texts(const Index& index) {
  std::vector<std::string> texts;
  for (const IndexElement& element : index.elements)
    texts.push_back(element.column.empty() ? element.expression : element.column);
  return texts;
}

std::string described(const Index& index, const QualifiedName& table) {
  const std::string name = index.name.empty() ? "" : " " + index.name;
  return fmt::format("{}index{} on {}({})", index.unique ? "unique " : "", name, table.text(),
                     join(element_texts(index)));
}

std::string details(const Index& index) {
  std::vector<std::string> parts;
  if (index.unique) parts.push_back("unique");
  parts.push_back(index.method.empty() ? "btree" : index.method);
  std::vector<std::string> elements;
  for (const IndexElement& element : index.elements) {
    std::string text = element.column.empty() ? element.expression : element.column;
    if (!element.operator_class.empty()) text += " " + element.operator_class;
    if (element.descending) text += " DESC";
    elements.push_back(std::move(text));
  }
  std::string text = join(parts, " ") + " (" + join(elements) + ")";
  if (!index.include.empty()) text += " INCLUDE (" + join(index.include) + ")";
  std::vector<std::string> parameters;
  for (const auto& [name, value] : index.parameters) parameters.push_back(name + "=" + value);
  if (!parameters.empty()) text += " WITH (" + join(parameters) + ")";
  if (index.where_sql) text += " WHERE " + *index.where_sql;
  return text;
}

Mend create(const Index& index, const QualifiedName& table) {
  const std::string name = index.name.empty() ? "None" : python_string(index.name);
  const bool plain = !plain_columns(index).empty();
  return {
      .operation = fmt::format("op.create_index({}, {}, {}{}{})", name, python_string(table.name),
                               plain ? python_list(plain_columns(index)) : "[…]",
                               index.unique ? ", unique=True" : "", schema_argument(table)),
      .statement =
          fmt::format("CREATE {}INDEX ON {} …", index.unique ? "UNIQUE " : "", sql_name(table))};
}

Mend drop(const Index& index, const QualifiedName& table) {
  return {.operation = fmt::format("op.drop_index({}, table_name={}{})", python_string(index.name),
                                   python_string(table.name), schema_argument(table)),
          .statement = fmt::format("DROP INDEX {}", sql_name({table.schema, index.name}))};
}

/// By name, it sees another number of columns, other columns and another uniqueness.
AlembicCheck check_of(const Index& wanted, const Index& present) {
  const bool seen = wanted.name != present.name || wanted.unique != present.unique ||
                    element_texts(wanted) != element_texts(present);
  return seen ? AlembicCheck::sees : AlembicCheck::blind;
}

Finding finding_of(const Project& project, const TableDrift& drift, const Sides<Index>& sides) {
  const auto& [wanted, present] = sides;
  const QualifiedName& table = drift.name();
  Finding finding{.object = object_name(table, element_texts(wanted ? *wanted : *present))};
  if (present == nullptr) {
    finding.where = wanted->where;
    finding.message = fmt::format("no migration makes the {}", described(*wanted, table));
    finding.help = drift_help(project, table, create(*wanted, table), AlembicCheck::sees);
    add_place(finding, drift.table.present->where, table_made_here);
  } else if (wanted == nullptr) {
    finding.where = present->where;
    finding.message = fmt::format("no model declares the {}", described(*present, table));
    finding.help = drift_help(project, table, drop(*present, table), AlembicCheck::sees);
    add_place(finding, drift.table.wanted->where, model_here);
  } else {
    finding.where = wanted->where;
    finding.message = fmt::format("the {} is {} in the model and {} in the database",
                                  described(*wanted, table), details(*wanted), details(*present));
    Mend mend = create(*wanted, table);
    mend.remark = "after dropping " + present->name;
    finding.help = drift_help(project, table, mend, check_of(*wanted, *present));
    add_place(finding, present->where, made_here);
  }
  if (!finding.where.known()) finding.where = drift.table.wanted->where;
  finding.detail = wanted ? wanted->name : present->name;
  return finding;
}

}  // namespace

static void check(const Drift& drift, Context& context) {
  for (const TableDrift& table : drift.tables)
    for (const Sides<Index>& sides : table.indexes) {
      const Index& index = sides.wanted ? *sides.wanted : *sides.present;
      if (follows_from_columns(table, plain_columns(index))) continue;
      context.report(finding_of(context.project(), table, sides));
    }
}

}  // namespace schemalint::rules
