"""Checkouts that the action is tried on, each made for one test."""
import tempfile
import unittest
from pathlib import Path

from action.runner import Runner, git
from cli.runs import MODELS
from tools import SCHEMALINT

# Two files with a finding each, so that a part of them can be asked for.
STOCK = """\
from sqlalchemy import BigInteger, Column
from sqlalchemy.orm import relationship

from app.models import Base


class Shelf(Base):
    __tablename__ = "shelves"
    id = Column(BigInteger, primary_key=True)
    boxes = relationship("Line", lazy="sometimes")
"""
CLEAN = "DEBUG = False\n"
RULE = "invalid-lazy"


class ActionTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="schemalint-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.workspace = self.folder / "checkout"
        self.workspace.mkdir()
        git(self.workspace, "init", "--quiet")
        self.runner = Runner(self.folder, self.workspace)

    def write(self, name, text):
        file = self.workspace / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self, message="Work"):
        git(self.workspace, "add", "--all")
        git(self.workspace, "commit", "--quiet", "--allow-empty", "--message", message)
        return git(self.workspace, "rev-parse", "HEAD")

    def clean_project(self):
        self.write("app/settings.py", CLEAN)
        return self.commit()

    def project_with_findings(self):
        self.write("app/__init__.py", "")
        self.write("app/models.py", MODELS)
        self.write("app/stock.py", STOCK)
        return self.commit()

    def pull_request(self, base=None, fork=False):
        self.runner.event_name = "pull_request"
        other = {"full_name": "somebody/backend", "fork": True}
        own = {"full_name": "shop/backend", "fork": False}
        self.runner.event = {"number": 7, "pull_request": {
            "number": 7, "head": {"repo": other if fork else own},
            "base": {"repo": own, "sha": base or git(self.workspace, "rev-parse", "HEAD")}}}

    def use(self, **inputs):
        return self.runner.use(binary=str(SCHEMALINT), **inputs)

    def assert_status(self, status, job):
        """The status is told, and the job fails accordingly, in the last step and in no other."""
        self.assertEqual(str(status), job.outputs["status"], job.log)
        self.assertEqual(status, job.steps[-1].status, job.log)
        self.assertEqual("Finish", job.steps[-1].name)
        self.assertEqual([], [step.name for step in job.steps[:-1] if step.status], job.log)
        self.assertEqual(status != 0, job.failed)

    def assert_stopped(self, job, *words):
        """It could not work, says why in an annotation and in the summary, and delivers nothing."""
        self.assert_status(2, job)
        self.assertEqual(1, len(job.messages("error")), job.log)
        for word in words:
            self.assertIn(word, job.messages("error")[0])
            self.assertIn(word, job.summary.replace("\n    ", "\n"))
        self.assertIsNone(job.step("Upload to code scanning"))
        self.assertIsNone(job.step("Comment at the pull request"))
        self.assertEqual("", job.outputs["sarif"])
