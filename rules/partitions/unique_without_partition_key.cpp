#include <fmt/core.h>

#include <algorithm>

#include "analyzer/database.h"
#include "analyzer/partition_key.h"
#include "analyzer/physical_indexes.h"
#include "rules/index_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule unique_without_partition_key = {
    .name = "unique-without-partition-key",
    .summary = "A key of a partitioned table leaves out a column of the partition key.",
    .why = R"(
Each partition has an index of its own and knows nothing of the others, so PostgreSQL can only promise what
one partition can see: the columns of a primary key or unique constraint must include all columns of the
partition key, and the partition key may then have no expression. Otherwise CREATE TABLE fails: "unique
constraint on partitioned table must include all partitioning columns".
)",
    .example = {.file = "models.py",
                .bad = R"py(
from datetime import datetime

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    __table_args__ = {"postgresql_partition_by": "RANGE (created_at)"}
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
)py",
                .good = R"py(
from datetime import datetime

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    __table_args__ = {"postgresql_partition_by": "RANGE (created_at)"}
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(primary_key=True)
)py"},
    .not_flagged = R"(
Indexes that are not unique. A partition key that was not understood.
)",
    .source =
        "PostgreSQL, \"Table Partitioning\", Limitations: "
        "https://www.postgresql.org/docs/current/ddl-partitioning.html"
        "#DDL-PARTITIONING-DECLARATIVE-LIMITATIONS",
    .severity = Severity::error,
    .check = check,
};

namespace {

bool has_column(const Index& index, const std::string& column) {
  return std::ranges::any_of(index.elements,
                             [&](const IndexElement& element) { return element.column == column; });
}

void check_index(const Table& table, const PartitionKey& key, const PhysicalIndex& one,
                 Context& context) {
  std::vector<std::string> missing;
  std::string expression;
  for (const IndexElement& element : key.elements) {
    if (element.column.empty()) {
      expression = element.expression;
    } else if (!has_column(one.index, element.column)) {
      missing.push_back(element.column);
    }
  }
  // A unique index may repeat the expression; a constraint cannot.
  if (!expression.empty() && !one.is_constraint()) expression.clear();
  if (missing.empty() && expression.empty()) return;
  const std::string why =
      missing.empty() ? fmt::format("the partition key has the expression {}", expression)
                      : fmt::format("leaves out {} of the partition key", enumeration(missing));
  context.report(
      {.where = one.index.where.known() ? one.index.where : table.where,
       .message =
           fmt::format("{} of {} cannot be made: {}", described(one), table.name.text(), why),
       .help = missing.empty() ? "partition by plain columns, or put keys on the partitions"
                               : fmt::format("add {} to it (primary_key=True on each column of the "
                                             "key), or put the key on the partitions",
                                             enumeration(missing)),
       .object = index_object(table.name, one.index)});
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  for (const KnownTable& known : known_tables(project, database)) {
    const std::optional<PartitionKey> key = partition_key(*known.table);
    if (!key) continue;
    for (const PhysicalIndex& one : physical_indexes(*known.table))
      if (one.index.unique && !one.index.elements.empty())
        check_index(*known.table, *key, one, context);
  }
}

}  // namespace schemalint::rules
