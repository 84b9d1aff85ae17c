#include <fmt/core.h>

#include "rules/index_lookup.h"
#include "rules/rule.h"
#include "rules/vector_operators.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule operator_class_mismatch = {
    .name = "operator-class-mismatch",
    .summary = "A vector index is for another distance than the queries use.",
    .why = R"(
An index serves the one operator of its operator class. `vector_l2_ops` serves `<->`; a query that orders by
`cosine_distance`, `<=>`, does not use it and reads the whole table, while every insert pays for the index.
)",
    .example = {.file = "models.py",
                .bad = R"(
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
    postgresql_ops={"embedding": "vector_l2_ops"},
)


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
Columns with several indexes of which one serves. Operators that no query of the project is seen to use.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Project& project, Context& context) {
  const std::vector<DistanceUse> uses = distance_uses(project);
  if (uses.empty()) return;
  const IndexLookup lookup(project);
  for (const DistanceUse& use : uses) {
    const std::optional<std::vector<Index>> indexes = lookup.of(use.column.table);
    const Table* table = project.declared.table(use.column.table);
    const Column* column = table == nullptr ? nullptr : table->column(use.column.column);
    if (!indexes || column == nullptr) continue;
    const Index* other = nullptr;
    bool served = false;
    for (const Index& index : *indexes) {
      if (!is_vector_index(index) || !is_index_on(index, column->name)) continue;
      const std::string operators = effective_operator_class(index);
      if (operators.empty()) served = true;  // not known, or missing: another rule's
      const std::string type = operators.substr(0, operators.find('_'));
      if (operators == operator_class_of(use.op, upper(type))) served = true;
      other = &index;
    }
    if (served || other == nullptr) continue;
    const std::string operators = effective_operator_class(*other);
    const std::string wanted =
        operator_class_of(use.op, upper(operators.substr(0, operators.find('_'))));
    if (wanted.empty()) continue;
    const std::string object = object_name(use.column.table, {column->name});
    Finding finding{.where = other->where,
                    .message = fmt::format("index {} is for {}, but queries order {} by {}",
                                           other->name, operators, object, use.op),
                    .help = fmt::format("make an index with {}, and drop this one if nothing else "
                                        "uses it",
                                        wanted),
                    .object = object,
                    .detail = other->name};
    finding.notes.push_back({use.where, fmt::format("ordered by {} here", use.op)});
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
