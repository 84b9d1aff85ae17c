"""What schemalint reads is what SQLAlchemy builds, idiom by idiom, with each SQLAlchemy that is here.

Every folder of fixtures/idioms is a project named after what it shows. Its pyproject.toml says on
what it depends: "SQLAlchemy>=2.0" where 1.4 cannot read it, or builds something else; a library on
top of SQLAlchemy is there with the newest one only.
"""
import json
import subprocess
import tomllib
import unittest
from pathlib import Path

from oracle.compare import compare, facts
from tools import PYTHON, ROOT, SCHEMALINT, environment, need_python_packages, run

IDIOMS = ROOT / "fixtures" / "idioms"
DUMP = ROOT / "tests" / "oracle" / "dump_models.py"
# The Python that has each version: Debian's packages, those of tests/requirements.txt.
PYTHON_OF = {"1.4": Path("/usr/bin/python3"), "2.0": PYTHON}


def need_sqlalchemy(version):
    if version == "2.0":
        return need_python_packages()
    found = subprocess.run([PYTHON_OF[version], "-c", "import sqlalchemy as s; print(s.__version__)"],
                           capture_output=True, text=True, env=environment())
    if not found.stdout.startswith(version):
        raise unittest.SkipTest(f"{PYTHON_OF[version]} has no SQLAlchemy {version}")


def needs(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]["dependencies"]


class IdiomsTest(unittest.TestCase):
    maxDiff = None

    def assert_read(self, folder, version):
        need_sqlalchemy(version)
        truth = json.loads(run(PYTHON_OF[version], DUMP, folder, env=environment()))
        ours = self.read_by_schemalint(folder)
        self.assertGreaterEqual(len(facts(truth, of_models=True)), 20)
        self.assertEqual([], compare(truth, ours, of_models=True))

    def read_by_schemalint(self, folder):
        """The schema, of a project of which everything is understood, but for what NOT_UNDERSTOOD
        beside it admits."""
        done = subprocess.run([SCHEMALINT, "schema", folder, "--from", "models", "--format", "json",
                               "--show-unknown"], capture_output=True, text=True,
                              env=environment(), check=True)
        admitted = folder / "NOT_UNDERSTOOD"
        self.assertEqual(admitted.read_text() if admitted.exists() else "0 places not understood.\n",
                         done.stderr)
        return json.loads(done.stdout)


def add_tests():
    for folder in sorted(IDIOMS.glob("*/")):
        for version in PYTHON_OF:
            if version == "1.4" and needs(folder) != ["SQLAlchemy>=1.4"]:
                continue

            def test(self, folder=folder, version=version):
                self.assert_read(folder, version)

            name = f"test_{folder.name}_with_{version.replace('.', '_')}"
            setattr(IdiomsTest, name, test)


add_tests()
