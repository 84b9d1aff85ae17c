"""The hooks of .pre-commit-hooks.yaml, run by the real pre-commit in a small project.

All but one test hand the built schemalint to the hooks; that one builds it as a user's first
commit does.
"""
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from tools import NODE_MODULES, ROOT, SCHEMALINT, environment, run

FILES = {
    "README.md": "A shop.\n",
    "shop/__init__.py": "",
    "shop/base.py": """\
from sqlalchemy import MetaData
from sqlalchemy.orm import declarative_base

Base = declarative_base(metadata=MetaData(schema="shop"))
""",
    "shop/customers.py": """\
from sqlalchemy import Column, Integer

from shop.base import Base


class Customer(Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)
""",
    "shop/orders.py": """\
from sqlalchemy import Column, ForeignKey, Integer

from shop.base import Base


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    customer_id = Column(ForeignKey("customers.id"), nullable=False, index=True)
""",
    "shop/lines.py": """\
from sqlalchemy import Column, ForeignKey, Integer

from shop.base import Base


class Line(Base):
    __tablename__ = "lines"
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id"), nullable=False, index=True)
""",
}
RULE = "missing-schema-prefix"


class PreCommitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("pre-commit"):
            raise unittest.SkipTest("pre-commit is not installed")

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="schemalint-")
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        self.project = self.home / "project"
        self.environment = environment(
            HOME=str(self.home), PRE_COMMIT_HOME=str(self.home / "cache"), GIT_CONFIG_COUNT="4",
            GIT_CONFIG_KEY_0="user.name", GIT_CONFIG_VALUE_0="A Tester",
            GIT_CONFIG_KEY_1="user.email", GIT_CONFIG_VALUE_1="tester@example.com",
            GIT_CONFIG_KEY_2="init.defaultBranch", GIT_CONFIG_VALUE_2="main",
            GIT_CONFIG_KEY_3="safe.directory", GIT_CONFIG_VALUE_3="*",
        )
        self.write(FILES)
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A shop")

    def write(self, files):
        for name, text in files.items():
            file = self.project / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def git(self, *arguments):
        run("git", *arguments, cwd=self.project, env=self.environment)

    def stage(self, *names):
        for name in names:
            with open(self.project / name, "a") as file:
                file.write("# one more line\n")
        self.git("add", "--all")

    def run_hook(self, hook, **variables):
        """Exit status and output of a hook on what is staged."""
        variables.setdefault("SCHEMALINT_BINARY", str(SCHEMALINT))
        done = subprocess.run(
            ["pre-commit", "try-repo", str(ROOT), hook, "--verbose", "--color", "never"],
            cwd=self.project, env={**self.environment, **variables}, text=True, timeout=1800,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def assert_fails(self, result, *names, without=()):
        """The hook found something in these files and says nothing of the others."""
        status, output = result
        self.assertEqual(1, status, output)
        self.assertIn("- exit code: 1", output)
        for name in names:
            self.assertRegex(output, rf"(?m){name}:\d+:\d+")
        for name in without:
            self.assertNotRegex(output, rf"(?m){name}:\d+:\d+")

    def test_one_file_with_a_finding(self):
        self.stage("shop/orders.py")
        self.assert_fails(self.run_hook("schemalint"), "shop/orders.py", without=["shop/lines.py"])

    def test_several_files(self):
        self.stage("shop/orders.py", "shop/lines.py", "shop/base.py", "README.md")
        result = self.run_hook("schemalint")
        self.assert_fails(result, "shop/orders.py", "shop/lines.py")
        self.assertEqual(2, result[1].count(RULE), result[1])

    def test_file_without_finding(self):
        self.stage("shop/base.py")
        status, output = self.run_hook("schemalint")
        self.assertEqual(0, status, output)
        self.assertIn("Passed", output)
        self.assertNotRegex(output, r"shop/(orders|lines)\.py:\d+")

    def test_no_relevant_file(self):
        self.stage("README.md")
        status, output = self.run_hook("schemalint")
        self.assertEqual(0, status, output)
        self.assertIn("(no files to check)Skipped", output)

    def test_deleted_file(self):
        self.git("rm", "--quiet", "shop/customers.py")
        status, output = self.run_hook("schemalint")
        self.assertEqual(0, status, output)
        self.assertIn("(no files to check)Skipped", output)

    def test_deleted_file_is_missed_by_the_whole_project(self):
        self.write({"shop/orders.py": FILES["shop/orders.py"].replace("customers.id",
                                                                      "shop.customers.id")})
        self.git("commit", "--quiet", "--all", "--message", "Mend the prefix")
        self.git("rm", "--quiet", "shop/customers.py")
        result = self.run_hook("schemalint-project")
        self.assert_fails(result, "shop/orders.py", "shop/lines.py")
        self.assertIn("unresolved-foreign-key", result[1])

    def test_fix(self):
        self.stage("shop/orders.py")
        status, output = self.run_hook("schemalint-fix")
        self.assertEqual(1, status, output)
        self.assertIn("- files were modified by this hook", output)
        self.assertIn('"shop.customers.id"', (self.project / "shop/orders.py").read_text())
        self.assertEqual(FILES["shop/lines.py"], (self.project / "shop/lines.py").read_text())
        self.git("add", "--all")
        status, output = self.run_hook("schemalint-fix")
        self.assertEqual(0, status, output)

    def test_system(self):
        self.stage("shop/orders.py")
        path = f"{SCHEMALINT.parent}:{self.environment['PATH']}"
        self.assert_fails(self.run_hook("schemalint-system", PATH=path), "shop/orders.py")

    def test_first_use_builds(self):
        if not (NODE_MODULES / ".installed").exists():
            self.skipTest("the npm packages are not installed")
        self.stage("shop/orders.py")
        # npm keeps its settings in the user's home.
        self.assert_fails(self.run_hook("schemalint", SCHEMALINT_BINARY="",
                                        HOME=environment().get("HOME", "/")), "shop/orders.py")
