"""Every number of `schemalint report` on the twelve weeks is what `check` says at that commit, and
the same bytes come out wherever and however often it is asked.
"""
import collections
import csv
import datetime
import io
import json
import os
import re
import shutil
import subprocess
import tempfile
import tomllib
import unittest
from fractions import Fraction
from pathlib import Path

from milestone.history import MAIN, MILESTONE, Repository, make_history
from milestone.reckoning import AREAS, Reckoning, distance, forecast, look_at
from tools import SCHEMALINT, environment, run

# Today's settings are not those of any commit: the past is looked at with them all the same.
TODAY = 'ignore = ["default-drift"]\n' + (MILESTONE / "schemalint.toml").read_text(encoding="utf-8")
CSV_TABLES = ("items", "findings", "metrics", "points", "suppressions")
MOST_OF_A_COMMENT = 65_536  # characters that GitHub takes


def report(folder, *arguments, status=(0,), **variables):
    return run(SCHEMALINT, "report", *arguments, cwd=folder, status=status,
               env=environment(**variables)).decode()


def report_json(folder, *arguments):
    return json.loads(report(folder, *arguments, "--format", "json"))


def identity(finding):
    """As in the reckoning, of a finding of the report."""
    number = finding["id"].split("\t")[3:]
    return finding["rule"], finding["object"], finding["detail"], int(number[0]) if number else 1


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


