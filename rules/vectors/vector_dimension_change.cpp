#include <fmt/core.h>

#include "analyzer/change.h"
#include "rules/rule.h"
#include "rules/vector_operators.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule vector_dimension_change = {
    .name = "vector-dimension-change",
    .summary = "A revision changes the dimensions of a column that may hold vectors.",
    .why = R"(
pgvector does not convert: the statement fails on the first row with a vector ("expected 1024 dimensions, not
1536"). It passes on an empty database, and so in every test. Vectors of the old model mean nothing beside those
of the new one anyway: they have to be made again.
)",
    .example = {.file = "alembic/versions/0001.py",
                .bad = R"py(
# file: alembic/versions/0001.py
revision = "0001"
down_revision = None

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector


def upgrade():
    op.create_table("documents", sa.Column("id", sa.Integer, primary_key=True), sa.Column("embedding", Vector(1536)))


# file: alembic/versions/0002.py
revision = "0002"
down_revision = "0001"

from alembic import op


def upgrade():
    op.execute("ALTER TABLE documents ALTER COLUMN embedding TYPE vector(1024)")
)py",
                .good = R"py(
# file: alembic/versions/0001.py
revision = "0001"
down_revision = None

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector


def upgrade():
    op.create_table("documents", sa.Column("id", sa.Integer, primary_key=True), sa.Column("embedding", Vector(1536)))


# file: alembic/versions/0002.py
revision = "0002"
down_revision = "0001"

from alembic import op


def upgrade():
    op.execute("UPDATE documents SET embedding = NULL")
    op.execute("ALTER TABLE documents ALTER COLUMN embedding TYPE vector(1024)")
)py"},
    .not_flagged = R"(
Revisions that change the rows of the table before, or say with USING what becomes of them. Tables that the
same revision creates.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* alter = std::get_if<AlterColumn>(&change.step.operation);
  if (alter == nullptr || !alter->type || !alter->using_sql.empty()) return;
  if (change.created.contains(alter->table)) return;
  const Table* table = change.before.table(alter->table);
  const Column* column = table == nullptr ? nullptr : table->column(alter->column);
  if (column == nullptr) return;
  const std::optional<VectorType> before = vector_type(column->type.value);
  const std::optional<VectorType> after = vector_type(alter->type->value);
  if (!before || !after || !before->dimensions || !after->dimensions) return;
  if (before->name == "BIT" || *before->dimensions == *after->dimensions) return;
  for (size_t i = 0; i < change.index; i++) {
    const Operation& earlier = change.revision.upgrade[i].operation;
    if (std::holds_alternative<ChangeData>(earlier) && table_of(earlier) == alter->table) return;
    if (std::holds_alternative<UnknownChange>(earlier)) return;
  }
  const std::string object = object_name(alter->table, {alter->column});
  context.report(
      {.where = change.step.where,
       .message = fmt::format("{} goes from {} to {} dimensions while rows keep their old vectors: "
                              "the statement fails on the first of them",
                              object, *before->dimensions, *after->dimensions),
       .help = fmt::format("empty the column first (UPDATE {} SET {} = NULL, or USING NULL) and "
                           "make the embeddings again",
                           alter->table.text(), alter->column),
       .object = object,
       .detail = "alembic:" + change.revision.id});
}

}  // namespace schemalint::rules
