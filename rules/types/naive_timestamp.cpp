#include <fmt/core.h>

#include "analyzer/live_tables.h"
#include "analyzer/types.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule naive_timestamp = {
    .name = "naive-timestamp",
    .summary = "A column keeps a time without its time zone.",
    .why = R"(
`timestamp without time zone` is a reading of a clock, not a moment. Which clock, only the code knows:
`datetime.utcnow()` here, `now()` in the session's zone there, a client's local time in an import. In the
night when summer time ends an hour happens twice. Comparing it with an aware `datetime` raises in Python
and, in asyncpg, when the value is bound.

`timestamp with time zone` takes the same 8 bytes and keeps the moment.
)",
    .example = {.file = "models.py",
                .bad = R"(
from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    paid_at: Mapped[datetime] = mapped_column(DateTime)
)",
                .good = R"(
from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    paid_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
)"},
    .not_flagged = R"(
Types of the project's own (`TypeDecorator`) that stand between the values and the column: they may keep
one zone for all. Columns that the migrations make `timestamp with time zone`.
)",
    .source =
        "PostgreSQL, \"Date/Time Types\": "
        "https://www.postgresql.org/docs/current/datatype-datetime.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool is_naive(const Column& column) {
  const std::string type = canonical_type(column.type.value);
  return type.starts_with("TIMESTAMP") && type.ends_with("WITHOUT TIME ZONE");
}

bool is_aware(const Table* table, const std::string& name) {
  const Column* column = table == nullptr ? nullptr : table->column(name);
  return column != nullptr && !column->type.value.empty() && !is_naive(*column);
}

void report(const Table& table, const Column& column, Context& context) {
  const std::string object = object_name(table.name, {column.name});
  const bool shown = column.declaration.contains(column.type.where);
  Finding finding{.where = shown ? column.type.where : column.where,
                  .message = fmt::format("{} is a timestamp without time zone", object),
                  .help =
                      "write DateTime(timezone=True), and convert the column in a revision with "
                      "USING … AT TIME ZONE the zone that its values are in",
                  .object = object};
  if (table.module.empty())
    finding.help = "make it timestamptz, USING … AT TIME ZONE the zone that its values are in";
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  for (const Table& table : project.declared.tables()) {
    if (tables.is_view(table)) continue;
    const Table* live = tables.in_database(table);
    for (const Column& column : table.columns)
      if (is_naive(column) && column.type_decorator.empty() && !is_aware(live, column.name))
        report(table, column, context);
  }
  for (const Table* table : tables.undeclared())
    for (const Column& column : table->columns)
      if (is_naive(column) && column.type_decorator.empty()) report(*table, column, context);
}

}  // namespace schemalint::rules
