#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "rules/rule.h"
#include "rules/vector_operators.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule literal_vector_dimension = {
    .name = "literal-vector-dimension",
    .summary = "The same number of dimensions is written in several places.",
    .why = R"(
The number belongs to the model that makes the embeddings. When that changes, every column has to change with
it, and the one that is forgotten refuses the new vectors, in production, at the first insert. One constant
beside the model's name keeps them together.
)",
    .example = {.file = "models.py",
                .bad = R"(
from pgvector.sqlalchemy import Vector
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(384))


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(384))
)",
                .good = R"(
from pgvector.sqlalchemy import Vector
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DIMENSIONS = 384


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(DIMENSIONS))


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(DIMENSIONS))
)"},
    .not_flagged = R"(
A number that is written once. Revisions, which say what was.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

static void check(const Project& project, Context& context) {
  std::map<int, std::vector<std::pair<std::string, Span>>> places;
  for (const Table& table : project.declared.tables()) {
    for (const Column& column : table.columns) {
      const std::optional<VectorType> type = vector_type(column.type.value);
      if (!type || !type->dimensions || !column.type.where.known()) continue;
      const std::string literal = std::to_string(*type->dimensions);
      const std::string_view text = context.file(column.type.where).text(column.type.where);
      const size_t at = text.find(literal);
      if (at == std::string_view::npos) continue;
      const auto begin = column.type.where.begin + static_cast<uint32_t>(at);
      const Span where{column.type.where.file, begin,
                       begin + static_cast<uint32_t>(literal.size())};
      places[*type->dimensions].emplace_back(object_name(table.name, {column.name}), where);
    }
  }
  for (auto& [dimensions, all] : places) {
    std::ranges::sort(all);  // by name: which is first does not depend on files
    std::set<Span> spans;
    for (const auto& [object, where] : all) spans.insert(where);
    if (spans.size() < 2) continue;
    Finding finding{
        .where = all.front().second,
        .message = fmt::format("{} dimensions are written in {} places", dimensions, spans.size()),
        .help = "name the number once, beside the model that makes the embeddings",
        .object = all.front().first,
        .detail = std::to_string(dimensions)};
    for (size_t i = 1; i < all.size() && i < 5; i++)
      finding.notes.push_back({all[i].second, "here for " + all[i].first});
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
