"""What schemalint itself makes of a commit that the action gives it: only what came since then counts."""
import json

from action.checkouts import CLEAN, RULE, STOCK, ActionTest
from cli.runs import MODELS


class NewFindingsTest(ActionTest):
    def setUp(self):
        super().setUp()
        self.write("app/__init__.py", "")
        self.write("app/models.py", MODELS)
        self.base = self.commit()

    def assert_old_and_new(self, job):
        """The old finding is left out of what is shown, never of what is uploaded."""
        self.assertEqual({"app/stock.py"}, {a.properties["file"] for a in job.annotations
                                           if a.properties["title"] == RULE})
        self.assertNotIn("app/models.py", job.summary)
        uploaded = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                    for result in json.loads(job.uploaded)["runs"][0]["results"]]
        self.assertLessEqual({"app/models.py", "app/stock.py"}, set(uploaded))

    def test_new_finding(self):
        self.write("app/stock.py", STOCK)
        self.commit()
        job = self.use(since=self.base)
        self.assert_status(1, job)
        self.assert_old_and_new(job)

    def test_nothing_new(self):
        self.write("app/settings.py", CLEAN)
        self.commit()
        job = self.use(since=self.base)
        self.assert_status(0, job)
        self.assertEqual("0", job.outputs["findings"])
        self.assertIn(RULE, job.uploaded)

    def test_pull_request(self):
        self.write("app/stock.py", STOCK)
        self.commit()
        self.pull_request(base=self.base)
        job = self.use(since="auto")
        self.assert_status(1, job)
        self.assert_old_and_new(job)

    def test_commit_in_args(self):
        """Then the report is of a part, and is not uploaded."""
        self.write("app/settings.py", CLEAN)
        self.commit()
        job = self.use(args=f"--since {self.base}")
        self.assert_status(0, job)
        self.assertIsNone(job.uploaded)
        self.assertIn("`since`", job.messages("warning")[-1])
