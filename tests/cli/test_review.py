"""`schemalint review`: what a change does to the schema, in real git repositories."""
import json
import subprocess

from cli.runs import CliTest
from tools import environment

MIGRATIONS = "db/migrations/"
START = """\
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, note text);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id)
);
CREATE INDEX ix_orders_customer ON orders (customer_id);
"""
LIMIT = 65_536


class RepositoryTest(CliTest):
    """A repository with a main branch and another that is checked out."""

    def setUp(self):
        super().setUp()
        for name in ("app/models.py", "app/__init__.py"):
            (self.project / name).unlink()
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(MIGRATIONS + "V1__start.sql", START)
        self.commit("the start")
        self.git("checkout", "--quiet", "-b", "change")

    def git(self, *arguments, cwd=None):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments],
                       cwd=cwd or self.project, check=True, env=environment(),
                       stdout=subprocess.DEVNULL)

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def change(self, sql):
        self.write(MIGRATIONS + "V2__change.sql", sql)
        self.commit("the change")


class ReviewTest(RepositoryTest):
    def review(self, *options, since="main", status=0, **more):
        return self.run_program("review", "--since", since, *options, status=status, **more)

    def data(self, **more):
        return json.loads(self.review("--format", "json", **more).out)

    def steps(self):
        return [(step["statement"], step["object"], step["deployment"], step["loses_data"])
                for revision in self.data()["revisions"] for step in revision["steps"]]

    def test_tables_columns_indexes_and_policies(self):
        self.change("ALTER TABLE customers DROP COLUMN note;\n"
                    "ALTER TABLE customers ALTER COLUMN name TYPE varchar(80);\n"
                    "CREATE TABLE lines (id bigint PRIMARY KEY);\n"
                    "CREATE INDEX ix_customers_name ON customers (name);\n"
                    "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;\n"
                    "CREATE POLICY own ON orders USING (customer_id = 1);\n")
        changes = {(one["kind"], one["object"], one["before"] is None, one["after"] is None)
                   for one in self.data()["changes"]}
        self.assertEqual({("column", "customers.note", False, True),
                          ("type", "customers.name", False, False),
                          ("table", "lines", True, False),
                          ("index", "customers", True, False),
                          ("policy", "orders", True, False),
                          ("row security", "orders", False, False)}, changes)

    def test_locks_and_deployment_order(self):
        self.change("ALTER TABLE customers DROP COLUMN note;\n"
                    "ALTER TABLE customers ADD COLUMN age int NOT NULL;\n"
                    "CREATE TABLE lines (id bigint PRIMARY KEY);\n")
        self.assertEqual([("drop column", "customers.note", "after the code", True),
                          ("add column", "customers.age", "two releases", False),
                          ("create table", "lines", "before the code", False)], self.steps())
        text = self.review().out
        self.assertIn("ACCESS EXCLUSIVE (reads and writes wait) on customers", text)
        self.assertIn("**the data does not come back**", text)
        self.assertIn("no order suits both versions of the code", text)

    def test_new_and_mended_findings_are_those_of_check(self):
        def findings():
            out = self.run_program("check", "--output", "json", "--fail-on", "never",
                                   status=0).out
            return {(one["rule"], one["object"], one["detail"])
                    for one in json.loads(out)["findings"]}
        before = findings()
        self.change("DROP INDEX ix_orders_customer;\n"
                    "ALTER TABLE customers ADD COLUMN made timestamp;\n")
        after = findings()
        data = self.data()
        def identity(one):
            return tuple("" if part == "-" else part for part in one["id"].split("\t"))
        self.assertEqual(after - before, {identity(one) for one in data["new"]})
        self.assertEqual(before - after, {identity(one) for one in data["mended"]})
        self.assertTrue(after - before)
        self.assertEqual((len(before), len(after)),
                         (data["before"]["findings"], data["after"]["findings"]))

    def test_what_was_found_in_the_last_revision_is_not_mended_by_the_next(self):
        self.change("ALTER TABLE customers ALTER COLUMN name TYPE varchar(80);\n")
        self.git("branch", "--force", "main")
        self.write(MIGRATIONS + "V3__next.sql", "SET lock_timeout = '3s';\n"
                   "CREATE TABLE lines (id bigint PRIMARY KEY);\n")
        self.commit("the next")
        data = self.data()
        self.assertLess(data["after"]["findings"], data["before"]["findings"])
        self.assertEqual([], data["mended"])
        self.assertEqual(data["before"]["findings"] - data["after"]["findings"] + len(data["new"]),
                         data["out_of_sight"])

    def test_what_the_main_branch_does_meanwhile_is_no_part_of_it(self):
        self.change("CREATE TABLE lines (id bigint PRIMARY KEY);\n")
        self.git("checkout", "--quiet", "main")
        self.write(MIGRATIONS + "V9__other.sql", "DROP TABLE orders;\n")
        self.commit("meanwhile")
        self.git("checkout", "--quiet", "change")
        self.assertEqual([("table", "lines")],
                         [(one["kind"], one["object"]) for one in self.data()["changes"]])

    def test_files_that_are_not_committed_count(self):
        self.write(MIGRATIONS + "V2__draft.sql", "DROP TABLE orders;\n")
        data = self.data()
        self.assertIsNone(data["after"]["commit"])
        self.assertEqual(["orders"], [one["object"] for one in data["changes"]])

    def test_nothing_changes(self):
        self.commit("only words")
        data = self.data()
        self.assertEqual(([], [], [], []), (data["changes"], data["revisions"], data["new"],
                                            data["mended"]))
        self.assertIn("0 changes of the schema", self.review().out)
        self.assertNotIn("mermaid", self.review().out)

    def test_the_models_are_what_changes_where_there_are_no_migrations(self):
        self.git("rm", "--quiet", "-r", "db")
        self.write("app/models.py", "from sqlalchemy import BigInteger, Column\n"
                   "from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n"
                   "class A(Base):\n    __tablename__ = 'a'\n"
                   "    id = Column(BigInteger, primary_key=True)\n")
        self.commit("models instead")
        self.git("branch", "--force", "main")
        file = self.project / "app/models.py"
        file.write_text(file.read_text() + "    size = Column(BigInteger)\n")
        self.assertEqual(["a.size"], [one["object"] for one in self.data()["changes"]])

    def test_a_comment_fits(self):
        sql = "".join(f'CREATE TABLE "t{i}|`<b>@all\n" (id bigint PRIMARY KEY, '
                      + ", ".join(f"c{j} timestamp" for j in range(20)) + ");\n"
                      for i in range(400))
        self.change(sql)
        text = self.review().out
        self.assertLess(len(text), LIMIT)
        self.assertIn("more.", text)
        for line in text.splitlines():
            if line.startswith("| add table"):
                self.assertEqual(4, line.replace("\\|", "").count("|"), line)
                self.assertNotIn("<b>", line)

    def test_output_goes_to_several_places(self):
        self.change("DROP TABLE orders;\n")
        self.review("--output", "markdown:out/review.md", "--output", "json:out/review.json")
        self.assertIn("## Schema review", (self.project / "out/review.md").read_text())
        json.loads((self.project / "out/review.json").read_text())

    def test_what_cannot_be_done_is_said(self):
        self.assert_error("'nowhere' is no commit of this repository", "review", "--since",
                          "nowhere")
        self.assert_error("review: --since REVISION says what the change is held against, as in "
                          "--since origin/main", "review")
        shallow = self.folder / "shallow"
        self.commit("one more")
        self.git("clone", "--quiet", "--depth", "1", f"file://{self.project}", str(shallow))
        result = self.run_program("review", "--since", "HEAD~1", status=2, cwd=shallow)
        self.assertIn("this is a shallow clone", result.err)
        plain = self.folder / "plain"
        plain.mkdir()
        (plain / "a.sql").write_text("SELECT 1;\n")
        self.assertIn("is in no git repository",
                      self.run_program("review", "--since", "main", status=2, cwd=plain).err)


