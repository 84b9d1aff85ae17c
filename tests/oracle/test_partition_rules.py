"""PostgreSQL refuses what the rules about partition keys call an error, and takes what they leave."""
import subprocess

from cli.runs import CliTest
from oracle import postgres
from tools import ROOT

RULES = ("unique-without-partition-key", "volatile-partition-key")


class PartitionRulesTest(CliTest):
    def run_sql(self, url, sql):
        host = url.split("host=")[1]
        return subprocess.run(
            ["psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-h", host, "-U", "postgres",
             "postgres"], input=sql, capture_output=True, text=True)

    def statements(self, file):
        return [part + ";" for part in file.read_text().split(";") if part.strip()]

    def test_fixtures(self):
        try:
            with postgres.native() as url:
                for rule in RULES:
                    for file in sorted((ROOT / "fixtures" / rule).glob("*.sql")):
                        with self.subTest(file=file.name, rule=rule):
                            self.hold_against(url, file)
        except postgres.Unavailable as reason:
            self.skipTest(str(reason))

    def hold_against(self, url, file):
        self.run_sql(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        refused = 0
        for statement in self.statements(file):
            done = self.run_sql(url, statement)
            refused += done.returncode != 0
            if file.name.startswith("good"):
                self.assertEqual(0, done.returncode, statement + done.stderr)
        expected = file.with_suffix(".expected")
        findings = expected.read_text().count(" error: ") if expected.exists() else 0
        self.assertEqual(findings, refused)
