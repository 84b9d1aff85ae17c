"""PostgreSQL runs the SQL that `schemalint schema --format sql` writes, and holds that schema then."""
import json
import tempfile
from pathlib import Path

from oracle import postgres
from oracle.compare import read_broken_modules, without_modules
from oracle.test_schema import ORACLE, SchemaTest, read_by_schemalint
from tools import PROJECTS, PYTHON, SCHEMALINT, environment, run

RUN = """
import pathlib, sys, psycopg
with psycopg.connect(sys.argv[1].replace("+psycopg", ""), autocommit=True) as connection:
    connection.execute(pathlib.Path(sys.argv[2]).read_text())
"""


class SchemaSqlTest(SchemaTest):
    def assert_runs(self, project, source, server):
        sql = run(SCHEMALINT, "schema", PROJECTS / project, "--from", source, "--format", "sql",
                  env=environment())
        with tempfile.NamedTemporaryFile(suffix=".sql") as file:
            Path(file.name).write_bytes(sql)
            try:
                with server() as url:
                    run(PYTHON, "-c", RUN, url, file.name, env=environment())
                    truth = json.loads(run(PYTHON, ORACLE / "dump_catalog.py", url))
            except postgres.Unavailable as reason:
                self.skipTest(str(reason))
        ours = read_by_schemalint(project, source)
        if source == "models":
            self.leave_out_what_differs_on_purpose(project, truth, ours)
        self.assert_same(truth, ours)

    def leave_out_what_differs_on_purpose(self, project, truth, ours):
        """Checks that a type makes are the database's alone; wrong foreign keys are comments."""
        broken_file = PROJECTS / project / "EXPECTED_BROKEN.toml"
        broken = read_broken_modules(broken_file) if broken_file.exists() else []
        modules = {(table["schema"], table["name"]): table["module"] for table in ours["tables"]}
        ours["relationships"] = []
        for table in truth["tables"]:
            table["module"] = modules.get((table["schema"], table["name"]))
        for dump in (truth, ours):
            dump.update(without_modules(dump, broken)[0])
            for table in dump["tables"]:
                table["checks"] = []

    def test_models_of_orchestrator(self):
        self.assert_runs("orchestrator", "models", postgres.pglite)  # it needs pgvector

    def test_models_of_notebooks(self):
        self.assert_runs("notebooks", "models", postgres.native)

    def test_migrations_of_orchestrator(self):
        self.assert_runs("orchestrator", "migrations", postgres.pglite)

    def test_migrations_of_notebooks(self):
        self.assert_runs("notebooks", "migrations", postgres.native)