class NumbersTest(Weeks):
    """Commit by commit, each in a worktree of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.looks, cls.reports, cls.reckonings = [], [], []
        for commit in cls.commits:
            tree = cls.temporary / commit.id[:10]
            cls.repository.git("worktree", "add", "--quiet", "--detach", tree, commit.id)
            (tree / "schemalint.toml").write_text(TODAY, encoding="utf-8")
            when = int(datetime.datetime.fromisoformat(commit.date).timestamp())
            cls.looks.append(look_at(tree, commit.id, when))
            cls.reports.append(report_json(tree, "--history", "commit"))
            owners = (tree / "CODEOWNERS").read_text(encoding="utf-8")
            cls.reckonings.append(Reckoning(list(cls.looks), cls.milestone, owners))

    def each(self):
        """The report at each commit and the reckoning of it."""
        for ours, reckoning in zip(self.reports, self.reckonings):
            with self.subTest(reckoning.now.day, commit=reckoning.now.commit[:10]):
                yield ours, reckoning

    def test_every_commit_of_the_line_is_a_point(self):
        for ours, reckoning in self.each():
            self.assertEqual([(look.day, look.commit) for look in reckoning.looks],
                             [(point["day"], point["commit"]) for point in ours["series"]])
            self.assertEqual((reckoning.now.day, reckoning.now.commit, False),
                             (ours["day"], ours["commit"], ours["uncommitted"]))

    def test_findings_are_those_of_check(self):
        for ours, reckoning in self.each():
            here = {identity(finding): (finding["message"], finding["severity"],
                                        finding["location"]["path"], finding["location"]["line"])
                    for finding in ours["findings"]}
            there = {name: (finding["message"], finding["severity"], finding["location"]["path"],
                            finding["location"]["begin"]["line"])
                     for name, finding in reckoning.now.findings.items()}
            self.assertEqual(there, here)
            self.assertEqual(len(there), ours["totals"]["findings"])

    def test_the_past_of_a_report_is_what_the_report_of_then_says(self):
        whole = self.reports[-1]["series"]
        for at, (ours, reckoning) in enumerate(self.each()):
            self.assertEqual(whole[at], ours["series"][-1])
            self.assertEqual(len(reckoning.now.findings), whole[at]["findings"])
            self.assertEqual({name: reckoning.left_of(item) for name, item in self.items.items()},
                             whole[at]["items_left"])
            self.assertAlmostEqual(float(reckoning.all_points_left()), whole[at]["points_left"])

    def test_work_items(self):
        for ours, reckoning in self.each():
            self.assertEqual(list(self.items), [item["name"] for item in ours["items"]])
            for item in ours["items"]:
                settings = self.items[item["name"]]
                share = reckoning.share(settings)
                self.assertAlmostEqual(float(share), item["share"], msg=item)
                self.assertAlmostEqual(float(settings["points"] * (1 - share)),
                                       item["points_left"], msg=item)
                self.assertEqual("done" if share == 1 else "begun" if share else "not begun",
                                 item["state"])
                week = (datetime.date.fromisoformat(reckoning.now.day)
                        - self.milestone["start"]).days // 7 + 1
                self.assertEqual(share < 1 and week > settings["week"], item["late"], item)
                if "metric" not in settings:
                    self.assertEqual((reckoning.left_of(settings), reckoning.mended_of(settings)),
                                     (item["left"], item["mended"]), item)

    def test_metrics(self):
        goals = {goal["metric"]: goal for goal in self.milestone["metrics"]}
        for ours, reckoning in self.each():
            for name, look in (("first", reckoning.looks[0]), ("now", reckoning.now)):
                self.assertEqual(look.metrics,
                                 {metric["name"]: (metric[name]["value"], metric[name].get("of"))
                                  for metric in ours["metrics"]})
            met = {name: distance(reckoning.now.metrics[name], goal) == 0
                   for name, goal in goals.items()}
            self.assertEqual(met, {metric["name"]: metric["met"] for metric in ours["metrics"]
                                   if metric["goal"] is not None})

    def test_what_is_mended(self):
        taken_back = 0
        for ours, reckoning in self.each():
            mended = {identity(finding) for finding in ours["mended"]}
            left = set(reckoning.now.findings)
            self.assertEqual(set(reckoning.mended), mended)
            self.assertEqual(len(mended), ours["totals"]["mended"])
            self.assertFalse(mended & left)
            suppressed = set().union(*(look.suppressed for look in reckoning.looks))
            self.assertLessEqual(reckoning.ever - mended - left, suppressed)
            taken_back += len(reckoning.ever - mended - left)
        self.assertGreater(taken_back, 0, "no comment ever took a finding back: nothing is tested")

    def test_a_finding_that_comes_back_is_left(self):
        came_back = set()
        for before, now in zip(self.reports, self.reports[1:]):
            gone = {identity(finding) for finding in before["mended"]}
            came_back |= gone & {identity(finding) for finding in now["findings"]}
        self.assertEqual({"missing-schema-prefix"}, {name for name, *_ in came_back})

    def test_groups_are_the_parts_of_the_totals(self):
        for ours, reckoning in self.each():
            names = {"by_area": lambda finding: AREAS[finding["rule"]],
                     "by_table": reckoning.table_of, "by_owner": reckoning.owner_of}
            for key, name_of in names.items():
                groups = reckoning.groups(name_of)
                self.assertEqual({name: group[:2] for name, group in groups.items()},
                                 {row["name"]: [row["left"], row["mended"]] for row in ours[key]})
                for row in ours[key]:
                    self.assertAlmostEqual(float(groups[row["name"]][2]), row["points_left"])
            for key in (*names, "by_priority"):
                self.assertEqual(ours["totals"]["findings"], sum(row["left"] for row in ours[key]))
                self.assertEqual(ours["totals"]["mended"], sum(row["mended"] for row in ours[key]))

    def test_priorities_and_the_points_of_all(self):
        for ours, reckoning in self.each():
            groups = reckoning.groups(reckoning.priority_of)
            for row in ours["by_priority"]:
                left, mended, _ = groups[row["name"]]
                self.assertEqual((left, mended), (row["left"], row["mended"]))
                points = sum(reckoning.points_left(item) for item in self.items.values()
                             if item["priority"] == row["name"])
                self.assertAlmostEqual(float(points), row["points_left"])
            self.assertAlmostEqual(float(reckoning.all_points_left()),
                                   ours["milestone"]["points_left"])
            self.assertEqual(96, ours["milestone"]["points"])

    def test_since_when_a_finding_is_there(self):
        for ours, reckoning in self.each():
            for finding in ours["findings"]:
                since = reckoning.since(identity(finding))
                older = since is reckoning.looks[0] and len(reckoning.looks) > 1
                self.assertEqual((since.day, since.commit, older),
                                 (finding["since"], finding["since_commit"],
                                  finding["maybe_older"]), finding["id"])

    def test_items_and_owners_of_findings(self):
        for ours, reckoning in self.each():
            for finding in ours["findings"] + ours["mended"]:
                self.assertEqual(reckoning.item_of(finding), finding["item"], finding["id"])
            for finding in ours["findings"]:
                self.assertEqual(reckoning.owner_of(finding), finding["owner"], finding["id"])

    def test_suppressions_are_the_comments_of_the_source(self):
        for ours, reckoning in self.each():
            folder = self.temporary / reckoning.now.commit[:10]
            lines = run("git", "grep", "-n", "schemalint: ignore", cwd=folder).decode()
            comments = {(path, int(line)) for path, line, _ in
                        (text.split(":", 2) for text in lines.splitlines())
                        if path.endswith((".py", ".sql"))}
            self.assertEqual(comments, {(comment["path"], comment["line"])
                                        for comment in ours["suppressions"]})
            self.assertEqual(len(reckoning.now.suppressed),
                             sum(comment["findings"] for comment in ours["suppressions"]))

    def test_the_line_and_the_forecast(self):
        whole = (self.milestone["until"] - self.milestone["start"]).days
        for ours, reckoning in self.each():
            gone = (datetime.date.fromisoformat(reckoning.now.day) - self.milestone["start"]).days
            allowed = 96 * (1 - Fraction(max(0, gone), whole))
            line = ours["milestone"]["line"]
            self.assertAlmostEqual(float(allowed), line["allowed"])
            self.assertEqual(reckoning.all_points_left() > allowed, line["behind"])
            points = [(point["day"], point["points_left"]) for point in ours["series"]]
            told = ours["milestone"]["forecast"]
            if len(points) < 4:
                self.assertIn("fewer than 4", told["why_not"])
            else:
                day, low, high = forecast(points)
                self.assertEqual((day, low), (told["day"], told["low"]))
                self.assertIn(told["high"], (high, None))

    def test_criteria(self):
        for ours, reckoning in self.each():
            met = {row["text"]: (row["now"], row["met"]) for row in ours["criteria"]}
            for priority in ("P0", "P1", "P2"):
                shares = [reckoning.share(item) for item in self.items.values()
                          if item["priority"] == priority]
                done = shares.count(1)
                self.assertEqual((f"{done} of {len(shares)}", done == len(shares)),
                                 met[f"All work items of {priority} are done"])
            self.assertEqual(len(self.milestone["metrics"]) + 4, len(met))


class FormatsTest(Weeks):
    """Of the last commit, at which everything is in the report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.json = report_json(cls.folder)

    def rows(self, table, *arguments):
        text = report(self.folder, "--format", "csv", "--table", table, *arguments)
        self.assertEqual(text.count("\r\n"), text.count("\n"))
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    def test_csv_has_the_numbers_of_json(self):
        items = self.rows("items")
        self.assertEqual([item["name"] for item in self.json["items"]],
                         [row["name"] for row in items])
        for row, item in zip(items, self.json["items"]):
            self.assertAlmostEqual(item["points_left"], float(row["points left"]), places=3)
            self.assertAlmostEqual(item["share"], float(row["share"]), places=3)
            if "left" in item:
                self.assertEqual((item["left"], item["mended"]),
                                 (int(row["left"]), int(row["mended"])))
        self.assertEqual(
            [(finding["object"], finding["since"], finding["item"] or "", finding["owner"] or "")
             for finding in self.json["findings"]],
            [(row["object"], row["since"], row["item"], row["owner"].removeprefix("'"))
             for row in self.rows("findings")])
        self.assertEqual(
            [(metric["first"]["value"], metric["now"]["value"]) for metric in self.json["metrics"]],
            [(int(row["first"]), int(row["now"])) for row in self.rows("metrics")])
        for row, point in zip(self.rows("points"), self.json["series"], strict=True):
            self.assertEqual((point["day"], point["commit"], point["findings"]),
                             (row["day"], row["commit"], int(row["findings"])))
            self.assertEqual(point["items_left"], {name: int(row[name]) for name in self.items})
        self.assertEqual([(comment["path"], comment["line"], comment["findings"])
                          for comment in self.json["suppressions"]],
                         [(row["path"], int(row["line"]), int(row["findings"]))
                          for row in self.rows("suppressions")])

    def test_no_cell_is_a_formula(self):
        for table in CSV_TABLES:
            for row in self.rows(table):
                for cell in row.values():
                    self.assertNotRegex(cell, r"^[=+\-@\t\r]")

    def test_markdown_has_the_numbers_of_json(self):
        text = report(self.folder)
        self.assertLess(len(text), MOST_OF_A_COMMENT)
        milestone, totals = self.json["milestone"], self.json["totals"]
        self.assertIn(f"**{milestone['points_left']:.1f} of {milestone['points']:.0f} points left**",
                      text)
        self.assertIn(f"- {totals['findings']} findings, {totals['mended']} mended\n", text)
        rows = {row[2].split(" (")[0]: row for row in table_of(text, "Work items")}
        for item in self.json["items"]:
            row = rows[item["title"]]
            self.assertEqual(f"{int(item['share'] * 100 + 1e-9)} %", row[7])
            self.assertEqual(item["points_left"], float(row[8].split(" of ")[0]) if
                             item["points_left"] == 0 else item["points_left"])
            if "left" in item:
                self.assertEqual([str(item["left"]), str(item["mended"])],
                                 [row[5].split(" (")[0], row[6]])
        for title, key in (("By priority", "by_priority"), ("By area", "by_area"),
                           ("By owner", "by_owner"), ("By table", "by_table")):
            rows = table_of(text, title)
            self.assertEqual([[str(group["left"]), str(group["mended"])]
                              for group in self.json[key][:len(rows)]],
                             [row[2:4] for row in rows], title)
        self.assertEqual([[point["day"], point["commit"][:10], str(point["findings"])]
                          for point in self.json["series"]],
                         [[row[1], row[2], row[4]] for row in table_of(text, "Burn-down")])

    def test_explain_lists_what_the_numbers_count(self):
        for item in self.json["items"]:
            text = report(self.folder, "--explain", item["name"])
            self.assertIn(f"= {item['points_left']:.3f}\n", text)
            if "left" in item:
                self.assertEqual((item["left"], item["mended"]), listed(text), item["name"])
        for metric in self.json["metrics"]:
            text = report(self.folder, "--explain", metric["name"])
            self.assertIn(metric["title"], text)
            numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", text)]
            self.assertIn(metric["now"]["value"], numbers)
            self.assertIn(metric["first"]["value"], numbers)
        totals = self.json["totals"]
        self.assertEqual((totals["findings"], totals["mended"]),
                         listed(report(self.folder, "--explain", "findings")))

    def test_the_goals_on_different_days(self):
        # 23.5 points are left at the last commit: too many on its own day, not in the first weeks.
        for day, status in ((self.start, 0), ("2026-07-10", 0), ("2026-08-30", 0),
                            ("2026-09-17", 1), (self.until, 1), ("2027-01-01", 1)):
            with self.subTest(day):
                report(self.folder, "--check-goals", "--day", day, status=(status,))

    def test_the_day_of_the_goals_is_today(self):
        for when, status in (("2026-07-10T12:00:00+00:00", 0), ("2026-09-21T12:00:00+00:00", 1)):
            seconds = str(int(datetime.datetime.fromisoformat(when).timestamp()))
            report(self.folder, "--check-goals", status=(status,), SOURCE_DATE_EPOCH=seconds)

    def test_since_changes_no_number_of_the_milestone(self):
        for since in ("2026-08-01", "2026-01-01", "HEAD~3"):
            other = report_json(self.folder, "--since", since)
            for key in ("milestone", "items", "metrics", "totals", "series"):
                self.assertEqual(self.json[key], other[key], since)


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


def table_of(text, title):
    """The cells of the rows of a section's table; cell 0 is before the first bar."""
    section = text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)] for row in rows[2:]]


def listed(text):
    """How many findings an explanation lists as left and as mended; its own counts agree."""
    left, mended = re.split(r"\n[\d,]+ findings? mended:\n", text.split(" left:\n", 1)[1])
    counts = [len([line for line in part.split("\n\n")[0].splitlines() if line])
              for part in (left, mended)]
    told = [int(number.replace(",", ""))
            for number in re.findall(r"^([\d,]+) findings? (?:left|mended):$", text, re.MULTILINE)]
    if counts != told:
        raise AssertionError(f"{counts} listed, {told} told")
    return tuple(counts)
