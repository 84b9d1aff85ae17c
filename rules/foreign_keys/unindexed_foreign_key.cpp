#include <fmt/core.h>

#include "analyzer/edit.h"
#include "analyzer/keys.h"
#include "analyzer/live_tables.h"
#include "analyzer/serving_index.h"
#include "analyzer/words.h"
#include "rules/code_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule unindexed_foreign_key = {
    .name = "unindexed-foreign-key",
    .summary = "No index leads with the columns of a foreign key.",
    .why = R"(
PostgreSQL indexes the column that a foreign key points at, never the one that it is on. Deleting one
row of the parent, or changing its key, then reads the whole child table, inside the transaction and
with the parent row locked; deleting a thousand parents reads it a thousand times. So does every join
from the parent, and every collection that SQLAlchemy loads.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
)"},
    .not_flagged = R"(
Columns that lead a primary key, a unique constraint or a btree index, in any order, whether the models
or the migrations make it; an index whose predicate only leaves NULL out. A composite key of which an
index leads with the column that is a key of the parent by itself. Partitions, whose table has the
index. Tables that were understood only in part.
)",
    .source =
        "PostgreSQL, \"Foreign Keys\": "
        "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
    .severity = Severity::warning,
    .fix = Safety::unsafe,
    .check = check,
};

namespace {

/// Whether one column finds the rows by itself: the one that points at a key of the parent. What
/// else is in the foreign key, such as the tenant, is then a filter on very few rows.
bool has_index_on_narrower_key(const Table& table, const ForeignKey& key, const Table* target) {
  if (key.columns.size() < 2 || target == nullptr) return false;
  for (size_t i = 0; i < key.columns.size() && i < key.target_columns.size(); ++i)
    if (is_referable_key(*target, {key.target_columns[i]}) &&
        has_leading_index(table, {key.columns[i]}))
      return true;
  return false;
}

bool is_served(const Table& table, const ForeignKey& key, const Table* target) {
  return has_leading_index(table, key.columns) || has_index_on_narrower_key(table, key, target);
}

/// `index=True` in the call that declares the column of the foreign key.
std::optional<Fix> add_index(const Table& table, const ForeignKey& key, const Context& context) {
  if (key.columns.size() != 1 || !key.in_column || table.module.empty()) return std::nullopt;
  const Column* column = table.column(key.columns.front());
  if (column == nullptr || !column->declaration.contains(key.where)) return std::nullopt;
  const Span arguments = column_arguments(context.file(key.where), *column);
  if (!arguments.known()) return std::nullopt;
  const SourceFile& file = context.file(arguments);
  if (file.text(arguments).find("index=") != std::string_view::npos) return std::nullopt;
  std::vector<Edit> edits = append_argument(file, arguments, "index=True");
  if (edits.empty()) return std::nullopt;
  return Fix{.title = "Add index=True", .safety = Safety::unsafe, .edits = std::move(edits)};
}

std::string help(const Table& table, const ForeignKey& key) {
  std::vector<std::string> quoted, columns;
  for (const std::string& column : key.columns) {
    quoted.push_back(python_string(column));
    columns.push_back(sql_name({"", column}));
  }
  const std::string create =
      fmt::format("CREATE INDEX CONCURRENTLY ON {} ({})", sql_name(table.name), join(columns));
  if (table.module.empty()) return create;
  if (key.columns.size() == 1)
    return fmt::format("add index=True, and create it in a revision without blocking writes: {}",
                       create);
  return fmt::format(
      "add Index(None, {}) to the table, and create it in a revision without "
      "blocking writes: {}",
      join(quoted), create);
}

void report(const Table& table, const ForeignKey& key, Context& context) {
  const std::string object = object_name(table.name, key.columns);
  context.report(
      {.where = foreign_key_place(key),
       .message = fmt::format("no index leads with {} of {}, which points at {}",
                              columns_text(key.columns), table.name.text(), key.target.text()),
       .help = help(table, key),
       .object = object,
       .fix = add_index(table, key, context)});
}

bool is_asked(const ForeignKey& key) {
  return key.state != ForeignKey::State::unknown && !key.columns.empty() && key.of_parent.empty();
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  for (const Table& table : project.declared.tables()) {
    if (!table.complete) continue;
    const Table* live = tables.in_database(table);
    if (live != nullptr && (!live->complete || tables.is_uncertain(*live))) continue;
    for (const ForeignKey& key : table.foreign_keys) {
      const Table* target = project.declared.table(key.target);
      if (!is_asked(key) || is_served(table, key, target)) continue;
      if (live != nullptr && is_served(*live, key, target)) continue;
      report(table, key, context);
    }
  }
  for (const Table* table : tables.undeclared())
    for (const ForeignKey& key : table->foreign_keys)
      if (is_asked(key) && !is_served(*table, key, tables.database().table(key.target)))
        report(*table, key, context);
}

}  // namespace schemalint::rules
