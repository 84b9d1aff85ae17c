"""The query of `schemalint stats-query` runs, and `--index-stats` reads what it gives."""
import csv
import io
import json
import shutil
import subprocess
import unittest

from cli.runs import CliTest
from oracle import postgres
from tools import SCHEMALINT

SCHEMA = """
CREATE TABLE orders (
  id integer PRIMARY KEY, code text, state text UNIQUE, place text, owner_id integer REFERENCES orders);
CREATE INDEX ix_orders_code ON orders (code);
CREATE INDEX ix_orders_place ON orders (place);
CREATE INDEX ix_orders_owner ON orders (owner_id);
CREATE TABLE events (kind text, actor text, at timestamptz) PARTITION BY RANGE (at);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE events_new PARTITION OF events DEFAULT;
CREATE INDEX ix_events_kind ON events (kind);
CREATE INDEX ix_events_actor ON events (actor);
"""
# Looks one row up by ix_orders_place and in one of the partitions by ix_events_actor.
USE = """
SET enable_seqscan = off; SET enable_bitmapscan = off;
INSERT INTO orders VALUES (1, 'a', 'b', 'c', NULL); SELECT * FROM orders WHERE place = 'c';
INSERT INTO events VALUES ('a', 'b', '2026-02-02');
SELECT * FROM events_new WHERE actor = 'b';
"""
CONFIGURATION = 'index-stats = ["stats"]\n[rules.unused-index]\ndays = 0\n'


class IndexStatisticsTest(CliTest):
    program = SCHEMALINT

    def psql(self, url, *arguments, **options):
        host = url.split("host=")[1]
        done = subprocess.run(
            ["psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-h", host, "-U", "postgres",
             "postgres", *arguments], check=True, capture_output=True, text=True, **options)
        return done.stdout

    def export(self):
        """What the query gives, as CSV."""
        if not shutil.which("psql"):
            self.skipTest("psql is not installed")
        query = self.run_program("stats-query", status=0).out
        try:
            with postgres.native() as url:
                self.psql(url, "-c", "SELECT pg_stat_reset()")
                self.psql(url, input=SCHEMA + USE)
                # Counters arrive when their session ends.
                return self.psql(url, "--csv", input="SELECT pg_sleep(1.5) \\g /dev/null\n" + query)
        except postgres.Unavailable as reason:
            self.skipTest(str(reason))

    def unused(self):
        out = self.check("--select", "unused-index", "--fail-on", "never", status=0).out
        return sorted(line.split(" of ")[0].split("index ")[-1] for line in out.splitlines()
                      if "unused-index" in line)

    def test_query_and_its_result(self):
        exported = self.export()
        rows = list(csv.DictReader(io.StringIO(exported)))
        by_name = {row["indexrelname"]: row for row in rows}
        self.assertEqual("t", by_name["orders_pkey"]["is_primary"])
        self.assertEqual("t", by_name["orders_state_key"]["is_constraint"])
        self.assertEqual("ix_events_kind", by_name["events_old_kind_idx"]["root_index"])
        self.assertTrue(by_name["ix_orders_code"]["stats_reset"])

        shutil.rmtree(self.project)
        self.write("schema.sql", SCHEMA)
        self.write("schemalint.toml", CONFIGURATION)
        expected = ["ix_events_kind (kind)", "ix_orders_code (code)"]
        self.write("stats", exported)
        self.assertEqual(expected, self.unused())
        self.write("stats", json.dumps(rows))
        self.assertEqual(expected, self.unused())


if __name__ == "__main__":
    unittest.main()
