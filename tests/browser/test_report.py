"""The HTML report in Chromium: it is sorted, filtered, zoomed, followed, printed and looked at.

The pictures are in build/report-pictures/.
"""
import json
import shutil
import tempfile
import unittest
from pathlib import Path

from milestone.history import make_history
from tools import NODE_MODULES, ROOT, SCHEMALINT, environment, run

STEPS = Path(__file__).resolve().parent / "report.mjs"
PICTURES = ROOT / "build" / "report-pictures"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def write_report(project, page):
    run(SCHEMALINT, "report", "--output", f"html:{page}", cwd=project, env=environment())


def hostile_models():
    """A hundred tables with fifty findings each, and names that someone made up to do harm."""
    name = "</script><b onclick=\"alert(1)\">"
    quoted = '"' + name.replace('"', '""') + '"'
    yield f"CREATE TABLE {quoted} (id bigint PRIMARY KEY, parent bigint REFERENCES {quoted});"
    yield 'CREATE TABLE "\u202egnp.exe" (id bigint PRIMARY KEY, "\u05d0\u05d1" bigint ' \
          'REFERENCES "\u202egnp.exe");'
    yield f'CREATE TABLE "{"long_" * 12}" (id bigint PRIMARY KEY, p bigint REFERENCES t0);'
    for table in range(100):
        columns = ", ".join(f"c{column} timestamp" for column in range(50))
        yield f"CREATE TABLE t{table} (id bigint PRIMARY KEY, p bigint REFERENCES t{table // 7}, " \
              f"{columns});"


@unittest.skipUnless(CHROMIUM, "Chromium is not installed")
@unittest.skipUnless((NODE_MODULES / "playwright-core").exists(), "playwright-core is not installed")
class ReportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.project = self.folder / "shop"
        self.project.mkdir()
        PICTURES.mkdir(parents=True, exist_ok=True)

    def use(self, page, suite):
        output = run("node", STEPS, CHROMIUM, page, suite, PICTURES, cwd=ROOT).decode()
        results = [json.loads(line) for line in output.splitlines()]
        self.assertTrue(results)
        for result in results:
            with self.subTest(result["name"]):
                self.assertIsNone(result["error"], result["error"])

    def test_milestone(self):
        make_history(self.project)
        page = self.folder / "report.html"
        write_report(self.project, page)
        again = self.folder / "again.html"
        write_report(self.project, again)
        self.assertEqual(page.read_bytes(), again.read_bytes())
        self.use(page, "milestone")

    def test_hostile_names_and_thousands_of_findings(self):
        (self.project / "schema.sql").write_text("\n".join(hostile_models()), encoding="utf-8")
        page = self.folder / "report.html"
        write_report(self.project, page)
        self.assertLess(page.stat().st_size, 6_000_000)
        self.use(page, "hostile")

    def test_nothing_configured_and_nothing_found(self):
        (self.project / "schema.sql").write_text("CREATE TABLE t (id bigint PRIMARY KEY);\n")
        page = self.folder / "report.html"
        write_report(self.project, page)
        self.use(page, "empty")
