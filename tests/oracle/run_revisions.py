"""Runs the revisions of an Alembic project on PostgreSQL and prints what the catalogue holds after each.

    run_revisions.py URL PROJECT

URL leads to a server where databases can be made. The output is a list, base first: the revision,
its file, the catalogue behind its upgrade, and behind its downgrade right after that. A downgrade
runs on a copy of the database, so that one that does not lead back spoils nothing.
"""
import json
import os
import sys
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from dump_catalog import dump

BEFORE, COPY = "before_revision", "behind_revision"


class Server:
    def __init__(self, url):
        self.url = url

    def execute(self, statement):
        with psycopg.connect(self.url_of("postgres", "postgresql"), autocommit=True) as connection:
            connection.execute(statement)

    def url_of(self, database, scheme="postgresql+psycopg"):
        return self.url.replace("postgresql+psycopg", scheme, 1).replace("/postgres?", f"/{database}?")

    def create(self, database, template="template1"):
        self.execute(f"DROP DATABASE IF EXISTS {database}")
        self.execute(f"CREATE DATABASE {database} TEMPLATE {template}")

    def catalog(self, database):
        url = self.url_of(database, "postgresql")
        with psycopg.connect(url, autocommit=True) as connection:
            return dump(connection)


def run_revisions(server, project):
    config = Config(project / "alembic.ini")
    server.create(BEFORE)
    for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        def run(database, action, revision):
            os.environ["DATABASE_URL"] = server.url_of(database)
            action(config, revision)
            return server.catalog(database)

        up = run(BEFORE, command.upgrade, script.revision)
        server.create(COPY, template=BEFORE)
        down = run(COPY, command.downgrade, "-1")
        yield {"revision": script.revision, "file": script.path, "up": up, "down": down}


def main():
    url, project = sys.argv[1:]
    json.dump(list(run_revisions(Server(url), Path(project))), sys.stdout)


if __name__ == "__main__":
    main()
