"""`schemalint report` in repositories as they are: cut off, bent, broken, and none at all."""
import json
import os
import subprocess
import unittest

from cli.runs import MODELS, NOBODY, CliTest
from milestone.history import Repository

# The findings of MODELS, and one more with each of these.
KEYS = """

class Note{0}(Base):
    __tablename__ = "notes{0}"
    id = Column(BigInteger, primary_key=True)
    line_id = Column(ForeignKey("lines.id"), nullable=False)
"""
MILESTONE = """\
[milestone]
start = 2026-01-05
until = 2026-03-30

[[milestone.items]]
name = "loaders"
rules = ["invalid-lazy"]
points = 4

[[milestone.items]]
name = "indexes"
rules = ["unindexed-foreign-key"]
points = 6
"""
REVISION = """\
revision = "{0}"
down_revision = {1!r}


def upgrade():
    pass


def downgrade():
    pass
"""


class RepositoryTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("schemalint.toml", MILESTONE)
        self.repository = Repository(self.project)

    def begin(self):
        self.repository.git("init", "--quiet", "--template=", "--initial-branch", "main")

    def commit(self, day, message="work", *command, **files):
        """Commits all there is, at noon of a day, and returns its identifier. `files` are contents
        by path, with "__" for "/" and for nothing else."""
        for name, content in files.items():
            self.write(name.replace("__", "/") + ".py", content)
        self.repository.git("add", "--all")
        return self.repository.commit(
            *(command or ("commit", "--allow-empty")), author="A", email="a@example.org",
            date=day if day.startswith("@") else f"{day}T12:00:00+00:00", message=message)

    def notes(self, count):
        """Models with so many findings of unindexed-foreign-key."""
        return MODELS + "".join(KEYS.format(number) for number in range(count))

    def weeks(self, *counts, first=4):
        """A commit each Monday of January 2026 from the fifth on, with so many findings."""
        return [self.commit(f"2026-01-{5 + 7 * week:02}", app__models=self.notes(count))
                for week, count in enumerate(counts)]

    def report(self, *arguments, status=0, **options):
        result = self.run_program("report", "--format", "json", *arguments, status=status, **options)
        return json.loads(result.out), result.err

    def left(self, *arguments, **options):
        """The findings of the item "indexes" at each point."""
        told, _ = self.report("--history", "commit", *arguments, **options)
        return [point["items_left"]["indexes"] for point in told["series"]]


