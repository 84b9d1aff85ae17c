#include <fmt/core.h>

#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Table& table, Context& context);

extern constinit const Rule array_as_vector = {
    .name = "array-as-vector",
    .summary = "An embedding is stored as an array or as JSON.",
    .why = R"(
PostgreSQL has no distance for arrays or documents: to find the nearest, every row is fetched and compared in
Python. Nothing checks how many numbers a row has. Each takes eight bytes, in JSON about twenty.

pgvector's `vector(n)` takes four bytes a number, refuses other lengths, has the distances, and can be indexed.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ARRAY, Float
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(ARRAY(Float))
)",
                .good = R"(
from pgvector.sqlalchemy import Vector
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(384))
)"},
    .not_flagged = R"(
Columns whose name does not say that they hold an embedding.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::warning,
    .check = check,
};

namespace {

bool is_named_embedding(std::string_view name) {
  return name == "embedding" || name == "embeddings" || name.ends_with("_embedding") ||
         name.ends_with("_embeddings") || name == "embedding_vector" ||
         name.starts_with("embedding_vector");
}

/// An array of fractions, or a document.
bool is_makeshift(const std::string& type) {
  if (type == "JSON" || type == "JSONB") return true;
  if (!type.ends_with("[]")) return false;
  for (const std::string_view start : {"FLOAT", "DOUBLE", "REAL", "NUMERIC"})
    if (type.starts_with(start)) return true;
  return false;
}

}  // namespace

static void check(const Table& table, Context& context) {
  for (const Column& column : table.columns) {
    if (!is_named_embedding(column.name) || !is_makeshift(column.type.value)) continue;
    const std::string object = object_name(table.name, {column.name});
    context.report(
        {.where = column.where,
         .message = fmt::format("{} stores an embedding as {}", object, column.type.value),
         .help = "use pgvector's Vector(n): it has distances and can be indexed",
         .object = object});
  }
}

}  // namespace schemalint::rules
