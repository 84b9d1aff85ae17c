"""What `schemalint locks` says of a migration is what PostgreSQL locks and rewrites.

Every folder of fixtures/locks is a history of SQL files about one theme: the first makes what is
there, each of the others has one statement, or a few that belong together. They run on a real
PostgreSQL, which shows in pg_locks and pg_class what they did to the tables that were there before. A file `misses` has a line
`FILE: WHY` for each file of which schemalint says something else, to be mended when it no longer does.
"""
import json
import shutil
import tempfile
import unittest

from oracle import postgres
from tools import PYTHON, ROOT, SCHEMALINT, environment, need_python_packages, run

FIXTURES = ROOT / "fixtures" / "locks"
MEASURE = ROOT / "tests" / "oracle" / "measure_locks.py"

# Weakest first. What only reads is left out: it waits for nothing but ACCESS EXCLUSIVE.
MODES = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE",
         "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE")


def strongest(locks, tables):
    """The strongest mode of every table that was there before."""
    found = {}
    for lock in locks:
        name = lock["relation"].removeprefix("public.")
        if name in tables and lock["mode"] != MODES[0]:
            found[name] = max(found.get(name, MODES[0]), lock["mode"], key=MODES.index)
    return found


def said(revision, tables):
    """What all steps of one revision come to."""
    steps = revision["steps"]

    def those_before(*kinds):
        names = {name.removeprefix("public.") for step in steps for kind in kinds
                 for name in step[kind]}
        return sorted(names & set(tables))

    in_transaction = all(step["in_transaction"] for step in steps)
    return {"locks": strongest([lock for step in steps for lock in step["locks"]], tables),
            "rewrites": those_before("rewrites"),
            "reads": in_transaction and those_before("scans", "rewrites", "index_builds"),
            "in_transaction": in_transaction}


def measured(file):
    """Which tables are read in whole is known of a transaction only, and is a matter of locks only
    where others are kept out meanwhile: not of queries."""
    locks = strongest(file["locks"], file["tables"])
    kept = {table for table, mode in locks.items() if mode not in MODES[:3]}
    return {"locks": locks,
            "rewrites": file["rewrites"],
            "reads": file["in_transaction"] and sorted(kept & {*file["scans"], *file["rewrites"]}),
            "in_transaction": file["in_transaction"]}


def misses(folder):
    file = folder / "misses"
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(line.split(": ", 1) for line in lines)


def read_by_schemalint(folder):
    """Of a copy, which is a project of its own and no part of this one."""
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        histories = json.loads(run(SCHEMALINT, "locks", copy, "--format", "json",
                                   env=environment()))["histories"]
    return {revision["path"].rpartition("/")[2]: revision
            for history in histories for revision in history["revisions"]}


class LocksTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        need_python_packages()
        try:
            cls.url = cls.enterClassContext(postgres.native())
        except postgres.Unavailable as reason:
            raise unittest.SkipTest(str(reason))

    def assert_locks(self, folder):
        truth = json.loads(run(PYTHON, MEASURE, self.url, folder, env=environment()))
        self.assertGreater(len(truth), 1)
        revisions = read_by_schemalint(folder)
        missed = misses(folder)
        for file in truth[1:]:
            with self.subTest(file=file["path"]):
                compare = self.assertNotEqual if file["path"] in missed else self.assertEqual
                compare(measured(file), said(revisions[file["path"]], file["tables"]))
        self.assertEqual([], sorted(missed.keys() - {file["path"] for file in truth}))


def add_tests():
    for folder in sorted(FIXTURES.glob("*/")):
        def test(self, folder=folder):
            self.assert_locks(folder)

        setattr(LocksTest, f"test_{folder.name}", test)


add_tests()
