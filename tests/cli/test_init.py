"""`schemalint init`: what it writes, and what it never touches."""
import re

from cli.runs import CliTest
from tools import SCHEMALINT, copy_project

TENANTS = """\
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Client(Base):
    __tablename__ = "clients"
    id = Column(Integer, primary_key=True)
"""
CARRIER = """

class {0}(Base):
    __tablename__ = "{1}"
    id = Column(Integer, primary_key=True)
    client_id = Column(ForeignKey("clients.id"), nullable=False, index=True)
"""


class InitTest(CliTest):
    program = SCHEMALINT

    def with_tenants(self):
        carriers = [("Asset", "assets"), ("Report", "reports"), ("Import", "imports")]
        self.write("app/models.py", TENANTS + "".join(CARRIER.format(*one) for one in carriers))

    def settings(self):
        """All settings, without where they come from."""
        out = self.run_program("check", "--show-settings", status=0).out
        return re.sub(r"(?m)\s*#.*$", "", out)

    def test_writes_what_loads_and_changes_nothing(self):
        self.with_tenants()
        self.write("docker-compose.yml", "services:\n  db:\n    image: pgvector/pgvector:pg16\n")
        before = self.settings(), self.check(status=(0, 1)).out
        out = self.run_program("init", status=0).out
        self.assertEqual("Wrote schemalint.toml.\n", out)
        text = (self.project / "schemalint.toml").read_text()
        for part in ("app: 4 tables", "docker-compose.yml:3 has pgvector/pgvector:pg16",
                     "client_id: 3 of 4 tables carry client_id", 'columns = ["client_id"]',
                     'roots = ["clients"]', "postgres-version = 16"):
            self.assertIn(part, text)
        self.assertEqual(before, (self.settings(), self.check(status=(0, 1)).out))

    def test_comments_are_settings(self):
        """Without its '#' every line that looks like a setting is one, with the same findings."""
        self.with_tenants()
        before = self.check(status=(0, 1)).out
        text = self.run_program("init", "--dry-run", status=0).out
        self.assertFalse((self.project / "schemalint.toml").exists())
        self.write("schemalint.toml",
                   re.sub(r"(?m)^# (?=\[|[a-z-]+ = )", "", text).replace("# global-tables", "#"))
        self.assertIn('roots = ["clients"]', self.settings())
        self.assertEqual(before, self.check(status=(0, 1)).out)

    def test_never_overwrites(self):
        for name, content in (("schemalint.toml", "# mine\n"), (".schemalint.toml", ""),
                              ("pyproject.toml", "[tool.schemalint]\n")):
            with self.subTest(name=name):
                file = self.write(name, content)
                self.assert_error(
                    f"init: {name} configures this project already; --dry-run prints what would be "
                    "written", "init")
                self.assertEqual(content, file.read_text())
                self.assertIn("# models", self.run_program("init", "--dry-run", status=0).out)
                file.unlink()

    def test_a_folder_elsewhere(self):
        self.run_program("init", str(self.project), cwd=self.folder, status=0)
        self.assertTrue((self.project / "schemalint.toml").exists())

    def test_a_real_layout(self):
        self.project = copy_project("orchestrator", self.folder)
        text = self.run_program("init", "--dry-run", status=0).out
        self.assertIn("Migrations are found without this key. Found:", text)

    def test_a_project_without_anything(self):
        self.write("app/models.py", "")
        text = self.run_program("init", "--dry-run", status=0).out
        self.assertIn("# No models were found.\n", text)
        self.assertIn("# No migrations were found.\n", text)
        self.assertIn("No tenants were inferred", text)


class IndexStatsTest(CliTest):
    program = SCHEMALINT

    def test_query(self):
        self.assertIn("FROM pg_stat_user_indexes", self.run_program("stats-query", status=0).out)

    def test_bad_files(self):
        more = ". `schemalint stats-query` prints the SQL that makes such a file"
        for content, expected in (
                ("", "stats.csv: the file is empty"),
                ("schemaname,relname\npublic,orders\n",
                 "stats.csv: line 2: there is no column indexrelname" + more),
                ("schemaname,relname,indexrelname,idx_scan\npublic,orders,ix,many\n",
                 "stats.csv: line 2: idx_scan is no number" + more),
                ("a,b\n1\n", "stats.csv: line 2: 1 values under 2 names"),
                ('a,b\n"1,2\n', "stats.csv: line 2: a quotation mark is not closed"),
                ('{"a": 1}', "stats.csv: is no JSON array of objects"),
                ("[1]", "stats.csv: is no JSON array of objects")):
            with self.subTest(content=content):
                self.write("stats.csv", content)
                self.assert_error(f"{self.project.resolve()}/{expected}", "check", "--index-stats",
                                  "stats.csv")
                # In the configuration it is the file as it is written there.
                self.assert_error(expected, "check", cwd=self.with_setting("stats.csv"))

    def with_setting(self, file):
        self.write("schemalint.toml", f'index-stats = ["{file}"]\n')
        return self.project

    def test_missing_file(self):
        result = self.run_program("check", "--index-stats", "nowhere.csv", status=2)
        self.assertIn("nowhere.csv: cannot be read", result.err)
