#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <set>

#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

static constexpr RuleOption options[] = {
    {.key = "rows", .fallback = 0, .help = "rows of tables with vectors; 0: not known"},
};

extern constinit const Rule ivfflat_lists = {
    .name = "ivfflat-lists",
    .summary =
        "The number of lists of an IVFFlat index is out of range, or does not fit the table.",
    .why = R"(
IVFFlat divides the vectors into lists and looks through some of them. With too few lists each is long and the
scan slow; with too many each holds few vectors and the nearest are missed. pgvector takes 1 to 32,768 and advises
a thousandth of the rows up to a million, the square root of them above.
)",
    .example = {.file = "models.py",
                .bad = R"(
from pgvector.sqlalchemy import Vector
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(384))


Index(
    "ix_documents_embedding",
    Document.embedding,
    postgresql_using="ivfflat",
    postgresql_with={"lists": 40000},
    postgresql_ops={"embedding": "vector_cosine_ops"},
)
)",
                .good = R"(
from pgvector.sqlalchemy import Vector
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(384))


Index(
    "ix_documents_embedding",
    Document.embedding,
    postgresql_using="ivfflat",
    postgresql_with={"lists": 1000},
    postgresql_ops={"embedding": "vector_cosine_ops"},
)
)"},
    .not_flagged = R"(
Any number in range, unless the setting `rows` says how many rows such tables have.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::info,
    .options = options,
    .check = check,
};

namespace {

int advised(int rows) {
  return rows <= 1'000'000 ? std::max(rows / 1000, 1)
                           : static_cast<int>(std::sqrt(static_cast<double>(rows)));
}

void check_table(const Table& table, std::set<std::string>& told, Context& context) {
  const int rows = context.number("rows");
  for (const Index& index : table.indexes) {
    const auto given = index.parameters.find("lists");
    if (index.method != "ivfflat" || given == index.parameters.end()) continue;
    int lists = 0;
    const std::string& text = given->second;
    if (std::from_chars(text.data(), text.data() + text.size(), lists).ec != std::errc()) continue;
    const bool out_of_range = lists < 1 || lists > 32768;
    const int advice = advised(rows);
    const bool unfit = rows > 0 && (lists > advice * 4 || lists * 4 < advice);
    if (!out_of_range && !unfit) continue;
    if (!told.insert(table.name.text() + "." + index.name).second) continue;
    context.report(
        {.where = index.where,
         .message = out_of_range ? fmt::format("index {} has {} lists; IVFFlat takes 1 to 32768",
                                               index.name, lists)
                                 : fmt::format("index {} has {} lists, which does not fit {} rows",
                                               index.name, lists, rows),
         .help = rows > 0 ? fmt::format("for {} rows, about {} lists", rows, advice)
                          : "take a thousandth of the rows, above a million rows their square root",
         .object = object_name(table.name, {index.name})});
  }
}

}  // namespace

static void check(const Project& project, Context& context) {
  std::set<std::string> told;
  for (const Table& table : project.declared.tables()) check_table(table, told, context);
  for (const Table& table : project.migrated.tables()) check_table(table, told, context);
}

}  // namespace schemalint::rules