class HistoriesTest(RepositoryTest):
    def test_no_repository(self):
        told, _ = self.report()
        self.assertEqual((None, True, 1), (told["commit"], told["uncommitted"], len(told["series"])))

    def test_before_the_first_commit(self):
        self.begin()
        told, _ = self.report("--history", "commit", "--since", "2020-01-01")
        self.assertEqual((None, True, 1), (told["commit"], told["uncommitted"], len(told["series"])))

    def test_one_commit(self):
        self.begin()
        commit = self.commit("2026-01-05")
        told, _ = self.report()
        self.assertEqual([commit], [point["commit"] for point in told["series"]])
        self.assertFalse(told["uncommitted"])

    def test_a_shallow_clone_says_so(self):
        self.begin()
        self.weeks(1, 2, 3)
        clone = self.folder / "shallow"
        self.repository.git("clone", "--quiet", "--depth", "2", f"file://{self.project}", clone)
        told, said = self.report("--history", "commit", cwd=clone)
        self.assertEqual([2, 3], [point["items_left"]["indexes"] for point in told["series"]])
        self.assertIn("shallow", said)
        _, said = self.report("--history", "none", cwd=clone)
        self.assertEqual("", said)

    def test_a_project_that_was_not_there_at_first(self):
        self.begin()
        toml = (self.project / "schemalint.toml")
        content = toml.read_text()
        toml.unlink()
        self.commit("2026-01-05")
        first = self.commit("2026-01-12", shop__app__models=self.notes(3))
        self.write("shop/schemalint.toml", content)
        self.commit("2026-01-19", shop__app__models=self.notes(2))
        told, _ = self.report("--history", "commit", cwd=self.project / "shop")
        # Where there was no project, nothing was done either.
        self.assertEqual([first], [point["commit"] for point in told["series"]][:1])
        self.assertEqual([3, 2], [point["items_left"]["indexes"] for point in told["series"]])
        self.assertEqual(1, told["totals"]["mended"])

    def test_a_folder_that_was_renamed(self):
        self.begin()
        toml = (self.project / "schemalint.toml")
        content = toml.read_text()
        toml.unlink()
        self.commit("2026-01-05", old__app__models=self.notes(3))
        self.repository.git("mv", "old", "new")
        self.write("new/schemalint.toml", content)
        self.commit("2026-01-12")
        told, _ = self.report("--history", "commit", cwd=self.project / "new")
        self.assertEqual(3, told["series"][-1]["items_left"]["indexes"])
        self.assertEqual(0, told["totals"]["mended"])

    def test_changes_that_are_not_committed(self):
        self.begin()
        commits = self.weeks(1, 2)
        self.write("app/models.py", self.notes(4))
        told, _ = self.report("--history", "commit", variables={"SOURCE_DATE_EPOCH": "1769000000"})
        self.assertTrue(told["uncommitted"])
        self.assertEqual("2026-01-21", told["day"])
        self.assertEqual([(commits[0], 1), (commits[1], 2), (None, 4)],
                         [(point["commit"], point["items_left"]["indexes"])
                          for point in told["series"]])
        self.assertEqual(2, sum(finding["since_commit"] is None for finding in told["findings"]))

    def test_a_file_that_is_new_or_gone(self):
        self.begin()
        self.weeks(1)
        file = self.write("app/more.py", "X = 1\n")
        self.assertTrue(self.report()[0]["uncommitted"])
        file.unlink()
        self.assertFalse(self.report()[0]["uncommitted"])
        (self.project / "app" / "models.py").unlink()
        self.assertTrue(self.report()[0]["uncommitted"])

    def test_files_beside_the_sources_count_where_findings_come_of_them(self):
        self.begin()
        self.write("schemalint.toml", 'index-stats = ["stats.csv"]\n' + MILESTONE)
        headings = "schemaname,relname,indexrelname,idx_scan\n"
        files = {"stats.csv": headings, "alembic.ini": "[alembic]\n", ".gitignore": "build\n"}
        for name, content in files.items():
            self.write(name, content)
        self.commit("2026-01-05")
        for name, content in files.items():
            with self.subTest(name):
                self.write(name, content + "\n")
                self.assertTrue(self.report()[0]["uncommitted"])
                self.write(name, content)
                self.assertFalse(self.report()[0]["uncommitted"])

    def test_merges_are_one_step_of_the_line(self):
        self.begin()
        self.weeks(3)
        self.repository.git("checkout", "--quiet", "-b", "side")
        self.commit("2026-01-12", app__models=self.notes(2))
        self.commit("2026-01-13", app__models=self.notes(1))
        self.repository.git("checkout", "--quiet", "main")
        self.commit("2026-01-14", app__other="")
        self.commit("2026-01-15", "merged", "merge", "--no-ff", "side")
        self.assertEqual([3, 3, 1], self.left())

    def test_clocks_that_go_backwards(self):
        self.begin()
        self.weeks(4)
        for day, count in (("2026-01-20", 3), ("2026-01-13", 2), ("2026-01-22", 1)):
            self.commit(day, app__models=self.notes(count))
        self.assertEqual([4, 3, 2, 1], self.left())
        for interval in ("day", "week", "month"):
            told, _ = self.report("--history", interval)
            self.assertEqual(1, told["series"][-1]["items_left"]["indexes"])
            self.assertEqual(3, told["totals"]["mended"], interval)

    def test_a_clock_that_stood_in_the_last_century(self):
        self.begin()
        self.weeks(4, 3)
        self.commit("1999-01-01", app__models=self.notes(2))
        self.commit("2026-01-20", app__models=self.notes(1))
        told, _ = self.report("--history", "commit")
        self.assertEqual(1, told["series"][-1]["items_left"]["indexes"])
        self.assertGreaterEqual(told["totals"]["mended"], 1)

    def test_times_at_the_ends(self):
        self.begin()
        self.weeks(2)
        tree = self.repository.git("rev-parse", "HEAD^{tree}")
        for seconds in ("0", "4102444799", "253402300800", "99999999999999", "9223372036854775807"):
            with self.subTest(seconds):
                text = (f"tree {tree}\nauthor A <a@example.org> {seconds} +0000\n"
                        f"committer A <a@example.org> {seconds} +0000\n\nwork\n")
                made = subprocess.run(
                    ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
                    cwd=self.project, input=text.encode(), stdout=subprocess.PIPE, check=True)
                self.repository.git("checkout", "--quiet", "--detach", made.stdout.decode().strip())
                for interval in ("commit", "day", "week", "month"):
                    self.report("--history", interval)

    def test_no_commit_in_an_interval(self):
        self.begin()
        self.commit("2026-01-05", app__models=self.notes(2))
        self.commit("2026-03-10", app__models=self.notes(1))
        for interval in ("day", "week", "month"):
            told, _ = self.report("--history", interval)
            self.assertEqual(["2026-01-05", "2026-03-10"],
                             [point["day"] for point in told["series"]])

    def test_the_base_stays_whatever_the_interval(self):
        self.begin()
        # The day before the milestone begins is in the week and the month of a commit behind it.
        self.write("schemalint.toml", MILESTONE.replace("2026-01-05", "2026-01-07"))
        self.commit("2026-01-06", app__models=self.notes(4))
        self.commit("2026-01-09", app__models=self.notes(2))
        self.commit("2026-01-20", app__models=self.notes(1))
        for interval in ("commit", "day", "week", "month"):
            with self.subTest(interval):
                told, _ = self.report("--history", interval)
                self.assertEqual(["2026-01-06", 4], [told["series"][0]["day"],
                                                     told["series"][0]["items_left"]["indexes"]])
                self.assertEqual(3, told["totals"]["mended"])


