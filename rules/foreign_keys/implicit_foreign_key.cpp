#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzer/keys.h"
#include "analyzer/live_tables.h"
#include "analyzer/reference_types.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule implicit_foreign_key = {
    .name = "implicit-foreign-key",
    .summary = "A column plainly refers to another table and has no foreign key.",
    .why = R"(
Without a foreign key nothing stops the column from naming a row that does not exist, or no longer exists.
Such rows are not found when they are made but when somebody joins the two tables and one is missing.
Adding the key later means cleaning up first.

What the columns say by their names alone may be meant otherwise: tables that stand in another database,
parts of a program that are kept apart on purpose. So a project selects this rule.
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


class Invoice(Base):
    __tablename__ = "invoices"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
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
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))


class Invoice(Base):
    __tablename__ = "invoices"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
)"},
    .not_flagged = R"(
Columns of another type than the key, and names that no other column with a foreign key to that table
bears. Pairs that may point at several tables (`object_type`, `object_id`). Tables that keep what is gone:
logs, histories, audits, events, archives, snapshots. Views and partitioned tables. Foreign keys that only the
migrations make.
)",
    .source =
        "PostgreSQL, \"Foreign Keys\": "
        "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
    .severity = Severity::info,
    .on_by_default = false,
    .check = check,
};

namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Names of ids that other systems give.
bool is_outside_name(std::string_view column) {
  constexpr std::string_view words[] = {"external", "correlation", "trace",   "request",
                                        "session",  "remote",      "foreign", "legacy"};
  return std::ranges::any_of(words, [&](std::string_view word) { return has(column, word); });
}

/// Tables whose rows outlive what they speak of.
bool keeps_the_past(const Table& table) {
  constexpr std::string_view words[] = {"log",    "audit",    "histor",  "event",   "archive",
                                        "archiv", "snapshot", "version", "deleted", "tombstone",
                                        "metric", "usage",    "stat",    "backup",  "cache",
                                        "temp",   "staging"};
  return table.partition_by || std::ranges::any_of(words, [&](std::string_view word) {
           return has(table.name.name, word);
         });
}

bool is_in_foreign_key(const Table* table, const std::string& column) {
  return table != nullptr && std::ranges::any_of(table->foreign_keys, [&](const ForeignKey& key) {
           return contains_all(key.columns, {column});
         });
}

/// Where columns of one name lead, by the foreign keys that exist.
struct Target {
  QualifiedName table;
  std::string column;
  auto operator<=>(const Target&) const = default;
};
using Targets = std::map<std::string, std::map<Target, std::string>>;  // → one that leads there

void add_targets(const Schema& schema, Targets& targets) {
  for (const Table& table : schema.tables())
    for (const ForeignKey& key : table.foreign_keys)
      if (key.columns.size() == 1 && key.target_columns.size() == 1 &&
          key.state == ForeignKey::State::resolved)
        targets[key.columns.front()].try_emplace({key.target, key.target_columns.front()},
                                                 object_name(table.name, key.columns));
}

/// "customer" of "customer_id"; empty for other names.
std::string_view stem_of(std::string_view column, std::string_view key) {
  if (column.size() <= key.size() + 1 || !column.ends_with(key)) return {};
  column.remove_suffix(key.size());
  return column.ends_with('_') ? column.substr(0, column.size() - 1) : std::string_view();
}

/// Whether a table is called like the thing: customer, customers, shop_customers.
bool is_called(std::string_view table, std::string_view stem) {
  std::vector<std::string> names{std::string(stem), std::string(stem) + "s",
                                 std::string(stem) + "es"};
  if (stem.ends_with('y')) names.push_back(std::string(stem.substr(0, stem.size() - 1)) + "ies");
  return std::ranges::any_of(
      names, [&](const std::string& name) { return table == name || table.ends_with("_" + name); });
}

struct Guess {
  Target target;
  std::string example;  ///< a column of the same name that has the foreign key
};

/// The one target that all columns of this name lead to, if the table is called like the column.
std::optional<Guess> guess(const Targets& targets, const Table& table, const Column& column) {
  const auto named = targets.find(column.name);
  if (named == targets.end() || named->second.size() != 1) return std::nullopt;
  const auto& [target, example] = *named->second.begin();
  if (target.table == table.name) return std::nullopt;
  const std::string_view stem = stem_of(column.name, target.column);
  if (stem.empty() || !is_called(target.table.name, stem)) return std::nullopt;
  return Guess{target, example};
}

bool is_candidate(const Table& table, const Column& column) {
  if (column.computed || is_outside_name(column.name)) return false;
  if (table.primary_key && table.primary_key->columns == std::vector{column.name}) return false;
  // "object_id" beside "object_type" may point at several tables.
  const size_t end = column.name.rfind('_');
  if (end == std::string::npos) return false;
  const std::string stem = column.name.substr(0, end);
  return table.column(stem + "_type") == nullptr && table.column(stem + "_kind") == nullptr;
}

void check_table(const Schema& schema, const Table& table, const Table* live,
                 const Targets& targets, Context& context) {
  if (!table.complete || keeps_the_past(table)) return;
  for (const Column& column : table.columns) {
    if (!is_candidate(table, column)) continue;
    if (is_in_foreign_key(&table, column.name) || is_in_foreign_key(live, column.name)) continue;
    const std::optional<Guess> found = guess(targets, table, column);
    if (!found) continue;
    const Table* target = schema.table(found->target.table);
    const Column* key = target == nullptr ? nullptr : target->column(found->target.column);
    if (key == nullptr || match_reference(column.type.value, key->type.value) != TypeMatch::same)
      continue;
    const std::string object = object_name(table.name, {column.name});
    const std::string to = object_name(target->name, {key->name});
    context.report(
        {.where = column.where,
         .message = fmt::format("{} has no foreign key, but is called and typed like one to {}",
                                object, to),
         .help = table.module.empty() ? fmt::format("add FOREIGN KEY ({}) REFERENCES {} ({})",
                                                    column.name, target->name.text(), key->name)
                                      : fmt::format("add ForeignKey(\"{}\")", to),
         .object = object,
         .notes = {{key->where, fmt::format("{} points here, as the same name does elsewhere",
                                            found->example)}}});
  }
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  Targets declared;
  add_targets(project.declared, declared);
  for (const Table& table : project.declared.tables())
    if (!tables.is_view(table))
      check_table(project.declared, table, tables.in_database(table), declared, context);
  Targets present;
  add_targets(tables.database(), present);
  for (const Table* table : tables.undeclared())
    check_table(tables.database(), *table, table, present, context);
}

}  // namespace schemalint::rules
