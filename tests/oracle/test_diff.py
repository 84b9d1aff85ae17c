"""The SQL of `schemalint diff` brings a database of one schema to the other, both ways."""
import json
import re
import tempfile
import unittest
from pathlib import Path

from oracle import postgres
from oracle.compare import compare
from oracle.test_schema import ORACLE
from oracle.test_schema_sql import RUN
from tools import PROJECTS, PYTHON, SCHEMALINT, environment, need_python_packages, run

SHOP = PROJECTS.parent / "diff" / "shop"


def schema_sql(project, source):
    return run(SCHEMALINT, "schema", project, "--from", source, "--format", "sql", env=environment())


def diff_sql(project, *options):
    return run(SCHEMALINT, "diff", project, *options, "--format", "sql", status=(0, 1), env=environment())


def nameless(dump):
    """The dump with what does not count: names of indexes and checks, and which of a UNIQUE constraint
    and a unique index keeps values apart."""
    for table in dump["tables"]:
        unique = {tuple(sorted(key["columns"])) for key in table["unique"]}
        indexes = []
        for index in table["indexes"]:
            if index["unique"] and not index.get("where") and None not in index["columns"]:
                unique.add(tuple(sorted(index["columns"])))
            else:
                indexes.append(index)
        table["unique"] = [{"name": None, "columns": list(columns)} for columns in sorted(unique)]
        table["indexes"] = sorted(indexes, key=lambda index: json.dumps(
            [index["columns"], index["unique"], index.get("where")]))
        for index in table["indexes"]:
            index["name"] = "index on " + json.dumps([index["columns"], index.get("where")])
        for check in table["checks"]:
            check["name"] = re.sub(r"\s", "", check.get("sql") or "")
    return dump


class DiffTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        need_python_packages()

    def catalog_after(self, *scripts):
        try:
            with postgres.native() as url, tempfile.NamedTemporaryFile(suffix=".sql") as file:
                for script in scripts:
                    Path(file.name).write_bytes(script)
                    run(PYTHON, "-c", RUN, url, file.name, env=environment())
                return nameless(json.loads(run(PYTHON, ORACLE / "dump_catalog.py", url)))
        except postgres.Unavailable as reason:
            self.skipTest(str(reason))

    def assert_leads(self, project, source, target, *options):
        ours = self.catalog_after(schema_sql(project, source), diff_sql(project, *options))
        found = compare(self.catalog_after(schema_sql(project, target)), ours)
        if found:
            self.fail(f"{len(found)} differences\n" + "\n".join(found))

    def test_from_the_migrations_to_the_models(self):
        self.assert_leads(SHOP, "migrations", "models")

    def test_from_the_models_to_the_migrations(self):
        self.assert_leads(SHOP, "models", "migrations", "--reverse")

    def test_nothing_to_do(self):
        self.assertEqual(diff_sql(PROJECTS / "notebooks").strip(), b"")
