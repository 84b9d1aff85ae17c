#include <fmt/core.h>

#include <map>

#include "rules/change_wording.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule application_import = {
    .name = "application-import",
    .summary = "A revision imports the application's models.",
    .why = R"(
The models are those of today, the database is that of then. The revision works when it is written, and fails
later on a fresh database: the model has a column that this revision's table does not have yet, or is not there
any more.
)",
    .example = {.file = "app/models.py",
                .bad = R"(
from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
# file: alembic/versions/0001_orders.py
from alembic import op
from sqlalchemy import select
from app.models import Order

revision = "0001"
down_revision = None


def upgrade():
    op.get_bind().execute(select(Order))
)",
                .good = R"(
from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
# file: alembic/versions/0001_orders.py
from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade():
    orders = sa.table("orders", sa.column("id"), sa.column("state"))
    op.get_bind().execute(sa.select(orders.c.id))
)"},
    .not_flagged = R"(
Imports of modules that declare no tables: types, constants, settings.
)",
    .source =
        "Alembic, op.execute(): "
        "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.execute",
    .severity = Severity::warning,
    .check = check,
};

namespace {

void report(const Revision& revision, Span statement, const std::vector<std::string>& names,
            Context& context) {
  context.report(
      {.where = first_line(context, statement),
       .message = fmt::format("revision {} imports {}, which {} as {} today", revision.id,
                              enumeration(names), names.size() == 1 ? "is" : "are",
                              names.size() == 1 ? "it is" : "they are"),
       .help = "say what the revision needs in it: sa.table() with the columns that it uses",
       .object = "alembic:" + revision.id});
}

}  // namespace

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories)
    for (const Revision& revision : history.revisions) {
      std::map<Span, std::vector<std::string>> statements;
      for (const Sourced<std::string>& import : revision.application_imports)
        statements[import.where].push_back(import.value);
      for (const auto& [statement, names] : statements) report(revision, statement, names, context);
    }
}

}  // namespace schemalint::rules
