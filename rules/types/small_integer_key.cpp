#include <fmt/core.h>

#include <map>
#include <utility>

#include "analyzer/live_tables.h"
#include "analyzer/types.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule small_integer_key = {
    .name = "small-integer-key",
    .summary = "A numbered key of 32 bits that other tables point at.",
    .why = R"(
A `serial` ends at 2,147,483,647, and rolled-back INSERTs and conflicts use numbers up as well. When it
ends, every INSERT fails. Widening the key then rewrites the table and all its indexes under a lock that
keeps readers out, and so it does for every table that points at it. A `bigserial` costs 4 bytes a row
today, often none for alignment.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)


class Delivery(Base):
    __tablename__ = "deliveries"
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
)",
                .good = R"(
from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Delivery(Base):
    __tablename__ = "deliveries"
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
)"},
    .not_flagged = R"(
Keys that no other table points at: these are widened alone. Keys that the application gives its own values,
such as the number of a state. Keys of several columns.
)",
    .source =
        "PostgreSQL, \"Serial Types\": "
        "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL",
    .severity = Severity::info,
    .check = check,
};

namespace {

/// The columns that point at one: all have to change with it.
struct Pointing {
  std::vector<std::string> columns;
  bool from_outside = false;  ///< one of another table does
};

/// By the table and the column that they point at.
using Referrers = std::map<std::pair<QualifiedName, std::string>, Pointing>;

Referrers referrers_in(const Schema& schema) {
  Referrers referrers;
  for (const Table& table : schema.tables())
    for (const ForeignKey& key : table.foreign_keys)
      if (key.state == ForeignKey::State::resolved && key.of_parent.empty())
        for (const std::string& column : key.target_columns) {
          Pointing& pointing = referrers[{key.target, column}];
          pointing.columns.push_back(object_name(table.name, key.columns));
          pointing.from_outside = pointing.from_outside || key.target != table.name;
        }
  return referrers;
}

/// The one column of the key; null where there are several.
const Column* key_column(const Table& table) {
  if (!table.primary_key || table.primary_key->columns.size() != 1) return nullptr;
  return table.column(table.primary_key->columns.front());
}

bool is_small(const Column& column) {
  const std::string type = canonical_type(column.type.value);
  return type == "INTEGER" || type == "SMALLINT";
}

bool is_in_foreign_key(const Table& table, const std::string& column) {
  for (const ForeignKey& key : table.foreign_keys)
    for (const std::string& own : key.columns)
      if (own == column) return true;
  return false;
}

/// Whether the database numbers the rows. A model's integer key is a serial by itself.
bool is_numbered(const Table& table, const Column& column, const Table* live) {
  if (is_in_foreign_key(table, column.name)) return false;
  if (column.identity || column.serial) return true;
  if (live != nullptr) {
    const Column* twin = live->column(column.name);
    return twin != nullptr && (twin->serial || twin->identity);
  }
  return !table.module.empty() && !column.server_default && !column.client_default;
}

void check_table(const Table& table, const Table* live, const Referrers& referrers,
                 Context& context) {
  const Column* column = key_column(table);
  if (column == nullptr || !is_small(*column)) return;
  const auto pointing = referrers.find({table.name, column->name});
  if (pointing == referrers.end() || !pointing->second.from_outside) return;
  const Column* twin = live == nullptr ? nullptr : key_column(*live);
  if (twin != nullptr && !twin->type.value.empty() && !is_small(*twin)) return;
  if (!is_numbered(table, *column, live)) return;
  const std::string object = object_name(table.name, {column->name});
  constexpr size_t most = 5;
  context.report({.where = column->where,
                  .message = fmt::format(
                      "{} is {}, and {} at it", object, column->type.value,
                      pointing->second.columns.size() == 1
                          ? "a foreign key points"
                          : counted(pointing->second.columns.size(), "foreign key") + " point"),
                  .help = fmt::format("make it {} while the tables are small, together with {}",
                                      table.module.empty() ? "bigint" : "BigInteger",
                                      shortened(pointing->second.columns, most)),
                  .object = object});
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  const Referrers declared = referrers_in(project.declared);
  for (const Table& table : project.declared.tables())
    check_table(table, tables.in_database(table), declared, context);
  const Referrers present = referrers_in(tables.database());
  for (const Table* table : tables.undeclared()) check_table(*table, table, present, context);
}

}  // namespace schemalint::rules
