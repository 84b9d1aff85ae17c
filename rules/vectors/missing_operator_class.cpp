#include <fmt/core.h>

#include <set>

#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/vector_operators.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule missing_operator_class = {
    .name = "missing-operator-class",
    .summary = "An HNSW index does not say which operator class it is for.",
    .why = R"(
HNSW has no default: `CREATE INDEX` fails with "data type vector has no default operator class for access method
hnsw". The operator class also decides which queries the index serves: `vector_cosine_ops` serves `<=>` and
nothing else.

`postgresql_ops` is keyed by the column's key or by the label of an expression. Another key is dropped
without a word.
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


Index("ix_documents_embedding", Document.embedding, postgresql_using="hnsw")
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
    postgresql_using="hnsw",
    postgresql_ops={"embedding": "vector_cosine_ops"},
)
)"},
    .not_flagged = R"(
IVFFlat indexes, whose default is `vector_l2_ops`. Indexes whose elements are not all understood.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::error,
    .check = check,
};

static void check_table(const Table& table, std::set<std::string>& told, Context& context) {
  for (const Index& index : table.indexes) {
    if (index.method != "hnsw" || index.elements.empty()) continue;
    const IndexElement& element = index.elements.front();
    const Column* column = table.column(element.column);
    if (column == nullptr || !element.operator_class.empty()) continue;
    const std::optional<VectorType> type = vector_type(column->type.value);
    if (!type || !told.insert(table.name.text() + "." + index.name).second) continue;
    const std::string operators =
        lower(type->name) + (type->name == "BIT" ? "_hamming_ops" : "_cosine_ops");
    const bool named =
        index.where.known() && context.file(index.where).text(index.where).find("postgresql_ops") !=
                                   std::string_view::npos;
    context.report(
        {.where = index.where,
         .message =
             fmt::format("HNSW index {} has no operator class for {}", index.name, element.column),
         .help = named ? fmt::format("key postgresql_ops by the column's key: {{\"{}\": \"{}\"}}",
                                     column->key.empty() ? column->name : column->key, operators)
                       : fmt::format("name that of the operator which queries use: "
                                     "postgresql_ops={{\"{}\": \"{}\"}}",
                                     column->key.empty() ? column->name : column->key, operators),
         .object = object_name(table.name, {index.name})});
  }
}

static void check(const Project& project, Context& context) {
  std::set<std::string> told;
  for (const Table& table : project.declared.tables()) check_table(table, told, context);
  for (const Table& table : project.migrated.tables()) check_table(table, told, context);
}

}  // namespace schemalint::rules
