#include <fmt/core.h>

#include <set>

#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule unqualified_migration_target = {
    .name = "unqualified-migration-target",
    .summary = "A revision leaves the schema of a foreign key's target to the search path.",
    .why = R"(
In a revision there is no `MetaData(schema=)`, and neither `schema=` of `op.create_table` nor
`source_schema=` reaches the target. Alembic writes `REFERENCES customers (id)`, and PostgreSQL looks for
`customers` along the search path of the connection: the revision fails, or, where an old copy of the
table is left in `public`, it points the foreign key there and says nothing. Which of the two depends
on the machine.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("customers", sa.Column("id", sa.Integer, primary_key=True), schema="shop")
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=False),
        schema="shop",
    )
)",
                .good = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("customers", sa.Column("id", sa.Integer, primary_key=True), schema="shop")
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("shop.customers.id"), nullable=False),
        schema="shop",
    )
)"},
    .not_flagged = R"(
Tables that are in no schema themselves. Targets whose only table is in the default schema, and those
that no revision before and no model makes. SQL behind a `SET search_path`.
)",
    .source =
        "Alembic, Operations.create_foreign_key: "
        "https://alembic.sqlalchemy.org/en/latest/ops.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// The tables that the name may mean, by the database before the step and by the models.
std::set<QualifiedName> tables_called(const Change& change, const Schema& declared,
                                      const std::string& name) {
  std::set<QualifiedName> tables;
  for (const QualifiedName& table : change.before.tables_called(name)) tables.insert(table);
  if (tables.empty())
    for (const QualifiedName& table : declared.tables_called(name)) tables.insert(table);
  return tables;
}

/// How to name the schema at this place.
std::string help(const Change& change, const QualifiedName& target, const ForeignKey& key) {
  if (change.step.from_sql) return fmt::format("write REFERENCES {}", target.text());
  if (!key.written.empty())
    return fmt::format("write \"{}.{}\"", target.schema, key.written.front().value);
  return fmt::format("add referent_schema=\"{}\"", target.schema);
}

void check_key(const Change& change, const QualifiedName& table, const ForeignKey& key,
               Context& context) {
  if (table.schema.empty() || key.written_schema || !key.target.schema.empty()) return;
  if (key.state == ForeignKey::State::unknown) return;
  const QualifiedName bare = key.target;
  std::set<QualifiedName> tables = tables_called(change, context.project().declared, bare.name);
  if (table.name == bare.name) tables.insert(table);  // a table that points at itself
  const bool is_in_default = tables.erase(bare) > 0;
  if (tables.empty()) return;
  // The one in the schema of the referring table is the one that is meant, as a rule.
  const QualifiedName same{table.schema, bare.name};
  if (is_in_default && !tables.contains(same)) return;
  const QualifiedName meant = tables.contains(same) ? same : *tables.begin();
  const std::string object = object_name(table, key.columns);
  Finding finding{.where = foreign_key_place(key),
                  .message = fmt::format("{} points at {} without a schema: PostgreSQL looks along "
                                         "the search path, and the table is in {}",
                                         object, bare.name, meant.schema),
                  .help = help(change, meant, key),
                  .object = object,
                  .detail = change.revision.id};
  if (is_in_default)
    finding.message = fmt::format(
        "{} points at {} without a schema: there is one in {} and one in "
        "the default schema, and the search path chooses",
        object, bare.name, meant.schema);
  context.report(std::move(finding));
}

}  // namespace

static void check(const Change& change, Context& context) {
  if (const auto* create = std::get_if<CreateTable>(&change.step.operation)) {
    for (const ForeignKey& key : create->table.foreign_keys)
      check_key(change, create->table.name, key, context);
  } else if (const auto* add = std::get_if<AddForeignKey>(&change.step.operation)) {
    check_key(change, add->table, add->key, context);
  }
}

}  // namespace schemalint::rules
