#include <fmt/core.h>

#include "rules/change_wording.h"
#include "rules/rule.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule bind_parameter_trap = {
    .name = "bind-parameter-trap",
    .summary = "A colon in SQL text is taken for a bind parameter.",
    .why = R"(
`op.execute("…")` and `text("…")` read `:name` as a bind parameter wherever it stands, also inside quotes and
comments: `'{"a":1}'` has a parameter `1`. Nobody gives it a value, so the statement fails: "A value is required
for bind parameter". In offline mode (`--sql`) it becomes other SQL.
)",
    .example = {.file = "alembic/versions/0001_orders.py",
                .bad = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("data", sa.JSON()))
# file: alembic/versions/0002_data.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("""UPDATE orders SET data = '{"count":1}'""")
)",
                .good = R"(
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("data", sa.JSON()))
# file: alembic/versions/0002_data.py
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("""UPDATE orders SET data = '{"count": 1}'""")
)"},
    .not_flagged = R"(
`::type`, `\\:`, colons behind letters and digits ('12:30'), parameters outside of quotes, statements with values
or `bindparams()`, and text that goes to the driver as it is (`exec_driver_sql`).
)",
    .source =
        "SQLAlchemy, text(): "
        "https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text",
    .severity = Severity::error,
    .check = check,
};

static void check(const Project& project, Context& context) {
  for (const History& history : project.histories)
    for (const Revision& revision : history.revisions)
      for (const Sourced<std::string>& name : revision.quoted_parameters)
        context.report(
            {.where = first_line(context, name.where),
             .message = fmt::format("text() takes :{} for a bind parameter, which has no value",
                                    name.value),
             .help = fmt::format(
                 "write \\:{} (in a Python string \\\\:{}), or a space behind the colon "
                 "where the text allows it",
                 name.value, name.value),
             .object = "alembic:" + revision.id,
             .detail = name.value});
}

}  // namespace schemalint::rules
