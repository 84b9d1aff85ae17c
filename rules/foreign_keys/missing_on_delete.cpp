#include <fmt/core.h>

#include <algorithm>

#include "analyzer/keys.h"
#include "analyzer/live_tables.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_on_delete = {
    .name = "missing-on-delete",
    .summary = "A foreign key does not say what happens when the row that it points at is deleted.",
    .why = R"(
Without `ON DELETE` the database refuses to delete a parent that has children. That may be meant, but it
is also what one gets by not thinking of it, and it is found when somebody has to delete an account. A
project that wants every foreign key to say it selects this rule.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
)"},
    .not_flagged = R"(
Actions whose value cannot be known. Foreign keys that have an action in the migrations.
)",
    .source =
        "PostgreSQL, \"Foreign Keys\": "
        "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

namespace {

bool has_action(const Table& table, const ForeignKey& key) {
  return std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& other) {
    return !other.on_delete.empty() && same_columns(other.columns, key.columns);
  });
}

void report(const Table& table, const ForeignKey& key, Context& context) {
  const std::string object = object_name(table.name, key.columns);
  const std::string_view written = table.module.empty()
                                       ? "add ON DELETE CASCADE, SET NULL or RESTRICT"
                                       : "add ondelete=\"CASCADE\", \"SET NULL\" or \"RESTRICT\"";
  context.report({.where = foreign_key_place(key),
                  .message = fmt::format("{} does not say what happens when its row of {} is "
                                         "deleted",
                                         object, key.target.text()),
                  .help = std::string(written),
                  .object = object});
}

bool is_asked(const ForeignKey& key) {
  return key.state != ForeignKey::State::unknown && key.on_delete.empty() &&
         !key.on_delete_unknown && key.of_parent.empty();
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  for (const Table& table : project.declared.tables()) {
    const Table* live = tables.in_database(table);
    for (const ForeignKey& key : table.foreign_keys)
      if (is_asked(key) && (live == nullptr || !has_action(*live, key)))
        report(table, key, context);
  }
  for (const Table* table : tables.undeclared())
    for (const ForeignKey& key : table->foreign_keys)
      if (is_asked(key)) report(*table, key, context);
}

}  // namespace schemalint::rules