class SchemaDiffTest(RepositoryTest):
    """`schemalint schema --diff`: the same change as SQL, as a list and as a drawing."""

    def setUp(self):
        super().setUp()
        self.change("ALTER TABLE customers DROP COLUMN note;\n"
                    "CREATE TABLE lines (id bigint PRIMARY KEY, "
                    "order_id bigint REFERENCES orders (id));\n")

    def schema(self, *options, status=0):
        return self.run_program("schema", "--from", "migrations", "--diff", "main", *options,
                                status=status).out

    def test_sql_brings_the_change_about(self):
        sql = self.schema("--format", "sql")
        self.assertIn("ALTER TABLE customers DROP COLUMN note;", sql)
        self.assertIn("CREATE TABLE lines", sql)
        self.assertNotIn("CREATE TABLE customers", sql)

    def test_json_lists_it(self):
        found = json.loads(self.schema("--format", "json"))["differences"]
        self.assertEqual({("column", "customers.note"), ("table", "lines")},
                         {(one["kind"], one["object"]) for one in found})

    def test_the_drawing_has_what_changed(self):
        drawn = self.schema("--format", "mermaid")
        self.assertIn("note", drawn)
        self.assertIn("lines", drawn)
        self.assertNotRegex(drawn, r'(?m)^\s+"?orders"?.*\{$')
        around = self.schema("--format", "mermaid", "--depth", "1")
        self.assertRegex(around, r'(?m)^\s+"?orders"?.*\{$')
        self.assertIn("mark-removed", self.schema("--format", "svg"))

    def test_only_one_table(self):
        found = json.loads(self.schema("--only", "customers", "--depth", "0"))["differences"]
        self.assertEqual(["customers.note"], [one["object"] for one in found])

    def test_nowhere(self):
        self.assertIn("is no commit of this repository", self.run_program(
            "schema", "--diff", "nowhere", status=2).err)
