"""The schema that schemalint reads is the one that SQLAlchemy builds and that PostgreSQL holds."""
import json
import unittest

from oracle import postgres
from oracle.compare import compare, facts, read_broken_modules
from tools import PROJECTS, PYTHON, SCHEMALINT, environment, need_python_packages, run

ORACLE = PROJECTS.parent.parent / "tests" / "oracle"


def read_by_schemalint(project, source):
    return json.loads(run(SCHEMALINT, "schema", PROJECTS / project, "--from", source,
                          "--format", "json", env=environment()))


class SchemaTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        need_python_packages()

    def assert_same(self, truth, ours, broken=(), of_models=False):
        self.assertGreater(len(facts(truth, of_models)), 100)
        found = compare(truth, ours, broken, of_models)
        if found:
            self.fail(f"{len(found)} differences\n" + "\n".join(found))


class DeclaredTest(SchemaTest):
    def assert_declared(self, project):
        truth = json.loads(run(PYTHON, ORACLE / "dump_models.py", PROJECTS / project,
                               env=environment()))
        broken = PROJECTS / project / "EXPECTED_BROKEN.toml"
        self.assert_same(truth, read_by_schemalint(project, "models"),
                         read_broken_modules(broken) if broken.exists() else (), of_models=True)

    def test_orchestrator_is_what_sqlalchemy_builds(self):
        self.assert_declared("orchestrator")

    def test_notebooks_is_what_sqlalchemy_builds(self):
        self.assert_declared("notebooks")


class MigratedTest(SchemaTest):
    def assert_migrated(self, project, server):
        try:
            with server() as url:
                run(PYTHON, "-m", "alembic", "upgrade", "head", cwd=PROJECTS / project,
                    env=environment(DATABASE_URL=url))
                truth = json.loads(run(PYTHON, ORACLE / "dump_catalog.py", url))
        except postgres.Unavailable as reason:
            self.skipTest(str(reason))
        self.assert_same(truth, read_by_schemalint(project, "migrations"))

    def test_orchestrator_is_what_postgresql_holds(self):
        self.assert_migrated("orchestrator", postgres.pglite)  # it needs pgvector

    def test_notebooks_is_what_postgresql_holds(self):
        self.assert_migrated("notebooks", postgres.native)
