"""What `schemalint check` shows, writes and exits with."""
import json
import os
import pty
import shutil
import subprocess

from cli.runs import FINDING, MODELS, CliTest

ESCAPE = "\x1b["
# A finding in one file whose related place is in another.
BASE = """\
from sqlalchemy import MetaData
from sqlalchemy.orm import declarative_base

Base = declarative_base(metadata=MetaData(schema="shop"))
"""
CUSTOMERS = """\
from sqlalchemy import Column, Integer

from app.base import Base


class Customer(Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)
    code = Column(Integer, unique=True, nullable=False)
"""
INVOICES = """\
from sqlalchemy import Column, ForeignKey, Integer

from app.base import Base


class Invoice(Base):
    __tablename__ = "invoices"
    id = Column(Integer, primary_key=True)
    customer_code = Column(ForeignKey("shop.customers.code"), nullable=False)
"""


class ExitStatusTest(CliTest):
    def test_findings(self):
        self.check(status=1)

    def test_no_findings(self):
        self.write("app/models.py", MODELS.replace("selectinload", "selectin"))
        self.check(status=0)

    def test_threshold(self):
        self.check("--fail-on", "never", status=0)
        self.check("--fail-on", "error", status=1)
        self.write("schemalint.toml", "[severity]\ninvalid-lazy = 'info'\n")
        self.check(status=0)
        self.check("--fail-on", "info", status=1)

    def test_no_rule(self):
        self.assertEqual("", self.check("--ignore", "all", status=0).out)

    def test_quiet(self):
        self.write("schemalint.toml", "[severity]\ninvalid-lazy = 'warning'\n")
        result = self.check("--quiet", status=0)
        self.assertEqual(("", ""), (result.out, result.err))


class PathTest(CliTest):
    def setUp(self):
        super().setUp()
        for name, text in (("base", BASE), ("customers", CUSTOMERS), ("invoices", INVOICES)):
            self.write(f"app/{name}.py", text)

    def assert_shown(self, expected, *arguments, **options):
        """The files whose findings are shown."""
        shown = {line.split(":")[0] for line in self.check(*arguments, **options).out.splitlines()}
        self.assertEqual(set(expected.split()), {name for name in shown if name.endswith(".py")})

    def test_whole_project(self):
        self.assert_shown("app/invoices.py app/models.py")
        self.assert_shown("app/invoices.py app/models.py", ".")

    def test_named_files_choose_what_is_shown(self):
        self.assert_shown("app/models.py", "app/models.py")
        self.assert_shown("app/invoices.py", "app/invoices.py")
        self.assert_shown("app/invoices.py", "app/customers.py")  # its related place
        self.assert_shown("", "app/base.py", status=0)

    def test_the_rest_is_counted(self):
        result = self.run_program("check", "app/models.py", status=1)
        self.assertRegex(result.out, "1 (finding|problem)?.*(elsewhere|not asked for)")

    def test_paths_are_seen_from_the_working_folder(self):
        self.write("schemalint.toml", "")
        result = self.check("models.py", cwd=self.project / "app")
        self.assertIn("../" + FINDING, result.out)
        result = self.check("project", cwd=self.folder)
        self.assertIn("project/" + FINDING, result.out)

    def test_nothing_that_is_checked(self):
        self.write("README.md", "")
        result = self.check("README.md", status=0)
        self.assertEqual("schemalint: note: nothing to check: no Python or SQL file among what was "
                         "named\n", result.err)

    def test_excluded_files(self):
        self.write("schemalint.toml", "exclude = ['app/models.py']\n")
        self.assert_shown("app/invoices.py")
        self.assert_shown("app/models.py", "app/models.py")
        self.assert_shown("", "app/models.py", "--force-exclude", status=0)
        self.assert_shown("", "app/models.py", status=0, variables={"PRE_COMMIT": "1"})

    def test_two_projects(self):
        self.write("schemalint.toml", "")
        other = self.folder / "other"
        shutil.copytree(self.project, other)
        result = self.run_program("check", "project", "other", status=2, cwd=self.folder)
        self.assertRegex(result.err, "'project' belongs to the project in project and 'other' to "
                                     "the one in other: check one project at a time")

    def test_configuration_by_hand(self):
        self.write("schemalint.toml", "ignore = ['all']\n")
        self.assert_shown("", status=0)
        self.assert_shown("app/invoices.py app/models.py", "--isolated")
        self.write("conf/other.toml", "ignore = ['foreign_keys']\n")
        self.assert_shown("app/models.py", "--config", "conf/other.toml")


class QuestionTest(CliTest):
    def test_files(self):
        self.write("tests/test_models.py", MODELS)
        self.assertEqual("app/__init__.py\napp/models.py\n"
                         "tests/test_models.py\tread when a name leads to it\n",
                         self.run_program("check", "--show-files", status=0).out)

    def test_settings(self):
        self.write("schemalint.toml", "postgres-version = 16\nignore = ['types']\n")
        out = self.run_program("check", "--show-settings", "--ignore", "tool", status=0).out
        self.assertIn("postgres-version = 16  # schemalint.toml:1\n", out)
        self.assertIn('ignore = ["types", "tool"]  # schemalint.toml:2, command line\n', out)
        self.assertIn('fail-on = "warning"  # default\n', out)

    def test_unknown(self):
        self.write("app/more.py", "from app.models import Base\nfrom sqlalchemy import Column\n"
                                  "from elsewhere import kind\n\n\nclass More(Base):\n"
                                  "    __tablename__ = 'more'\n    id = Column(kind(), "
                                  "primary_key=True)\n")
        self.assertRegex(self.check("--show-unknown").out,
                         r"(?m)^app/more\.py:\d+:\d+: not understood: .+: .+$")
        json.loads(self.run_program("check", "--output", "json", "--show-unknown", status=1).out)


