#include <fmt/core.h>

#include <optional>
#include <set>

#include "analyzer/database.h"
#include "analyzer/other_histories.h"
#include "analyzer/physical_indexes.h"
#include "analyzer/words.h"
#include "rules/index_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule redundant_index = {
    .name = "redundant-index",
    .summary = "An index serves no query that another index of the table does not serve.",
    .why = R"(
Every index is written on every INSERT, on most UPDATEs and by VACUUM, and takes its share of memory. An
index on `(a)` beside one on `(a, b)` gives nothing back for that: PostgreSQL finds rows by `a` in the
longer one. The usual sources are `index=True` on a primary key, which has its index already, and
`index=True` on the first column of a unique constraint.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True, index=True)
    code: Mapped[str] = mapped_column(index=True)
)",
                .good = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
)"},
    .not_flagged = R"(
Constraints, whatever they repeat: foreign keys may need them, and so may a composite tenant key. A
unique index, unless another key has exactly its columns. Partial indexes beside whole ones, indexes of
another method, operator class, collation or order; the beginning of an index that has more than three
further columns; and what was not understood.
)",
    .source =
        "PostgreSQL, \"Multicolumn Indexes\": "
        "https://www.postgresql.org/docs/current/indexes-multicolumn.html",
    .severity = Severity::warning,
    .fix = Safety::unsafe,
    .check = check,
};

namespace {

/// Takes `index=True` out of a column's declaration, where it stands there once and the column is
/// the table's own. A mixin's column may need its index in another table.
std::optional<Fix> without_index(const Table& table, const Index& index, const Context& context) {
  if (!index.from_column || index.elements.empty()) return std::nullopt;
  const Column* column = table.column(index.elements.front().column);
  if (column == nullptr || !table.declaration.contains(column->declaration)) return std::nullopt;
  const std::string_view text = context.file(column->declaration).text(column->declaration);
  constexpr std::string_view argument = ", index=True";
  const size_t at = text.find(argument);
  if (at == std::string_view::npos || text.find("index=", at + argument.size()) != text.npos)
    return std::nullopt;
  const auto begin = static_cast<uint32_t>(column->declaration.begin + at);
  const auto end = static_cast<uint32_t>(begin + argument.size());
  return Fix{.title = fmt::format("remove index=True from {}", column->name),
             .safety = Safety::unsafe,
             .edits = {{{column->declaration.file, begin, end}, ""}}};
}

std::string help(const Table& table, const Index& index, bool declared, const Project& project) {
  const std::string drop = drop_index_help(project, table.name, index);
  if (!declared) return drop;
  const std::string edit = index.from_column ? "remove index=True" : "remove this index";
  return project.histories.empty() ? edit : fmt::format("{}, and {}", edit, drop);
}

void report(const Table& table, const PhysicalIndex& one, const PhysicalIndex& other, bool declared,
            Context& context) {
  const bool same = one.index.elements.size() == other.index.elements.size();
  Finding finding{
      .where = one.index.where,
      .message = fmt::format("{} of {} {} the {}", described(one), table.name.text(),
                             same ? "repeats" : "is the beginning of", described(other)),
      .help = help(table, one.index, declared, context.project()),
      .object = index_object(table.name, one.index)};
  if (other.index.where.known() && other.index.where != one.index.where)
    finding.notes.push_back({other.index.where, "the index that serves the same queries"});
  if (declared) finding.fix = without_index(table, one.index, context);
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const OtherHistories others(project);
  std::set<std::string> reported;
  const auto look_at = [&](const Table& table, bool declared) {
    const std::vector<PhysicalIndex> all = physical_indexes(table);
    for (const PhysicalIndex& one : all) {
      const PhysicalIndex* other = index_that_serves(all, one);
      if (other == nullptr) continue;
      // `index=True` and an Index() of the generated name: the database has one of them.
      if (!one.index.name.empty() && one.index.name == other->index.name) continue;
      if (!declared && others.remove(one.index)) continue;
      // The models and the migrations may call it by different names.
      const std::string which = table.name.text() + "(" + join(element_texts(one.index));
      if (reported.insert(which).second) report(table, one, *other, declared, context);
    }
  };
  for (const Table& table : project.declared.tables()) look_at(table, true);
  const Schema database = database_schema(project);
  for (const Table& table : database.tables())
    if (table.complete && !is_uncertain(project, table.name)) look_at(table, false);
}

}  // namespace schemalint::rules
