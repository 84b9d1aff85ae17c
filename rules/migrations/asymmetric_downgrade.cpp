#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "analyzer/change.h"
#include "analyzer/replay/changes.h"
#include "analyzer/replay/replay.h"
#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule asymmetric_downgrade = {
    .name = "asymmetric-downgrade",
    .summary = "A downgrade does not undo what its upgrade did.",
    .why = R"(
After `alembic downgrade` and the next `alembic upgrade` the database is another one, or the upgrade fails: the
type exists already, the table is still there. Dropping a table does not drop the ENUM types of its columns.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"(
from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("state", sa.Enum("open", "done", name="order_state")))


def downgrade():
    op.drop_table("orders")
)",
                .good = R"(
from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("state", sa.Enum("open", "done", name="order_state")))


def downgrade():
    op.drop_table("orders")
    op.execute("DROP TYPE order_state")
)"},
    .not_flagged = R"(
Revisions that have run everywhere: those up to `frozen-before`, or, without it, all but the last of each
history. Revisions without a way back (see missing-downgrade), those of which a part is not understood, and
histories with several bases. Rows and constraints: a column that comes back empty is back. What the upgrade found to be done
already.
)",
    .source =
        "Alembic, tutorial: "
        "https://alembic.sqlalchemy.org/en/latest/tutorial.html#downgrading",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool is_unknown(const Step& step) {
  return std::holds_alternative<UnknownChange>(step.operation);
}

bool is_complete(const Schema& schema) {
  return std::ranges::all_of(schema.tables(), &Table::complete);
}

/// What is left behind, and what is not brought back.
struct Difference {
  std::vector<std::string> left, missing;
  bool empty() const { return left.empty() && missing.empty(); }
};

const Column* column_in(const Schema& schema, const QualifiedName& table, const std::string& name) {
  const Table* found = schema.table(table);
  return found == nullptr ? nullptr : found->column(name);
}

/// What the upgrade made and is still there, what it took away and is not back. What it found as it
/// was to be is another matter: some revisions ask the database first.
Difference difference_of(const Schema& before, const Schema& after, const Schema& undone) {
  Difference difference;
  for (const Table& table : undone.tables()) {
    if (before.table(table.name) == nullptr) {
      if (after.table(table.name) != nullptr)
        difference.left.push_back("table " + table.name.text());
      continue;
    }
    for (const Column& column : table.columns)
      if (column_in(before, table.name, column.name) == nullptr &&
          column_in(after, table.name, column.name) != nullptr)
        difference.left.push_back("column " + object_name(table.name, {column.name}));
  }
  for (const Table& table : before.tables()) {
    if (undone.table(table.name) == nullptr) {
      if (after.table(table.name) == nullptr)
        difference.missing.push_back("table " + table.name.text());
      continue;
    }
    for (const Column& column : table.columns)
      if (column_in(undone, table.name, column.name) == nullptr &&
          column_in(after, table.name, column.name) == nullptr)
        difference.missing.push_back("column " + object_name(table.name, {column.name}));
  }
  for (const EnumType& type : undone.enums())
    if (before.enum_type(type.name) == nullptr && after.enum_type(type.name) != nullptr)
      difference.left.push_back("type " + type.name.text());
  for (const EnumType& type : before.enums())
    if (undone.enum_type(type.name) == nullptr && after.enum_type(type.name) == nullptr)
      difference.missing.push_back("type " + type.name.text());
  return difference;
}

/// Runs the way back; the first step that PostgreSQL would refuse, and why.
const Step* run_back(Schema& schema, const Revision& revision, Refusal& why) {
  for (const Step& step : revision.downgrade) {
    const bool known = schema.table(table_of(step.operation)) != nullptr;
    why = apply_change(schema, step.operation);
    if (why && known) return &step;
  }
  return nullptr;
}

void report(const Revision& revision, const Difference& difference, Context& context) {
  std::vector<std::string> parts;
  if (!difference.left.empty())
    parts.push_back("leaves " + shortened(difference.left, 3) + " behind");
  if (!difference.missing.empty())
    parts.push_back("does not bring back " + shortened(difference.missing, 3));
  const Span place = revision.downgrade.empty() ? revision.where : revision.downgrade.front().where;
  const bool here = place.file == revision.where.file;
  context.report({.where = here ? first_line(context, place) : revision.where,
                  .message = fmt::format("the downgrade of {} {}", revision.id, enumeration(parts)),
                  .help = "make downgrade() the reverse of upgrade()",
                  .object = "alembic:" + revision.id});
}

void check_revision(const Revision& revision, const Schema& before, const Schema& after,
                    Context& context) {
  if (std::ranges::any_of(revision.upgrade, is_unknown) ||
      std::ranges::any_of(revision.downgrade, is_unknown) || !is_complete(before) ||
      !is_complete(after))
    return;
  Schema undone = after;
  Refusal why;
  if (const Step* refused = run_back(undone, revision, why)) {
    // What is not there by this name may have another one: nothing is said of it.
    if (why->condition != "dependent_objects_still_exist") return;
    context.report(
        {.where = first_line(context, refused->where),
         .message = fmt::format("the downgrade of {} fails: {}", revision.id, why->message),
         .help = "undo the steps of upgrade() from the last to the first",
         .object = "alembic:" + revision.id,
         .detail = "refused"});
    return;
  }
  const Difference difference = difference_of(before, after, undone);
  if (!difference.empty()) report(revision, difference, context);
}

}  // namespace

static void check(const Project& project, Context& context) {
  const std::set<const Revision*> open = open_revisions(project);
  std::vector<Schema> states(project.databases.size());
  for (const History& history : project.histories) {
    Schema& state = states[history.database];
    // Trees with a base of their own stand for other databases: the state before is not theirs.
    const bool is_line = history.kind == History::Kind::alembic && bases(history).size() == 1;
    for (const Revision& revision : history.revisions) {
      const bool has_way_back = is_line && !revision.downgrade.empty() && open.contains(&revision);
      Schema before;
      if (has_way_back) before = state;
      for (const Step& step : revision.upgrade) apply(state, step.operation);
      if (has_way_back) check_revision(revision, before, state, context);
    }
  }
}

}  // namespace schemalint::rules