class SinceTest(RepositoryTest):
    def setUp(self):
        super().setUp()
        self.write("schemalint.toml", MILESTONE.split("until")[0].replace("start = 2026-01-05", "")
                   + MILESTONE[MILESTONE.index("[[milestone.items]]"):])
        self.begin()
        self.commits = self.weeks(4, 3, 2, 1)

    def commits_of(self, *arguments):
        told, _ = self.report("--history", "commit", *arguments)
        return [point["commit"] for point in told["series"]]

    def test_a_day(self):
        self.assertEqual(self.commits[1:], self.commits_of("--since", "2026-01-18"))
        self.assertEqual(self.commits, self.commits_of("--since", "2000-01-01"))
        self.assertEqual(self.commits[-1:], self.commits_of("--since", "2030-01-01"))

    def test_a_milestone_is_seen_from_its_start(self):
        whole = self.report("--history", "commit")[0]["totals"]
        self.write("schemalint.toml", MILESTONE)
        for since in ("2026-01-20", self.commits[2]):
            told, _ = self.report("--history", "commit", "--since", since)
            self.assertEqual(whole, told["totals"])
            self.assertEqual(self.commits, [point["commit"] for point in told["series"]])

    def test_a_revision(self):
        self.repository.git("tag", "light", self.commits[1])
        self.repository.git("-c", "user.name=A", "-c", "user.email=a@example.org", "tag", "--annotate",
                            "--message", "x", "heavy", self.commits[1])
        for revision in ("light", "heavy", self.commits[1], self.commits[1][:9], "HEAD~2"):
            with self.subTest(revision):
                self.assertEqual(self.commits[1:], self.commits_of("--since", revision))
        self.assertEqual(self.commits[-1:], self.commits_of("--since", "HEAD"))

    def test_a_branch_that_is_no_ancestor(self):
        self.repository.git("checkout", "--quiet", "-b", "side", self.commits[1])
        self.commit("2026-01-21", app__other="")
        self.repository.git("checkout", "--quiet", "main")
        self.assertEqual(self.commits[1:], self.commits_of("--since", "side"))

    def test_a_revision_with_clocks_that_go_backwards(self):
        self.commit("2026-01-02", app__models=self.notes(2))
        last = self.commit("2026-02-02", app__models=self.notes(3))
        told = self.commits_of("--since", self.commits[1])
        self.assertEqual((self.commits[1], 5, last), (told[0], len(told), told[-1]))

    def test_what_is_no_revision(self):
        self.repository.git("checkout", "--quiet", "--orphan", "other")
        self.commit("2026-02-01")
        for since, said in (("nowhere", "'nowhere' is no commit"), ("", None), ("--all", None),
                            ("HEAD^{tree}", "is no commit"), ("main", "have no common commit")):
            with self.subTest(since):
                result = self.run_program("report", f"--since={since}",
                                          status=2 if said else (0, 2))
                if said:
                    self.assertIn(said, result.err)


