#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "analyzer/physical_indexes.h"
#include "rules/index_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule index_name_collision = {
    .name = "index-name-collision",
    .summary = "Two indexes of a schema have one name, or a name is too long for PostgreSQL.",
    .why = R"(
The names of indexes belong to the schema, not to the table: the second CREATE INDEX of a name fails with
"relation already exists". With `if_not_exists` it is worse: nothing fails and the index is missing. The
usual source is a mixin that gives its index one fixed name for all tables. An explicit name of more than
63 characters SQLAlchemy refuses itself.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (Index("ix_code", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]


class Bill(Base):
    __tablename__ = "bills"
    __table_args__ = (Index("ix_code", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
)",
                .good = R"(
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_code", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]


class Bill(Base):
    __tablename__ = "bills"
    __table_args__ = (Index("ix_bills_code", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
)"},
    .not_flagged = R"(
Names that SQLAlchemy makes up: it shortens them. Tables whose schema is not known; tables of different
databases.
)",
    .source =
        "PostgreSQL, CREATE INDEX: https://www.postgresql.org/docs/current/sql-createindex.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// PostgreSQL's NAMEDATALEN less one.
constexpr size_t longest_name = 63;

size_t characters(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

struct Owner {
  const Table* table = nullptr;
  PhysicalIndex index;
};

/// `index=True` and an Index of the name that it makes up are one index.
bool is_same(const Owner& a, const Owner& b) {
  if (a.table != b.table) return false;
  return a.index.index.from_column != b.index.index.from_column &&
         a.index.index.elements == b.index.index.elements;
}

/// The databases whose migrations make the table.
std::vector<size_t> databases_of(const Project& project, const Table& table) {
  std::vector<size_t> found;
  for (size_t i = 0; i < project.databases.size(); ++i)
    if (project.databases[i].schema.table(table.name) != nullptr) found.push_back(i);
  return found;
}

bool may_share_database(const Project& project, const Table& a, const Table& b) {
  if (a.metadata != b.metadata) return false;
  const std::vector<size_t> of_a = databases_of(project, a);
  const std::vector<size_t> of_b = databases_of(project, b);
  if (of_a.empty() || of_b.empty()) return project.databases.size() < 2;
  return std::ranges::any_of(
      of_a, [&](size_t one) { return std::ranges::find(of_b, one) != of_b.end(); });
}

void report_collision(const Owner& first, const Owner& second, Context& context) {
  Finding finding{.where = second.index.index.where,
                  .message = fmt::format("{} of {} has the name of the {} of {}",
                                         described(second.index), second.table->name.text(),
                                         described(first.index), first.table->name.text()),
                  .help = "give each its own name, with the name of the table in it",
                  .object = index_object(second.table->name, second.index.index)};
  if (first.index.index.where != second.index.index.where)
    finding.notes.push_back({first.index.index.where, "the first index of this name"});
  context.report(std::move(finding));
}

void check_length(const Table& table, const PhysicalIndex& index, Context& context) {
  const size_t length = characters(index.index.name);
  if (length <= longest_name) return;
  context.report(
      {.where = index.index.where,
       .message = fmt::format("the name of {} of {} has {} characters: PostgreSQL's names have at "
                              "most {}, and SQLAlchemy refuses it (IdentifierError)",
                              described(index), table.name.text(), length, longest_name),
       .help = fmt::format("shorten it to {} characters", longest_name),
       .object = index_object(table.name, index.index)});
}

}  // namespace

static void check(const Project& project, Context& context) {
  // By name, so that it does not depend on files which of two tables has the finding.
  std::map<QualifiedName, const Table*> tables;
  for (const Table& table : project.declared.tables()) tables.emplace(table.name, &table);
  std::map<QualifiedName, std::vector<Owner>> owners;
  for (const auto& [name, declared] : tables) {
    const Table& table = *declared;
    for (PhysicalIndex& index : physical_indexes(table)) {
      if (index.index.name.empty()) continue;
      check_length(table, index, context);
      if (!table.schema_known) continue;
      std::vector<Owner>& same = owners[{table.name.schema, index.index.name}];
      const Owner owner{&table, std::move(index)};
      const auto collides = std::ranges::find_if(same, [&](const Owner& other) {
        return !is_same(other, owner) && may_share_database(project, *other.table, table);
      });
      if (collides != same.end()) report_collision(*collides, owner, context);
      same.push_back(owner);
    }
  }
}

}  // namespace schemalint::rules
