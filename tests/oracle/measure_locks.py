"""Runs SQL migrations on PostgreSQL and prints what each locks, reads, rewrites and builds.

    measure_locks.py URL FOLDER [--one-connection]

The files of FOLDER/migrations run in the order of their numbers, each in its own transaction, on a
new database (or, with --one-connection, in the only one there is). Only what was there before a
file counts: whatever a transaction makes, nobody else waits for. A statement that refuses to run in
a transaction is watched from outside while others hold it up.
"""
import itertools
import json
import re
import sys
import threading
import time
from pathlib import Path

import psycopg
from psycopg import errors

# Weakest first; pg_locks writes ShareRowExclusiveLock for SHARE ROW EXCLUSIVE.
MODES = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE",
         "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE")
WORDS = re.compile("(?<=[a-z])(?=[A-Z])")

RELATIONS = """
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relfilenode, i.indrelid
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I')
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""
LOCKS = "SELECT relation, mode FROM pg_locks WHERE pid = %s AND locktype = 'relation'"
FOREIGN_KEYS = "SELECT conrelid, confrelid FROM pg_constraint WHERE contype = 'f'"
SCANS = "SELECT relid, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_xact_all_tables"


class Relation:
    def __init__(self, row):
        self.oid, self.schema, self.plain_name, self.kind, self.file, self.table = row
        self.is_index = self.kind in ("i", "I")
        self.name = self.plain_name if self.schema == "public" else f"{self.schema}.{self.plain_name}"


def relations(connection):
    return {row[0]: Relation(row) for row in connection.execute(RELATIONS)}


def mode_name(mode):
    return WORDS.sub(" ", mode.removesuffix("Lock")).upper()


class Measured:
    """What one file did to what was there before it."""

    def __init__(self, file, before):
        self.file = file
        self.before = before
        self.in_transaction = True
        self.modes = {}
        self.scans = set()
        self.rewrites = []
        self.index_builds = []

    def saw_locks(self, rows):
        for oid, mode in rows:
            if oid in self.before:
                known = self.modes.get(oid, MODES[0])
                self.modes[oid] = max(known, mode_name(mode), key=MODES.index)

    def saw_scans(self, earlier, now, foreign_keys):
        """Counts of this session, which may still hold those of the file before. To check a foreign
        key, the keys that it refers to are looked up; that is no scan of their table."""
        scans = {oid for oid, count in now.items()
                 if oid in self.before and count > earlier.get(oid, 0)}
        self.scans = scans - {referenced for table, referenced in foreign_keys
                              if table in scans and table != referenced}

    def saw_relations_after(self, after):
        """An index that ALTER TABLE makes anew has another identity, so names tell which is which."""
        files = {one.name: one.file for one in self.before.values()}
        for one in after.values():
            if one.name in files and files[one.name] != one.file:
                self.rewrites.append(one.name)
            elif one.is_index and one.name not in files and one.oid not in self.before \
                    and one.table in self.before:
                self.index_builds.append(one.name)

    def locked(self, indexes):
        return [{"relation": self.before[oid].name, "mode": mode}
                for oid, mode in self.modes.items() if self.before[oid].is_index == indexes]

    def as_json(self):
        kinds = {one.name: one.is_index for one in self.before.values()}
        return {
            "path": self.file.name,
            "in_transaction": self.in_transaction,
            "tables": sorted(one.name for one in self.before.values() if not one.is_index),
            "locks": sorted(self.locked(False), key=lambda one: one["relation"]),
            "index_locks": sorted(self.locked(True), key=lambda one: one["relation"]),
            "scans": sorted(self.before[oid].name for oid in self.scans),
            "rewrites": sorted(name for name in self.rewrites if not kinds[name]),
            "index_rewrites": sorted(name for name in self.rewrites if kinds[name]),
            "index_builds": sorted(self.index_builds),
        }


def measure_in_transaction(connection, measured, sql):
    with connection.transaction():
        earlier = dict(connection.execute(SCANS).fetchall())
        connection.execute(sql)
        measured.saw_scans(earlier, dict(connection.execute(SCANS).fetchall()),
                           connection.execute(FOREIGN_KEYS).fetchall())
        measured.saw_locks(connection.execute(LOCKS, [connection.info.backend_pid]))
        measured.saw_relations_after(relations(connection))


class Obstacles:
    """Sessions that hold every table in the two modes between which all others are told apart:
    whoever wants more than to read or write rows meets the first, whoever wants all the second."""

    def __init__(self, connect, tables):
        self.sessions = {}
        for table, mode in itertools.product(tables, ("SHARE UPDATE EXCLUSIVE", "ACCESS SHARE")):
            if table.kind == "m":
                continue
            session = connect(autocommit=False)
            session.execute(f'LOCK TABLE ONLY "{table.schema}"."{table.plain_name}" IN {mode} MODE')
            self.sessions[session.info.backend_pid] = session

    def remove(self, pids):
        for pid in pids:
            if session := self.sessions.pop(pid, None):
                session.close()


def measure_outside_transaction(connect, measured, sql):
    measured.in_transaction = False
    tables = [one for one in measured.before.values() if not one.is_index]
    failures = []
    with connect() as observer, connect() as runner:
        pid = runner.info.backend_pid
        obstacles = Obstacles(connect, tables)

        def execute():
            try:
                runner.execute(sql)
            except psycopg.Error as error:
                failures.append(error)

        statement = threading.Thread(target=execute)
        statement.start()
        while statement.is_alive():
            blockers, = observer.execute("SELECT pg_blocking_pids(%s)", [pid]).fetchone()
            measured.saw_locks(observer.execute(LOCKS, [pid]))
            obstacles.remove(blockers)
            time.sleep(0.005)
        obstacles.remove(list(obstacles.sessions))
        if failures:
            raise failures[0]
        measured.saw_relations_after(relations(observer))


def measure(connect, one_connection, folder):
    def number(file):
        return int(file.name[1:].split("__")[0])

    connection = connect()
    for file in sorted(folder.glob("migrations/V*.sql"), key=number):
        sql = file.read_text()
        measured = Measured(file, relations(connection))
        connection.execute("RESET ALL")
        try:
            measure_in_transaction(connection, measured, sql)
        except errors.ActiveSqlTransaction:
            if one_connection:
                connection.execute(sql)
                continue
            measured = Measured(file, relations(connection))
            measure_outside_transaction(connect, measured, sql)
        except psycopg.Error as error:
            raise SystemExit(f"{file}: {error}")
        yield measured.as_json()


def main():
    url, folder, *options = sys.argv[1:]
    url = url.replace("+psycopg", "", 1)
    if not options:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS locks")
            server.execute("DROP ROLE IF EXISTS parcel_reader")
            server.execute("CREATE DATABASE locks")
        url = url.replace("/postgres?", "/locks?")

    def connect(autocommit=True):
        return psycopg.connect(url, autocommit=autocommit)

    json.dump(list(measure(connect, bool(options), Path(folder))), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
