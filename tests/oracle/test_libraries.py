"""What schemalint reads of the bases that libraries offer is what SQLAlchemy builds of them.

Every folder of fixtures/libraries is a project that depends on one library. Those whose libraries
are in tests/requirements.txt are held against the library itself; the others, which would bring too
much or have no wheel, against what analyzer/libraries says of them.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
import tomllib
import unittest
from pathlib import Path

from oracle.compare import compare, facts
from tools import PYTHON, ROOT, SCHEMALINT, environment, need_python_packages, run

FIXTURES = ROOT / "fixtures" / "libraries"
DESCRIPTIONS = ROOT / "analyzer" / "libraries"
DUMP = ROOT / "tests" / "oracle" / "dump_models.py"


def normal(name):
    return re.sub("[-_.]+", "-", name).lower()


def is_required(folder):
    """Whether the tests install the library."""
    pins = (ROOT / "tests" / "requirements.txt").read_text().splitlines()
    installed = {normal(pin.split("==")[0]) for pin in pins}
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return all(normal(name) in installed for name in project["dependencies"])


def build(folder, **variables):
    return json.loads(run(PYTHON, "-W", "ignore", DUMP, folder, env=environment(**variables)))


def read(folder):
    """The schema, of a project of which everything is understood."""
    done = subprocess.run([SCHEMALINT, "schema", folder, "--from", "models", "--format", "json",
                           "--show-unknown"], capture_output=True, text=True, env=environment(),
                          check=True)
    if done.stderr != "0 places not understood.\n":
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


class LibrariesTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        need_python_packages()

    def assert_same(self, truth, ours):
        self.assertGreaterEqual(len(facts(truth, of_models=True)), 20)
        self.assertEqual([], compare(truth, ours, of_models=True))

    def assert_read_as_described(self, folder):
        self.assert_same(build(folder, PYTHONPATH=str(DESCRIPTIONS)), read(folder))

    def assert_described_as_it_is(self, folder):
        self.assert_same(build(folder), build(folder, PYTHONPATH=str(DESCRIPTIONS)))

    def assert_read_where_installed(self, folder):
        with tempfile.TemporaryDirectory() as temporary:
            project = Path(temporary) / folder.name
            shutil.copytree(folder, project)
            os.symlink(PYTHON.parent.parent, project / ".venv")
            self.assert_same(build(folder), read(project))


def add_tests():
    for folder in sorted(FIXTURES.glob("*/")):
        kinds = ["read_as_described"]
        if is_required(folder):
            kinds += ["described_as_it_is", "read_where_installed"]
        for kind in kinds:
            def test(self, check=f"assert_{kind}", folder=folder):
                getattr(self, check)(folder)

            setattr(LibrariesTest, f"test_{folder.name}_is_{kind}", test)


add_tests()
