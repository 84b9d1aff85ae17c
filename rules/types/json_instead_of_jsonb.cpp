#include <fmt/core.h>

#include "analyzer/live_tables.h"
#include "analyzer/types.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule json_instead_of_jsonb = {
    .name = "json-instead-of-jsonb",
    .summary = "A column is json where jsonb does more.",
    .why = R"(
`json` keeps the text as it came, spaces and repeated keys included, and parses it again for every access.
It has no equality, so `SELECT DISTINCT`, `GROUP BY` and `UNION` over it fail; it has no `@>` and no `?`,
and no GIN index can be made on it. On a `sa.JSON` column `.contains()` does not even ask that: it becomes
`LIKE '%…%'`.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    payload: Mapped[dict] = mapped_column(JSON)
)",
                .good = R"(
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    payload: Mapped[dict] = mapped_column(JSONB)
)"},
    .not_flagged = R"(
`JSON().with_variant(JSONB, "postgresql")`: PostgreSQL gets jsonb. Columns that the migrations make jsonb.
)",
    .source =
        "PostgreSQL, \"JSON Types\": "
        "https://www.postgresql.org/docs/current/datatype-json.html",
    .severity = Severity::info,
    .check = check,
};

namespace {

bool is_json(const Column& column) {
  return canonical_type(column.type.value) == "JSON";
}

bool is_other(const Table* table, const std::string& name) {
  const Column* column = table == nullptr ? nullptr : table->column(name);
  return column != nullptr && !column->type.value.empty() && !is_json(*column);
}

void report(const Table& table, const Column& column, Context& context) {
  const std::string object = object_name(table.name, {column.name});
  const bool shown = column.declaration.contains(column.type.where);
  Finding finding{.where = shown ? column.type.where : column.where,
                  .message = fmt::format("{} is json, not jsonb", object),
                  .help =
                      "write JSONB (where other databases are used as well, "
                      "JSON().with_variant(JSONB, \"postgresql\")), and convert the column in a "
                      "revision",
                  .object = object};
  if (table.module.empty()) finding.help = "make it jsonb";
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  for (const Table& table : project.declared.tables()) {
    if (tables.is_view(table)) continue;
    const Table* live = tables.in_database(table);
    for (const Column& column : table.columns)
      if (is_json(column) && !is_other(live, column.name)) report(table, column, context);
  }
  for (const Table* table : tables.undeclared())
    for (const Column& column : table->columns)
      if (is_json(column)) report(*table, column, context);
}

}  // namespace schemalint::rules