class ContentsTest(RepositoryTest):
    def test_names_and_messages_that_are_no_text(self):
        self.begin()
        self.commit("2026-01-05", app__models=self.notes(1))
        name = os.fsencode(self.project / "app") + b"/mod\xff\n=els.py"
        with open(name, "wb") as file:
            file.write(b"# \xe9\xff\n" + KEYS.format(9).encode())
        message = self.folder / "message"
        message.write_bytes(b"\xff\xfe \x1b[31m <b>\xe9 | `x`\n")
        self.repository.git("add", "--all")
        self.repository.git("-c", "user.name=A", "-c", "user.email=a@example.org",
                            "-c", "i18n.commitEncoding=latin1", "commit", "--quiet", "--file", message,
                            GIT_COMMITTER_DATE="2026-01-06T12:00:00Z")
        for name in ("json", "markdown", "csv"):
            done = subprocess.run([self.program, "report", "--history", "commit", "--format", name],
                                  cwd=self.project, stdout=subprocess.PIPE, check=True)
            done.stdout.decode("utf-8")
        self.commit("2026-01-12", app__models=self.notes(2))
        self.assertEqual([1, 2], [self.left()[0], self.left()[-1]])

    def test_frozen_before_a_revision_that_comes_later(self):
        self.begin()
        self.write("alembic/env.py", "")
        self.write("alembic/versions/a.py", REVISION.format("a", None))
        self.commit("2026-01-05")
        self.write("alembic/versions/b.py", REVISION.format("b", "a"))
        self.write("schemalint.toml", 'frozen-before = "b"\n' + MILESTONE)
        self.commit("2026-01-12")
        told, _ = self.report("--history", "commit")
        self.assertEqual(2, len(told["series"]))
        self.write("schemalint.toml", 'frozen-before = "c"\n' + MILESTONE)
        result = self.run_program("report", status=2)
        self.assertIn("schemalint.toml:1:", result.err)

    def test_index_statistics_that_come_later(self):
        self.begin()
        self.commit("2026-01-05", app__models=self.notes(1))
        self.write("schemalint.toml", 'index-stats = ["stats/primary.csv"]\n' + MILESTONE)
        self.write("stats/primary.csv", "schemaname,relname,indexrelname,idx_scan\n"
                                        "public,lines,ix_lines_order_id,0\n")
        self.commit("2026-01-12", app__models=self.notes(2))
        self.assertEqual([1, 2], self.left())

    def test_an_empty_project(self):
        self.begin()
        for file in (self.project / "app").iterdir():
            file.unlink()
        self.commit("2026-01-05")
        told, _ = self.report()
        self.assertEqual((0, 0), (told["totals"]["findings"], told["milestone"]["points_left"]))
        for name in ("markdown", "csv"):
            self.run_program("report", "--format", name, status=0)

    def test_a_link_a_submodule_and_a_file_that_is_too_large(self):
        self.begin()
        other = Repository(self.folder / "other")
        other.folder.mkdir()
        other.git("init", "--quiet", "--template=")
        (other.folder / "models.py").write_text(KEYS.format(7))
        other.git("add", ".")
        other.commit("commit", author="A", email="a@example.org", date="2026-01-01T12:00:00Z",
                     message="x")
        self.repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                            other.folder, "vendor")
        (self.project / "app" / "link.py").symlink_to("models.py")
        (self.project / "app" / "loop").symlink_to("../app")
        (self.project / "app" / "nowhere.py").symlink_to("gone.py")
        large = self.write("app/large.py", b"# " + b"x" * (16 << 20) + b"\n")
        self.commit("2026-01-05", app__models=self.notes(3))
        large.unlink()
        self.commit("2026-01-12", app__models=self.notes(2))
        self.commit("2026-01-19", app__models=self.notes(1))
        self.assertEqual([3, 2, 1], self.left())
        told, _ = self.report("--history", "commit")
        self.assertFalse(told["uncommitted"])
        findings = [point["findings"] for point in told["series"]]
        self.assertEqual(findings[1] - 1, findings[2])

    def test_of_two_alike_one_taken_back_is_not_mended(self):
        twice = ('from sqlalchemy import text\n\n\ndef find(s, order):\n'
                 '    s.execute(text(f"SELECT 1 ORDER BY {order}"))%s\n'
                 '    s.execute(text(f"SELECT 1 ORDER BY {order}"))%s\n')
        comment = "  # schemalint: ignore[interpolated-sql] checked above"
        for first, second in ((comment, ""), ("", comment)):
            with self.subTest(first=bool(first)):
                self.begin()
                self.commit("2026-01-05", app__service=twice % ("", ""))
                self.commit("2026-01-12", app__service=twice % (first, second))
                told, _ = self.report("--history", "commit")
                found = [finding for finding in told["findings"]
                         if finding["rule"] == "interpolated-sql"]
                self.assertEqual((1, 0), (len(found), told["totals"]["mended"]))


