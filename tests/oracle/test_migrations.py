"""Behind every revision, upgraded and downgraded, the replay is what PostgreSQL's catalogue holds.

Every folder of fixtures/migrations is an Alembic project about one theme. Its revisions run on a
real PostgreSQL, with the real Alembic.
"""
import json
import subprocess
import unittest

from oracle import postgres
from oracle.catalog_facts import catalog_facts
from oracle.compare import differences
from tools import PYTHON, ROOT, SCHEMALINT, environment, need_python_packages, run

FIXTURES = ROOT / "fixtures" / "migrations"
RUN_REVISIONS = ROOT / "tests" / "oracle" / "run_revisions.py"


def read_by_schemalint(folder, *options):
    """The schema, of a project of which everything is understood."""
    done = subprocess.run([SCHEMALINT, "schema", folder, "--from", "migrations", "--format", "json",
                           "--show-unknown", *options], capture_output=True, text=True,
                          env=environment())
    if done.returncode or done.stderr != "0 places not understood.\n":
        raise AssertionError(f"exit status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


class MigrationsTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        need_python_packages()
        try:
            cls.url = cls.enterClassContext(postgres.native())
        except postgres.Unavailable as reason:
            raise unittest.SkipTest(str(reason))

    def assert_replayed(self, folder):
        revisions = json.loads(run(PYTHON, RUN_REVISIONS, self.url, folder, env=environment()))
        self.assertGreater(len(revisions), 1)
        for one in revisions:
            at = ("--at", one["revision"])
            self.assert_same(one["up"], read_by_schemalint(folder, *at), f"behind {at[1]}")
            self.assert_same(one["down"], read_by_schemalint(folder, *at, "--downgraded"),
                             f"behind the downgrade of {at[1]}")

    def assert_same(self, truth, ours, when):
        found = list(differences(catalog_facts(truth), catalog_facts(ours)))
        if found:
            self.fail(f"{len(found)} differences {when}\n" + "\n".join(found))


def add_tests():
    for folder in sorted(FIXTURES.glob("*/")):
        def test(self, folder=folder):
            self.assert_replayed(folder)

        setattr(MigrationsTest, f"test_{folder.name}", test)


add_tests()
