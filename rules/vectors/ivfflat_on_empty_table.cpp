#include <fmt/core.h>

#include "analyzer/change.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Change& change, Context& context);

extern constinit const Rule ivfflat_on_empty_table = {
    .name = "ivfflat-on-empty-table",
    .summary = "An IVFFlat index is built in the revision that creates its table.",
    .why = R"(
IVFFlat finds its lists by clustering the rows that are there when the index is built. On an empty table it has
nothing to cluster ("ivfflat index created with little data"), and all that is inserted later lands in lists
that mean nothing: the index misses what it should find, until somebody rebuilds it.

HNSW needs no data beforehand. An IVFFlat index is built when the table has been filled.
)",
    .example = {.file = "alembic/versions/0001.py",
                .bad = R"py(
revision = "0001"
down_revision = None

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector


def upgrade():
    op.create_table("documents", sa.Column("id", sa.Integer, primary_key=True), sa.Column("embedding", Vector(384)))
    op.execute("CREATE INDEX ix_documents_embedding ON documents USING ivfflat (embedding vector_cosine_ops)")
)py",
                .good = R"py(
revision = "0001"
down_revision = None

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector


def upgrade():
    op.create_table("documents", sa.Column("id", sa.Integer, primary_key=True), sa.Column("embedding", Vector(384)))
    op.execute("CREATE INDEX ix_documents_embedding ON documents USING hnsw (embedding vector_cosine_ops)")
)py"},
    .not_flagged = R"(
Tables that the same revision fills before the index is built.
)",
    .source = "pgvector: https://github.com/pgvector/pgvector",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Change& change, Context& context) {
  const auto* create = std::get_if<CreateIndex>(&change.step.operation);
  if (create == nullptr || create->index.method != "ivfflat") return;
  if (!change.created.contains(create->table)) return;
  for (size_t i = 0; i < change.index; i++) {
    const auto* data = std::get_if<ChangeData>(&change.revision.upgrade[i].operation);
    if (data != nullptr && data->table == create->table) return;
  }
  context.report({.where = change.step.where,
                  .message = fmt::format("IVFFlat index {} is built on {}, which this revision has "
                                         "only just created",
                                         create->index.name, create->table.text()),
                  .help = "build it when the table has rows, or use HNSW",
                  .object = object_name(create->table, {create->index.name})});
}

}  // namespace schemalint::rules
