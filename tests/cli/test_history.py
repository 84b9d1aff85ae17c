"""`schemalint history`, and the schema at a revision."""
import json

from cli.runs import CliTest

ENVIRONMENT = "from alembic import context\n"
REVISION = """\
\"\"\"{message}\"\"\"
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision = {down}


def upgrade():
    op.create_table("{table}", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    op.drop_table("{table}")
"""


class HistoryTest(CliTest):
    def add(self, folder, identifier, down, table):
        self.write(f"{folder}/env.py", ENVIRONMENT)
        self.write(f"{folder}/versions/{identifier}.py",
                   REVISION.format(message=f"Make {table}", id=identifier, down=down, table=table))

    def tables(self, *arguments):
        done = self.run_program("schema", *arguments, status=0)
        return [table["name"] for table in json.loads(done.out)["tables"]]

    def test_history_names_the_revisions_in_order(self):
        self.add("alembic", "b2", '"a1"', "lines")
        self.add("alembic", "a1", None, "orders")
        out = self.run_program("history", status=0).out
        self.assertEqual("alembic (Alembic, 2 revisions)\nhead: b2\nbase: a1\n\n"
                         "a1 (base)  Make orders\n    create table orders\n\n"
                         "b2 (head)  Make lines\n    create table lines\n\n"
                         "2 revisions, 2 operations: 100.0 % understood, 0 not; "
                         "data changes in 0 revisions\n", out)

    def test_history_as_json_has_every_operation(self):
        self.add("alembic", "a1", None, "orders")
        found = json.loads(self.run_program("history", "--format", "json", status=0).out)
        revision = found["histories"][0]["revisions"][0]
        self.assertEqual({"operation": "create table", "object": "orders",
                          "path": "alembic/versions/a1.py", "line": 10}, revision["upgrade"][0])
        self.assertEqual("drop table", revision["downgrade"][0]["operation"])

    def test_a_project_without_migrations(self):
        self.assertEqual("no migrations found\n", self.run_program("history", status=0).out)

    def test_schema_at_a_revision(self):
        self.add("alembic", "a1", None, "orders")
        self.add("alembic", "b2", '"a1"', "lines")
        self.assertEqual(["orders"], self.tables("--at", "a"))
        self.assertEqual(["lines", "orders"], self.tables("--at", "b2"))
        self.assertEqual(["orders"], self.tables("--at", "b2", "--downgraded"))

    def test_several_histories(self):
        self.add("core", "a1", None, "orders")
        self.add("events", "a1", None, "events")
        self.assertEqual(["events", "orders"], self.tables("--from", "migrations"))
        self.assertEqual(["events"], self.tables("--history", "events/"))
        self.assertEqual(["orders"], self.tables("--history", "core", "--at", "a1"))
        self.assert_error("--at: 'a1' may be a1 in core, a1 in events. Name more of it, or choose "
                          "with --history.", "schema", "--at", "a1")

    def test_what_is_not_there(self):
        self.add("alembic", "a1b2c3", None, "orders")
        self.assert_error("--at: there is no revision 'a1b2d3'. Did you mean 'a1b2c3'? "
                          "`schemalint history` lists them all.", "schema", "--at", "a1b2d3")
        self.assert_error("--history: there are no migrations in 'alembi'. There are some in "
                          "alembic. Did you mean 'alembic'?", "history", "--history", "alembi")
        self.assert_error("--downgraded needs --at REVISION", "schema", "--downgraded")
        self.assert_error("--at and --history speak of migrations, not of models",
                          "schema", "--from", "models", "--at", "a1")
