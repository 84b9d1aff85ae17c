#include <fmt/core.h>

#include <algorithm>

#include "rules/index_lookup.h"
#include "rules/rule.h"
#include "rules/vector_operators.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_vector_index = {
    .name = "missing-vector-index",
    .summary = "Queries order rows by the distance of a vector, and no index serves that.",
    .why = R"(
Without an index the database computes the distance of every row, and sorts. That is exact, and right for a
few ten thousand rows. Beyond that the time grows with the table, while an HNSW index answers in milliseconds
with nearly the same rows.
)",
    .example = {.file = "models.py",
                .bad = R"(
from pgvector.sqlalchemy import Vector
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(384))


def nearest(session: Session, vector: list[float]) -> list[Document]:
    distance = Document.embedding.cosine_distance(vector)
    return list(session.scalars(select(Document).order_by(distance).limit(10)))
)",
                .good = R"(
from pgvector.sqlalchemy import Vector
from sqlalchemy import Index, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(384))


Index(
    "ix_documents_embedding",
    Document.embedding,
    postgresql_using="hnsw",
    postgresql_ops={"embedding": "vector_cosine_ops"},
)


def nearest(session: Session, vector: list[float]) -> list[Document]:
    distance = Document.embedding.cosine_distance(vector)
    return list(session.scalars(select(Document).order_by(distance).limit(10)))
)"},
    .not_flagged = R"(
Columns with a vector index of another operator class, which operator-class-mismatch is about. Tables whose
indexes are not all known. Small tables need no index: exact search misses nothing.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::info,
    .check = check,
};

static void check(const Project& project, Context& context) {
  const std::vector<DistanceUse> uses = distance_uses(project);
  if (uses.empty()) return;
  const IndexLookup lookup(project);
  for (const DistanceUse& use : uses) {
    const Table* table = project.declared.table(use.column.table);
    const Column* column = table == nullptr ? nullptr : table->column(use.column.column);
    const std::optional<VectorType> type =
        column == nullptr ? std::nullopt : vector_type(column->type.value);
    const std::optional<std::vector<Index>> indexes = lookup.of(use.column.table);
    if (!type || !indexes) continue;
    if (std::ranges::any_of(*indexes, [&](const Index& index) {
          return is_vector_index(index) && is_index_on(index, column->name);
        }))
      continue;
    const std::string operators = operator_class_of(use.op, type->name);
    if (operators.empty()) continue;
    const std::string object = object_name(table->name, {column->name});
    Finding finding{
        .where = column->where,
        .message = fmt::format("queries order {} by {}, and no index serves it", object, use.op),
        .help = fmt::format("if the table is large: CREATE INDEX CONCURRENTLY ON {} USING hnsw ({} "
                            "{})",
                            table->name.text(), column->name, operators),
        .object = object,
        .detail = use.op};
    finding.notes.push_back({use.where, "ordered by distance here"});
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
