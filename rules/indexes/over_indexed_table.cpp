#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/drift/normal_forms.h"
#include "analyzer/physical_indexes.h"
#include "analyzer/words.h"
#include "rules/index_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "limit", .fallback = 10, .help = "indexes that a table may have; keys count"}};

extern constinit const Rule over_indexed_table = {
    .name = "over-indexed-table",
    .summary = "A table has more indexes than the limit.",
    .why = R"(
Each index is written with every new row, and an UPDATE that touches one indexed column writes all of them,
for the row moves. Many indexes of one column each are usually the sum of single wishes: PostgreSQL
picks one or two for a query, and one index over the columns that are asked for together would serve
better.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int] = mapped_column(index=True)
    b: Mapped[int] = mapped_column(index=True)
    c: Mapped[int] = mapped_column(index=True)
    d: Mapped[int] = mapped_column(index=True)
    e: Mapped[int] = mapped_column(index=True)
    f: Mapped[int] = mapped_column(index=True)
    g: Mapped[int] = mapped_column(index=True)
    h: Mapped[int] = mapped_column(index=True)
    i: Mapped[int] = mapped_column(index=True)
    j: Mapped[int] = mapped_column(index=True)
)",
                .good = R"(
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_state", "a", "b", "c"), Index("ix_orders_place", "d", "e"))
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int]
    b: Mapped[int]
    c: Mapped[int]
    d: Mapped[int]
    e: Mapped[int]
    f: Mapped[int]
    g: Mapped[int]
    h: Mapped[int]
    i: Mapped[int]
    j: Mapped[int]
)"},
    .not_flagged = R"(
Partitions: their indexes are those of the partitioned table.
)",
    .source = "PostgreSQL, \"Indexes\": https://www.postgresql.org/docs/current/indexes-intro.html",
    .severity = Severity::info,
    .options = options,
    .check = check,
};

namespace {

/// Those that the models declare and those that only the migrations make.
std::vector<PhysicalIndex> indexes_of(const Table& table, const Table* migrated) {
  std::vector<PhysicalIndex> all = physical_indexes(table);
  if (migrated == nullptr || migrated == &table) return all;
  const size_t declared = all.size();
  for (PhysicalIndex& one : physical_indexes(*migrated)) {
    const bool known = std::any_of(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(declared), [&](const auto& other) {
          return other.index.name == one.index.name || same_elements(other.index, one.index);
        });
    if (!known) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  const auto limit = static_cast<size_t>(std::max(context.number("limit"), 1));
  for (const KnownTable& known : known_tables(project, database)) {
    const Table& table = *known.table;
    if (table.partition_of) continue;
    const Table* migrated =
        is_uncertain(project, table.name) ? nullptr : database.table(table.name);
    const std::vector<PhysicalIndex> all = indexes_of(table, migrated);
    if (all.size() <= limit) continue;
    const auto single = std::ranges::count_if(
        all, [](const PhysicalIndex& one) { return one.index.elements.size() == 1; });
    std::vector<std::string> list;
    for (const PhysicalIndex& one : all) list.push_back(described(one));
    context.report(
        {.where = table.where,
         .message = fmt::format("{} has {} indexes, {} of them on one column (limit {}): {}",
                                table.name.text(), all.size(), single, limit, shortened(list, 12)),
         .help = "drop those that no query needs (unused-index tells from statistics), and put "
                 "columns that are asked for together into one index",
         .object = table.name.text()});
  }
}

}  // namespace schemalint::rules
