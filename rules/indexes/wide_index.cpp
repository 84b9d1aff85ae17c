#include <fmt/core.h>

#include "analyzer/database.h"
#include "analyzer/physical_indexes.h"
#include "rules/index_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "columns", .fallback = 3, .help = "key columns that an index may have"}};

extern constinit const Rule wide_index = {
    .name = "wide-index",
    .summary = "An index has more than three key columns.",
    .why = R"(
Only the leading columns of a B-tree narrow down what is read; the further ones help the one query that
names all of those before them. They make every entry longer, so that fewer fit into a page, and each
write of any of them writes the index. What is only to be read from the index belongs behind `INCLUDE`.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_all", "client_id", "state", "day", "total"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    state: Mapped[str]
    day: Mapped[str]
    total: Mapped[int]
)",
                .good = R"(
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_all", "client_id", "state", "day", postgresql_include=["total"]),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    state: Mapped[str]
    day: Mapped[str]
    total: Mapped[int]
)"},
    .not_flagged = R"(
Keys and unique indexes: they say what has to be unique. Methods other than B-tree: the order of their
columns means nothing.
)",
    .source =
        "PostgreSQL, \"Multicolumn Indexes\": "
        "https://www.postgresql.org/docs/current/indexes-multicolumn.html",
    .severity = Severity::info,
    .on_by_default = false,
    .options = options,
    .check = check,
};

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  const auto most = static_cast<size_t>(context.number("columns"));
  for (const KnownTable& known : known_tables(project, database)) {
    for (const Index& index : known.table->indexes) {
      const bool btree = index.method.empty() || index.method == "btree";
      if (index.unique || !btree || !index.of_parent.empty() || index.elements.size() <= most)
        continue;
      context.report(
          {.where = index.where,
           .message = fmt::format("{} of {} has {} key columns",
                                  described({.kind = PhysicalIndex::Kind::index, .index = index}),
                                  known.table->name.text(), index.elements.size()),
           .help = "keep the columns that queries filter by; what they only read goes "
                   "behind INCLUDE (postgresql_include=)",
           .object = index_object(known.table->name, index)});
    }
  }
}

}  // namespace schemalint::rules
