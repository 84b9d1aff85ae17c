#include <fmt/core.h>

#include <set>

#include "analyzer/code/facts.h"
#include "rules/identity_wording.h"
#include "rules/rule.h"
#include "rules/vector_operators.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule python_side_similarity = {
    .name = "python-side-similarity",
    .summary = "Rows are fetched and then compared by similarity in Python.",
    .why = R"(
Every row travels from the database to the process, with its vector of some kilobytes, to be thrown away again:
the time grows with the table, not with the answer. pgvector ranks in the database, and an HNSW or IVFFlat
index finds the nearest without looking at all of them.

The index is used by `ORDER BY distance LIMIT n`, ascending; a threshold goes into WHERE beside it. Filters are
applied behind an index scan and may leave fewer than n rows: `hnsw.iterative_scan` goes on until there are enough.
)",
    .example = {.file = "models.py",
                .bad = R"(
import numpy as np
from pgvector.sqlalchemy import Vector
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(Vector(384))


def nearest(session: Session, vector: list[float]) -> list[tuple[float, int]]:
    scores = []
    for document in session.scalars(select(Document)).all():
        scores.append((float(np.dot(document.embedding, vector)), document.id))
    return sorted(scores, reverse=True)[:10]
)",
                .good = R"(
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
)"},
    .not_flagged = R"(
Queries with a LIMIT: ranking a few candidates again in Python is a method of its own. Vectors that do not plainly
come from a column of the rows, and columns that hold no numbers.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::warning,
    .check = check,
};

namespace {

/// Whether a column of this type may hold a vector.
bool holds_vectors(const std::string& type) {
  if (vector_type(type)) return true;
  for (const std::string_view start : {"JSON", "BYTEA", "FLOAT", "DOUBLE", "REAL", "NUMERIC"})
    if (type.starts_with(start)) return start == "JSON" || start == "BYTEA" || type.ends_with("[]");
  return false;
}

std::string help(const ColumnUse& column, const std::string& type) {
  if (vector_type(type))
    return fmt::format(
        "let the database rank: .order_by(Model.{}.cosine_distance(vector)).limit(n)",
        column.column);
  return fmt::format(
      "store {} as pgvector's Vector(n) and let the database rank: "
      ".order_by(Model.{}.cosine_distance(vector)).limit(n)",
      column.column, column.column);
}

}  // namespace

static void check(const Project& project, Context& context) {
  std::set<std::string> told;
  for (const SimilarityInPython& one : code_of(project).similarities) {
    const Query& query = code_of(project).queries[one.query];
    const Table* table = project.declared.table(one.column.table);
    const Column* column = table == nullptr ? nullptr : table->column(one.column.column);
    if (query.limited || column == nullptr || !holds_vectors(column->type.value)) continue;
    const std::string object = object_name(table->name, {column->name});
    if (!told.insert(object + " " + query.function).second) continue;
    Finding finding{.where = one.where,
                    .message = fmt::format("rows of {} are fetched and compared by {}() in Python",
                                           table->name.text(), one.measure),
                    .help = help(one.column, column->type.value),
                    .object = object,
                    .detail = name_in_module(query.function, context.file(query.where))};
    finding.notes.push_back({query.where, "this query fetches all of them"});
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
