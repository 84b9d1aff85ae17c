#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule vacuous_baseline = {
    .name = "vacuous-baseline",
    .summary = "A revision makes its tables with create_all().",
    .why = R"(
The tables come from the models as they are today, whatever the revision was written for: on a fresh database the
later revisions find their work done and fail, or do nothing. And the comparison of migrations and models
(`alembic check`) is always content, because the migrations are the models.
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
from app.models import Base

revision = "0001"
down_revision = None


def upgrade():
    Base.metadata.create_all(op.get_bind())
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
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("state", sa.Text(), nullable=False))
)"},
    .not_flagged = R"(
`create_all()` of a MetaData that the revision itself declares, or with a list of its tables.
)",
    .source =
        "Alembic, \"Building an Up to Date Database from Scratch\": "
        "https://alembic.sqlalchemy.org/en/latest/"
        "cookbook.html#building-an-up-to-date-database-from-scratch",
    .severity = Severity::error,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories)
    for (const Revision& revision : history.revisions)
      for (const Span& call : revision.created_from_models)
        context.report(
            {.where = first_line(context, call),
             .message = fmt::format(
                 "revision {} makes its tables with create_all(): they are those of today",
                 revision.id),
             .help = "write down the tables as they were: `schemalint schema --format sql` "
                     "prints them, or op.create_table()",
             .object = "alembic:" + revision.id});
}

}  // namespace schemalint::rules
