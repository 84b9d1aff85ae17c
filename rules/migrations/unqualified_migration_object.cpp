#include <fmt/core.h>

#include <algorithm>

#include "analyzer/operation_words.h"
#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule unqualified_migration_object = {
    .name = "unqualified-migration-object",
    .summary = "A migration leaves out the schema of a table.",
    .why = R"(
PostgreSQL looks for the table along the search path of whoever runs the migration. It does not find it, or finds
another one of the same name in `public` and changes that. Models with a schema do not help: `op` does not know
them.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), schema="shop")
# file: alembic/versions/0002_note.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("orders", sa.Column("note", sa.Text()))
)",
                .good = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), schema="shop")
# file: alembic/versions/0002_note.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("orders", sa.Column("note", sa.Text()), schema="shop")
)"},
    .not_flagged = R"(
Environments whose env.py chooses the search path or translates schemas, revisions that set it themselves, and
names that `public` has as well.
)",
    .source =
        "PostgreSQL, \"The Schema Search Path\": "
        "https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool chooses_search_path(const Change& change) {
  return change.history.sets_search_path ||
         std::ranges::any_of(change.revision.upgrade, [](const Step& step) {
           const auto* set = std::get_if<SetParameter>(&step.operation);
           return set != nullptr && set->name == "search_path";
         });
}

}  // namespace

static void check(const Change& change, Context& context) {
  const Operation& operation = change.step.operation;
  if (is_harmless(operation) || std::holds_alternative<UnknownChange>(operation) ||
      std::holds_alternative<CreateTable>(operation))
    return;
  const QualifiedName name = table_of(operation);
  if (name.name.empty() || !name.schema.empty() || change.before.table(name) != nullptr) return;
  const std::vector<QualifiedName> meant = change.before.tables_called(name.name);
  if (meant.empty() || change.before.views().contains(name) || chooses_search_path(change)) return;
  const auto* drop = std::get_if<DropTable>(&operation);
  if (drop != nullptr && drop->if_exists) return;
  Finding finding = finding_at(change, context, meant.front().text());
  finding.message = fmt::format("{} {} leaves the schema to the search path: the table is {}",
                                describe(operation), object_of(operation), meant.front().text());
  finding.help = change.step.from_sql ? fmt::format("write {}", meant.front().text())
                                      : fmt::format("pass schema=\"{}\"", meant.front().schema);
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
