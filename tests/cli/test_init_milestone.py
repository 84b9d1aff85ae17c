"""`schemalint init --milestone`: a first plan that `schemalint report` takes as it is."""
import json
import shutil
import tomllib

from cli.runs import CliTest
from tools import PROJECTS

DAY = "1782864000"  # 2026-07-01, a Wednesday


class InitMilestoneTest(CliTest):
    def setUp(self):
        super().setUp()
        shutil.rmtree(self.project)
        shutil.copytree(PROJECTS / "orchestrator", self.project)

    def init(self, *options, status=0):
        return self.run_program("init", "--milestone", *options, status=status,
                                variables={"SOURCE_DATE_EPOCH": DAY}).out

    def report(self):
        out = self.run_program("report", "--history", "none", "--format", "json", status=0,
                               variables={"SOURCE_DATE_EPOCH": DAY}).out
        return json.loads(out)

    def test_every_finding_has_a_work_item(self):
        written = self.project / "pyproject.toml"
        before = written.read_text()
        self.init()
        # Without a configuration file of its own the plan begins one.
        plan = self.project / "schemalint.toml"
        self.assertTrue(plan.exists())
        self.assertEqual(before, written.read_text())
        report = self.report()
        self.assertEqual([], [one["id"] for one in report["findings"] if one["item"] is None])
        for item in report["items"]:
            self.assertGreater(item["left"], 0, item)
            self.assertGreater(item["points"], 0, item)
            self.assertFalse(item["late"], item)
        self.assertEqual(sum(item["points"] for item in report["items"]),
                         report["milestone"]["points_left"])

    def test_the_plan_begins_on_a_monday_and_weeks_go_on(self):
        milestone = tomllib.loads(self.init("--dry-run"))["milestone"]
        self.assertEqual("2026-06-29", str(milestone["start"]))
        weeks = [item["week"] for item in milestone["items"]]
        self.assertEqual(sorted(weeks), weeks)
        self.assertEqual(7 * weeks[-1] - 1, (milestone["until"] - milestone["start"]).days)
        priorities = [item["priority"] for item in milestone["items"]]
        self.assertEqual(sorted(priorities), priorities)
        self.assertFalse((self.project / "schemalint.toml").exists())

    def test_it_adds_to_a_file_that_is_there_and_only_once(self):
        file = self.write("schemalint.toml", "postgres-version = 16")
        self.init()
        text = file.read_text()
        self.assertTrue(text.startswith("postgres-version = 16\n"))
        self.assertEqual(16, tomllib.loads(text)["postgres-version"])
        self.assertIn("has a milestone already", self.run_program(
            "init", "--milestone", status=2).err)
        self.assertEqual(text, file.read_text())

    def test_pyproject_has_tables_of_its_own(self):
        file = self.project / "pyproject.toml"
        file.write_text(file.read_text() + "\n[tool.schemalint]\npostgres-version = 16\n")
        self.init()
        tool = tomllib.loads(file.read_text())["tool"]["schemalint"]
        self.assertEqual(16, tool["postgres-version"])
        self.assertTrue(tool["milestone"]["items"])
        self.assertTrue(self.report()["items"])

    def test_no_findings_no_plan(self):
        shutil.rmtree(self.project)
        self.write("app/a.py", "")
        self.assertIn("no work to plan", self.run_program("init", "--milestone", status=2).err)
