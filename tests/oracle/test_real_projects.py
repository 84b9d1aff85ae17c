"""What schemalint reads of published projects is what SQLAlchemy builds of them.

They are packages of tests/requirements.txt. Each is copied out of the environment, for schemalint
enters none.
"""
import json
import shutil
import tempfile
import unittest
from pathlib import Path

from oracle.compare import compare, facts
from oracle.test_idioms import DUMP
from tools import PYTHON, SCHEMALINT, environment, need_python_packages, run


class RealProjectsTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        need_python_packages()

    def assert_read(self, package, modules, at_least, left_out=()):
        where = run(PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(Path(where.decode().strip()) / package, Path(folder) / package,
                            ignore=shutil.ignore_patterns("__pycache__", *left_out))
            truth = json.loads(run(PYTHON, DUMP, folder, *modules, env=environment()))
            ours = json.loads(run(SCHEMALINT, "schema", folder, "--from", "models", "--format",
                                  "json", env=environment()))
        self.assertGreater(len(facts(truth, of_models=True)), at_least)
        self.assertEqual([], compare(truth, ours, of_models=True))

    def test_optuna(self):
        self.assert_read("optuna", ["optuna.storages._rdb.models"], at_least=150)

    def test_jupyterhub(self):
        self.assert_read("jupyterhub", ["jupyterhub.orm"], at_least=300)

    def test_dbos(self):
        # The templates are projects that it writes for its users.
        self.assert_read("dbos", ["dbos._schemas.system_database",
                                  "dbos._schemas.datasource_database"],
                         at_least=200, left_out=["_templates"])
