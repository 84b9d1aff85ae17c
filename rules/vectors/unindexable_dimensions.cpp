#include <fmt/core.h>

#include <set>

#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/vector_operators.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule unindexable_dimensions = {
    .name = "unindexable-dimensions",
    .summary = "A vector index is made on more dimensions than it can have.",
    .why = R"(
`CREATE INDEX` fails: "column cannot have more than 2000 dimensions for hnsw index". An index holds 2,000
dimensions of a `vector`, 4,000 of a `halfvec` and 64,000 of a `bit`, and none of a column that does not say how
many it has.

3,072 dimensions are indexed as half precision, by an expression that the query has to repeat:
`((embedding::halfvec(3072)) halfvec_cosine_ops)`. Above 4,000, `binary_quantize()` makes a bit string of the
vector, and the candidates are ranked again by the vector itself.
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
    embedding: Mapped[list[float]] = mapped_column(Vector(3072))


Index(
    "ix_documents_embedding",
    Document.embedding,
    postgresql_using="hnsw",
    postgresql_ops={"embedding": "vector_cosine_ops"},
)
)",
                .good = R"(
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding: Mapped[list[float]] = mapped_column(HALFVEC(3072))


Index(
    "ix_documents_embedding",
    Document.embedding,
    postgresql_using="hnsw",
    postgresql_ops={"embedding": "halfvec_cosine_ops"},
)
)"},
    .not_flagged = R"(
Dimensions that are not known from the source. Indexes on expressions other than a cast to one of pgvector's types.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::error,
    .check = check,
};

namespace {

int most_dimensions(const std::string& type) {
  if (type == "VECTOR") return 2000;
  if (type == "HALFVEC") return 4000;
  return type == "BIT" ? 64000 : 0;
}

/// The type that is indexed: the column's, or the one that the expression casts it to.
std::optional<VectorType> indexed_type(const Table& table, const Index& index) {
  const IndexElement& element = index.elements.front();
  if (!element.column.empty()) {
    const Column* column = table.column(element.column);
    return column == nullptr ? std::nullopt : vector_type(column->type.value);
  }
  const size_t cast = element.expression.rfind("::");
  if (cast == std::string::npos) return std::nullopt;
  std::optional<VectorType> type = vector_type(element.expression.substr(cast + 2));
  return type && type->dimensions ? type : std::nullopt;
}

std::string help(const VectorType& type, const std::string& column) {
  if (!type.dimensions) return "say how many dimensions the column has: Vector(n)";
  const int dimensions = *type.dimensions;
  if (dimensions <= 4000)
    return fmt::format(
        "index it as half precision, (({}::halfvec({})) halfvec_cosine_ops), and "
        "write the same cast in the query; or store HALFVEC({})",
        column, dimensions, dimensions);
  return fmt::format(
      "index binary_quantize({})::bit({}) with bit_hamming_ops, and rank the "
      "candidates again by the vector",
      column, dimensions);
}

void check_table(const Table& table, std::set<std::string>& told, Context& context) {
  for (const Index& index : table.indexes) {
    if (!is_vector_index(index) || index.elements.empty()) continue;
    const std::optional<VectorType> type = indexed_type(table, index);
    const int most = type ? most_dimensions(type->name) : 0;
    if (most == 0 || (type->dimensions && *type->dimensions <= most)) continue;
    if (!told.insert(table.name.text() + "." + index.name).second) continue;
    const std::string column = index.elements.front().column.empty()
                                   ? index.elements.front().expression
                                   : index.elements.front().column;
    context.report(
        {.where = index.where,
         .message =
             type->dimensions
                 ? fmt::format("index {} is on {} dimensions; {} can index {} of {}", index.name,
                               *type->dimensions, index.method, most, lower(type->name))
                 : fmt::format("index {} is on {}, whose type does not say how many "
                               "dimensions it has",
                               index.name, column),
         .help = help(*type, column),
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