class OutputTest(CliTest):
    def test_several_reports(self):
        self.check("--output", "json:out/deep/report.json", "--output", "sarif:report.sarif")
        report = json.loads((self.project / "out" / "deep" / "report.json").read_text())
        self.assertTrue(report)
        self.assertEqual("2.1.0", json.loads((self.project / "report.sarif").read_text())["version"])

    def test_reports_in_files_only(self):
        result = self.run_program("check", "--output", "json:report.json", status=1)
        self.assertEqual("", result.out)
        self.assertEqual("1 problem; see report.json.\n", result.err)

    def test_same_bytes_every_time(self):
        for form in ("full", "concise", "json", "sarif", "github", "patch"):
            once, twice = (self.run_program("check", "--output", form, status=1).out
                           for _ in range(2))
            self.assertEqual(once, twice)
            self.assertNotIn(ESCAPE, once)

    def test_colour(self):
        def is_coloured(*arguments, **variables):
            variables = {"NO_COLOR": "", "TERM": "xterm", **variables}
            return ESCAPE in self.run_program("check", *arguments, status=1,
                                              variables=variables).out

        self.assertFalse(is_coloured())
        self.assertTrue(is_coloured("--color", "always", NO_COLOR="1"))
        self.assertTrue(is_coloured(CLICOLOR_FORCE="1"))
        self.assertFalse(is_coloured(CLICOLOR_FORCE="1", NO_COLOR="1"))

    def test_colour_on_a_terminal(self):
        def on_terminal(**variables):
            reader, writer = pty.openpty()
            with os.fdopen(reader, "rb", buffering=0) as terminal:
                self.run_program("check", status=1, stdout=writer,
                                 variables={"NO_COLOR": "", "TERM": "xterm", **variables})
                os.close(writer)
                return terminal.read(200).decode(errors="replace")

        self.assertIn(ESCAPE, on_terminal())
        self.assertNotIn(ESCAPE, on_terminal(TERM="dumb"))
        self.assertNotIn(ESCAPE, on_terminal(CLICOLOR="0"))


class FixTest(CliTest):
    def models(self):
        return (self.project / "app" / "models.py").read_text()

    def test_fix(self):
        result = self.check("--fix", status=0)
        self.assertEqual("Fixed 1 problem in 1 file.\n", result.err)
        self.assertEqual(MODELS.replace("selectinload", "selectin"), self.models())
        self.assertEqual("", self.check("--fix", status=0).err)

    def test_fix_of_named_files_only(self):
        self.write("app/more.py", MODELS.replace("Order", "Trip").replace("Line", "Leg")
                   .replace("orders", "trips").replace("lines", "legs"))
        self.run_program("check", "--fix", "app/more.py", status=0)
        self.assertEqual(MODELS, self.models())
        self.assertNotIn("selectinload", (self.project / "app" / "more.py").read_text())

    def test_diff(self):
        result = self.run_program("check", "--diff", status=1)
        self.assertEqual(MODELS, self.models())
        subprocess.run(["git", "apply", "-"], input=result.out.encode(), cwd=self.project,
                       check=True)
        self.assertEqual(MODELS.replace("selectinload", "selectin"), self.models())
        result = self.run_program("check", "--diff", status=0)
        self.assertEqual("", result.out)

    def test_diff_beside_a_report(self):
        result = self.run_program("check", "--diff", "--output", "concise:report.txt", status=1)
        self.assertTrue(result.out.startswith("diff --git"), str(result))
        self.assertIn(FINDING, (self.project / "report.txt").read_text())


class CommandTest(CliTest):
    def test_rule(self):
        out = self.run_program("rule", "invalid-lazy", status=0).out
        self.assertIn("# invalid-lazy\n", out)
        self.assertIn(out, self.run_program("rule", "--all", status=0).out)

    def test_unknown_rule(self):
        self.assert_error("there is no rule 'invalid-lasy'. Did you mean 'invalid-lazy'? "
                          "`schemalint rules` lists them all.", "rule", "invalid-lasy")

    def test_rules(self):
        self.assertRegex(self.run_program("rules", status=0).out,
                         r"(?m)^relationships: .+\n(.+\n)*  invalid-lazy +error +safe fix +\S")

    def test_version_and_help(self):
        self.assertRegex(self.run_program("version", status=0).out,
                         r"\Aschemalint \d+\.\d+\.\d+\n\Z")
        for command in ("check", "baseline", "diff", "history", "init", "locks", "rule", "rules", "schema",
                        "stats", "stats-query", "version"):
            self.assertIn(f"Usage: schemalint {command}",
                          self.run_program(command, "--help", status=0).out)
            self.assertIn(f"\n  {command} ", self.run_program("--help", status=0).out)

    def test_schema(self):
        schema = json.loads(self.run_program("schema", ".", status=0).out)
        self.assertEqual(["lines", "orders"], sorted(table["name"] for table in schema["tables"]))
        self.assertIn("CREATE TABLE",
                      self.run_program("schema", ".", "--format", "sql", status=0).out)
        self.assertEqual([], json.loads(self.run_program("schema", "--from", "migrations",
                                                         status=0).out)["tables"])

    def test_stats(self):
        self.assertRegex(self.run_program("stats", status=0).out, r"(?m)^Relationships +1$")
        self.assertEqual(1, json.loads(self.run_program("stats", "--format", "json",
                                                        status=0).out)["relationships"]["total"])
