"""`schemalint report` on the twelve weeks is the same bytes wherever and however often it is asked."""
import collections
import json
import os
import shutil
import subprocess

from milestone.history import Repository
from milestone.weeks import CSV_TABLES, Weeks, report
from tools import SCHEMALINT


class RepetitionTest(Weeks):
    """The same bytes, wherever and however often."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.everything(cls.folder)

    @classmethod
    def everything(cls, folder, *arguments, cwd=None, **variables):
        """What a run writes in each format."""
        files = [cls.temporary / f"report.{name}" for name in ("json", "markdown", "csv")]
        outputs = [f"--output={file.suffix[1:]}:{file}" for file in files]
        report(cwd or folder, *arguments, *outputs, "--table", "findings", *([folder] if cwd else []),
               **variables)
        return [file.read_bytes() for file in files]

    def test_every_table(self):
        for table in CSV_TABLES:
            once, again = (report(self.folder, "--format", "csv", "--table", table) for _ in "ab")
            self.assertEqual(once, again)

    def test_again_and_elsewhere(self):
        self.assertEqual(self.first, self.everything(self.folder))
        self.assertEqual(self.first, self.everything(self.folder / "app" / "models"))
        self.assertEqual(self.first, self.everything(self.folder, cwd=self.temporary))

    def test_another_environment(self):
        self.addCleanup(os.umask, os.umask(0o077))
        self.assertEqual(self.first, self.everything(
            self.folder, TZ="Pacific/Auckland", LC_ALL="tr_TR.UTF-8", LANG="de_DE.UTF-8",
            GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="core.quotePath", GIT_CONFIG_VALUE_0="false"))
        self.assertEqual(self.first, self.everything(self.folder, HOME="/nonexistent",
                                                     SOURCE_DATE_EPOCH="1893456000"))
        bare = subprocess.run([SCHEMALINT, "report", "--format", "json"], cwd=self.folder, env={},
                              stdout=subprocess.PIPE, check=True)
        self.assertEqual(self.first[0], bare.stdout)

    def test_clones(self):
        for name, options in (("elsewhere", []), ("shared", ["--shared"]), ("deep", ["--no-local"])):
            with self.subTest(name):
                clone = self.temporary / name / "orchestrator"
                self.repository.git("clone", "--quiet", *options, self.folder, clone)
                shutil.copy(self.folder / "schemalint.toml", clone)
                self.assertEqual(self.first, self.everything(clone))

    def test_after_the_repository_is_packed_anew(self):
        clone = self.temporary / "packed" / "orchestrator"
        self.repository.git("clone", "--quiet", self.folder, clone)
        shutil.copy(self.folder / "schemalint.toml", clone)
        for command in (["gc", "--quiet", "--prune=now"], ["repack", "-a", "-d", "-f", "--quiet"],
                        ["commit-graph", "write", "--reachable"], ["pack-refs", "--all"]):
            Repository(clone).git(*command)
            self.assertEqual(self.first, self.everything(clone), command)

    def test_files_that_do_not_count(self):
        (self.folder / "NOTES.md").write_text("untracked")
        (self.folder / "staged.txt").write_text("staged")
        self.repository.git("add", "staged.txt")
        self.addCleanup(self.repository.git, "reset", "--quiet", "--", "staged.txt")
        self.assertEqual(self.first, self.everything(self.folder))

    def test_every_interval(self):
        numbers = collections.Counter()
        for interval in ("commit", "day", "week", "month", "none"):
            with self.subTest(interval):
                one = self.everything(self.folder, "--history", interval)
                self.assertEqual(one, self.everything(self.folder, "--history", interval))
                read = json.loads(one[0])
                numbers[interval] = len(read["series"])
                if interval == "none":
                    continue
                # However often is looked, the milestone begins with what was there before it.
                self.assertEqual(self.commits[0].day, read["series"][0]["day"])
                self.assertEqual(json.loads(self.first[0])["metrics"], read["metrics"])
        self.assertEqual([len(self.commits), 1], [numbers["commit"], numbers["none"]])
        self.assertGreaterEqual(numbers["day"], numbers["week"])
        self.assertGreater(numbers["week"], numbers["month"])