class WorkingFoldersTest(RepositoryTest):
    def setUp(self):
        super().setUp()
        self.begin()
        self.commits = self.weeks(4, 3, 2, 1)

    def test_a_detached_head(self):
        self.repository.git("checkout", "--quiet", "--detach", self.commits[2])
        self.assertEqual([4, 3, 2], self.left())

    def test_a_worktree(self):
        tree = self.folder / "tree"
        self.repository.git("worktree", "add", "--quiet", "-b", "side", tree, self.commits[1])
        self.assertTrue((tree / ".git").is_file())
        self.assertEqual([4, 3], self.left(cwd=tree))

    def test_a_clone_that_shares_objects(self):
        clone = self.folder / "shared"
        self.repository.git("clone", "--quiet", "--shared", self.project, clone)
        self.assertTrue((clone / ".git/objects/info/alternates").exists())
        self.assertEqual([4, 3, 2, 1], self.left(cwd=clone))

    def test_a_linked_folder_and_its_real_name_are_one(self):
        link = self.folder / "link"
        link.symlink_to(self.project)
        self.assertEqual([4, 3, 2, 1], self.left(cwd=link))
        self.assertEqual([4, 3, 2, 1], self.left(str(link), cwd=self.folder))

    @unittest.skipUnless(os.geteuid() == 0, "only root gives files away")
    def test_a_repository_of_somebody_else(self):
        for path in (self.project, *self.project.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        self.assertEqual([4, 3, 2, 1], self.left())

    def test_a_project_below_the_top(self):
        (self.project / "schemalint.toml").unlink()
        self.write("shop/schemalint.toml", MILESTONE)
        self.write("CODEOWNERS", "* @all\n/shop/app/ @shop\n/app/ @other\n")
        self.commit("2026-02-02", shop__app__models=self.notes(2))
        told, _ = self.report("--history", "commit", cwd=self.project / "shop")
        self.assertEqual({"@shop"}, {finding["owner"] for finding in told["findings"]})

    def test_nothing_is_written(self):
        def state():
            return {str(path): (path.stat().st_mtime_ns, path.is_file() and path.read_bytes())
                    for path in sorted(self.project.rglob("*"))}
        before = state()
        self.report("--history", "commit")
        self.assertEqual(before, state())


class ConfigurationTest(RepositoryTest):
    def milestone(self, text):
        self.write("schemalint.toml", "[milestone]\n" + text)

    def test_what_is_wrong_is_said_with_its_line(self):
        item = '[[milestone.items]]\nname = "a"\n'
        for text, said in (
                (item + 'rules = ["implicit-lazzy"]\n', "4:10: .*no rule and no area"),
                (item + 'rules = ["types", "revision-file-name"]\n', "4:19: .*does not run"),
                (item + 'metric = "tabels"\nat-most = 3\n', "4:10: there is no metric 'tabels'"),
                ('[[milestone.metrics]]\nmetric = "migration"\nat-most = 1\n',
                 "3:10: there is no metric"),
                (item + 'rules = ["types"]\npoints = -1\n', "5:10: .*negative"),
                (item + 'rules = ["types"]\npriority = "P3"\n', "5:12: a priority is"),
                (item + 'rules = ["types"]\nwekk = 3\n', "5:1: unknown key"),
                (item + 'metric = "tables"\n', "2:1: "),
                (item + item + 'rules = ["types"]\n', "2:1: .*rules"),
                ("start = 2026-02-30\n", "2:"),
                ("start = 2026-02-03\nuntil = 2026-02-03\n", "3:9: .*behind its start")):
            with self.subTest(text):
                self.milestone(text)
                result = self.run_program("report", status=2)
                self.assertRegex(result.err, rf"\Aschemalint: error: schemalint.toml:{said}")
                self.assertEqual(1, result.err.count("\n"))

    def test_a_rule_that_is_switched_off(self):
        self.write("schemalint.toml", 'ignore = ["invalid-lazy"]\n' + MILESTONE)
        result = self.run_program("report", status=2)
        self.assertRegex(result.err, r"schemalint.toml:8:10: 'invalid-lazy' does not run")

    def test_markdown_stays_short_and_in_its_cells(self):
        items = "".join(f'[[milestone.items]]\nname = "i{n}"\ntitle = "{"x|`<b>@all*" * 20}"\n'
                        f'rules = ["types"]\n\n' for n in range(600))
        self.milestone(items)
        result = self.run_program("report", status=0)
        self.assertLess(len(result.out.encode()), 65_536)
        self.assertNotIn("@all", result.out)

    def test_a_link_stays_a_link(self):
        self.milestone('[[milestone.items]]\nname = "a"\nrules = ["types"]\n'
                       'issue = "https://tracker.example/A_1?x=*y*&z|"\n')
        self.assertIn("<https://tracker.example/A_1?x=*y*&amp;z%7C>", self.run_program("report", status=0).out)

    def test_formulas_are_words(self):
        self.milestone('[[milestone.items]]\nname = "=1+1"\ntitle = "@SUM(A1)"\n'
                       'rules = ["types"]\nissue = "-2+3"\n')
        # What is no link is no element of HTML either.
        self.assertIn("(-2+3)", self.run_program("report", status=0).out)
        row = self.run_program("report", "--format", "csv", status=0).out.splitlines()[1]
        self.assertTrue(row.startswith("'=1+1,'@SUM(A1),"), row)
        self.assertIn("'-2+3", row)

    def test_a_share_is_rounded_down_but_not_below_itself(self):
        self.begin()
        self.commit("2026-01-05", app__models=self.notes(100))
        self.commit("2026-01-12", app__models=self.notes(43))
        self.write("schemalint.toml", MILESTONE)
        self.assertIn("| 43 | 57 | 57 % |", self.run_program("report", status=0).out)

    def test_a_comment_past_its_end_fails_on_the_day_of_the_goals(self):
        self.begin()
        line = 'lazy="selectinload")  # schemalint: ignore[invalid-lazy until=2026-02-01] soon\n'
        self.commit("2026-01-05", app__models=MODELS.replace('lazy="selectinload")\n', line))
        self.run_program("report", "--check-goals", "--day", "2026-02-01", status=0)
        result = self.run_program("report", "--check-goals", "--day", "2026-02-02", status=1)
        self.assertIn("app/models.py:10: the suppression is past its end", result.err)
