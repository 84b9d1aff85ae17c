#include <fmt/core.h>

#include <algorithm>

#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule concurrently_on_partitioned_parent = {
    .name = "concurrently-on-partitioned-parent",
    .summary = "An index of a partitioned table is made or dropped CONCURRENTLY.",
    .why = R"(
PostgreSQL refuses both: "cannot create index on partitioned table concurrently", "cannot drop partitioned
index concurrently". The revision fails where it runs first. The index is made `ON ONLY` the partitioned
table, then CONCURRENTLY on every partition, and each of these is attached: the whole becomes valid with
the last one, and nobody waits.
)",
    .example = {.file = "migrations/versions/0001_events.py",
                .bad = R"py(
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at)")
    op.execute("CREATE TABLE events_old PARTITION OF events DEFAULT")
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY ix_events_id ON events (id)")
)py",
                .good = R"py(
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at)")
    op.execute("CREATE TABLE events_old PARTITION OF events DEFAULT")
    op.execute("CREATE INDEX ix_events_id ON ONLY events (id)")
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY ix_events_old_id ON events_old (id)")
    op.execute("ALTER INDEX ix_events_id ATTACH PARTITION ix_events_old_id")
)py"},
    .not_flagged = R"(
Indexes of the partitions themselves.
)",
    .source =
        "PostgreSQL, CREATE INDEX, CONCURRENTLY: "
        "https://www.postgresql.org/docs/current/sql-createindex.html"
        "#SQL-CREATEINDEX-CONCURRENTLY",
    .severity = Severity::error,
    .check = check,
};

namespace {

const Table* partitioned(const Schema& schema, const QualifiedName& name) {
  const Table* table = schema.table(name);
  return table != nullptr && table->partition_by ? table : nullptr;
}

const Table* owner_of(const Schema& schema, const QualifiedName& index) {
  for (const Table& table : schema.tables())
    if (table.partition_by && table.name.schema == index.schema &&
        std::ranges::any_of(table.indexes,
                            [&](const Index& one) { return one.name == index.name; }))
      return &table;
  return nullptr;
}

void report(const Change& change, const Table& table, const std::string& index, bool creates,
            Context& context) {
  context.report(
      {.where = change.step.where,
       .message =
           fmt::format("{} {} of the partitioned table {} CONCURRENTLY is refused",
                       creates ? "creating index" : "dropping index", index, table.name.text()),
       .help = creates ? "CREATE INDEX … ON ONLY the table, then CONCURRENTLY on each partition, "
                         "then ALTER INDEX … ATTACH PARTITION"
                       : "drop it without CONCURRENTLY, with a short lock_timeout",
       .object = table.name.text() + "." + index,
       .detail = change.revision.id});
}

}  // namespace

static void check(const Change& change, Context& context) {
  if (const auto* create = std::get_if<CreateIndex>(&change.step.operation)) {
    if (!create->concurrently) return;
    if (const Table* table = partitioned(change.before, create->table))
      report(change, *table, create->index.name, true, context);
  } else if (const auto* drop = std::get_if<DropIndex>(&change.step.operation)) {
    if (!drop->concurrently) return;
    if (const Table* table = owner_of(change.before, drop->index))
      report(change, *table, drop->index.name, false, context);
  }
}

}  // namespace schemalint::rules
