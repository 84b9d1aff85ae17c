"""The twelve weeks as a repository, and what `schemalint report` says of it."""
import json
import tempfile
import tomllib
import unittest
from pathlib import Path

from milestone.history import MAIN, MILESTONE, Repository, make_history
from tools import SCHEMALINT, environment, run

# Today's settings are not those of any commit: the past is looked at with them all the same.
TODAY = 'ignore = ["default-drift"]\n' + (MILESTONE / "schemalint.toml").read_text(encoding="utf-8")
CSV_TABLES = ("items", "findings", "metrics", "points", "suppressions")


def report(folder, *arguments, status=(0,), **variables):
    return run(SCHEMALINT, "report", *arguments, cwd=folder, status=status,
               env=environment(**variables)).decode()


def report_json(folder, *arguments):
    return json.loads(report(folder, *arguments, "--format", "json"))


class Weeks(unittest.TestCase):
    """The twelve weeks with a folder for each commit of main, under today's settings."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.temporary = Path(cls.enterClassContext(
            tempfile.TemporaryDirectory(prefix="schemalint-")))
        cls.folder = cls.temporary / "orchestrator"
        cls.commits = [commit for commit in make_history(cls.folder) if commit.branch == MAIN]
        cls.repository = Repository(cls.folder)
        cls.milestone = tomllib.loads(TODAY)["milestone"]
        cls.start, cls.until = (str(cls.milestone[day]) for day in ("start", "until"))
        cls.items = {item["name"]: item for item in cls.milestone["items"]}
        (cls.folder / "schemalint.toml").write_text(TODAY, encoding="utf-8")
