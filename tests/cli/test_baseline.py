"""The baseline: what it survives, when it shrinks, how it merges, what it refuses."""
import io
import json
import os
import re
import shutil
import subprocess
import tokenize

from cli.runs import FINDING, MODELS, CliTest
from tools import ROOT, copy_project

BASELINE = "schemalint-baseline.txt"
ENTRY = "invalid-lazy\tOrder.lines\t-\n"
IN_CI = {"CI": "true"}
LOCAL = {"CI": ""}


def spread(source):
    """The same Python with every bracket's content on lines of its own, as a formatter with short
    lines lays it out, and with the other kind of quotes."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    breaks, quotes, depth, indentation = {}, [], 0, 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if not depth:
            indentation = len(token.line) - len(token.line.lstrip())
        begin = starts[token.start[0] - 1] + token.start[1]
        end = starts[token.end[0] - 1] + token.end[1]
        if token.type == tokenize.OP and token.string in "([{":
            depth += 1
            breaks[end] = indentation + 4 * depth
        elif token.type == tokenize.OP and token.string in ")]}":
            depth -= 1
            breaks[begin] = indentation + 4 * depth
        elif token.type == tokenize.OP and token.string == "," and depth:
            breaks[end] = indentation + 4 * depth
        elif re.fullmatch(r'"[^"\'\\]*"', token.string):
            quotes += [begin, end - 1]
    text = ""
    for at, char in enumerate(source):
        if at in breaks:
            text += "\n" + " " * breaks[at]
        text += "'" if at in quotes else char
    return text


class ProjectCase(CliTest):
    """The bundled project, whose findings are all accepted."""

    def setUp(self):
        super().setUp()
        shutil.rmtree(self.project)
        self.project = copy_project("orchestrator", self.folder)
        self.baseline = self.project / BASELINE
        self.run_program("baseline", "write", status=0)
        self.accepted = self.baseline.read_bytes()

    def python(self, folder):
        return sorted((self.project / folder).rglob("*.py"))

    def edit(self, folder, change):
        """Changes the files that Python can parse; returns how many are different now."""
        changed = 0
        for file in self.python(folder):
            before = file.read_text()
            after = change(before)
            file.write_text(after)
            compile(after, str(file), "exec")
            changed += before != after
        return changed

    def assert_unchanged(self):
        """Nothing is new, nothing is mended, and the file would be written the same."""
        result = self.run_program("baseline", "diff", status=(0, 1))
        self.assertEqual("", result.out)
        result = self.run_program("check", "--output", "concise", status=0, variables=LOCAL)
        self.assertEqual(("", ""), (result.out, result.err))
        self.run_program("baseline", "write", status=0)
        self.assertEqual(self.accepted, self.baseline.read_bytes())

    def rename(self, folder, suffix):
        """Renames every module of a folder, and what imports them."""
        renamed = {}
        for file in self.python(folder):
            if file.stem == "__init__":
                continue
            renamed[file.relative_to(self.project).with_suffix("").as_posix().replace("/", ".")] = \
                file.stem
            file.rename(file.with_stem(file.stem + suffix))
        self.assertGreater(len(renamed), 10)
        for file in self.python("."):
            text = file.read_text()
            for module, stem in renamed.items():
                text = re.sub(rf"\b{re.escape(module)}\b", module + suffix, text)
                if renamed_beside := module.rpartition(".")[0].replace(".", "/"):
                    if file.parent == self.project / renamed_beside:
                        text = re.sub(rf"^from \.{stem} ", f"from .{stem}{suffix} ", text,
                                      flags=re.MULTILINE)
            file.write_text(text)


class ProjectTest(ProjectCase):
    def test_everything_is_accepted(self):
        lines = self.accepted.decode().splitlines()
        entries = [line for line in lines if not line.startswith("#")]
        self.assertEqual(sorted(entries, key=str.encode), entries)
        self.assertGreater(len(entries), 200)
        self.assertNotRegex(self.accepted.decode(), r"\.py\b|\bapp[./]")
        result = self.run_program("check", status=0)
        self.assertRegex(result.out, rf"; {len(entries)} baselined")
        report = json.loads(self.run_program("check", "--output", "json", status=0).out)
        self.assertEqual((0, len(entries)),
                         (len(report["findings"]), report["summary"]["baselined"]))
        for form in ("sarif", "github", "concise", "patch"):
            self.assertNotIn("implicit-lazy Feedback",
                             self.run_program("check", "--output", form, status=0).out)
        self.run_program("check", "--no-baseline", status=1)
        self.run_program("check", "--baseline-mode", "off", status=1)

    def test_a_formatter(self):
        self.assertGreater(self.edit("app", spread), 20)
        self.assertGreater(self.edit("alembic", spread), 20)
        self.assert_unchanged()

    def test_a_hundred_lines_above(self):
        above = "".join(f"# line {number}\n" for number in range(100))
        self.assertGreater(self.edit("app", lambda text: above + text), 30)
        for file in [*self.python("alembic"), *self.python("scripts")]:
            file.write_text(above + file.read_text())
        sql = self.project / "db" / "reporting.sql"
        sql.write_text("-- a line\n" * 100 + sql.read_text())
        self.assert_unchanged()

    def test_renamed_modules(self):
        self.rename("app", "_table")
        self.assert_unchanged()

    def test_renamed_folders_and_scripts(self):
        (self.project / "app").rename(self.project / "backend")
        for file in self.python("."):
            file.write_text(re.sub(r"\bapp(?=[. ]|$)(?!\s*=)", "backend", file.read_text(),
                                   flags=re.MULTILINE))
        for folder, ending in (("alembic/versions", ".py"), ("scripts", ".py"), ("db", ".sql")):
            for file in sorted((self.project / folder).glob("*" + ending)):
                file.rename(file.with_stem("other_" + file.stem))
        self.assert_unchanged()

    def test_a_model_in_another_file(self):
        agents = self.project / "app" / "models" / "agents"
        feedback, pattern = agents / "feedback.py", agents / "pattern.py"
        pattern.write_text(feedback.read_text() + "\n\n" + pattern.read_text())
        feedback.unlink()
        init = agents / "__init__.py"
        init.write_text(init.read_text().replace("from .feedback", "from .pattern"))
        self.assert_unchanged()

    def test_shrinks_where_it_is_worked_on(self):
        file = self.project / "app" / "models" / "agents" / "feedback.py"
        file.write_text(file.read_text().replace('relationship("User")',
                                                 'relationship("User", lazy="selectin")'))
        before = self.accepted.count(b"\n")
        result = self.run_program("check", status=0, variables=IN_CI)
        self.assertEqual("schemalint: warning: 1 entry of schemalint-baseline.txt is mended: run "
                         "`schemalint baseline prune` and commit the file\n", result.err)
        self.assertEqual(self.accepted, self.baseline.read_bytes())
        result = self.run_program("check", status=0, variables=LOCAL)
        self.assertEqual("schemalint: note: 1 mended: schemalint-baseline.txt shrank\n", result.err)
        self.assertEqual(self.accepted.replace(b"implicit-lazy\tFeedback.user\t-\n", b""),
                         self.baseline.read_bytes())
        self.assertEqual(before - 1, self.baseline.read_bytes().count(b"\n"))


class MergeTest(ProjectCase):
    """Branches of a real repository."""

    def git(self, *arguments, status=(0,)):
        done = subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments],
            cwd=self.project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"})
        self.assertIn(done.returncode, status, done.stdout.decode(errors="replace"))
        return done.stdout.decode(errors="replace")

    def setUp(self):
        super().setUp()
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-qm", "start")

    def mend(self, branch, name, before, after):
        self.git("checkout", "-q", "-b", branch, "main")
        file = self.project / name
        self.assertIn(before, file.read_text())
        file.write_text(file.read_text().replace(before, after, 1))
        self.assertIn("shrank", self.run_program("check", status=0, variables=LOCAL).err)
        self.git("commit", "-qam", branch)

    def mend_apart(self):
        self.mend("lazy", "app/models/agents/feedback.py", 'relationship("User")',
                  'relationship("User", lazy="selectin")')
        self.mend("ping", "app/core/database.py", "create_async_engine(",
                  "create_async_engine(\n    pool_pre_ping=True, pool_recycle=600, url=")

    def mend_neighbours(self):
        for branch, line in (("one", "pattern"), ("two", "user")):
            target = "User" if line == "user" else "AgentDiscoveredPattern"
            self.mend(branch, "app/models/agents/feedback.py", f'relationship("{target}"',
                      f'relationship(\n        "{target}", lazy="selectin"')

    def test_two_branches(self):
        self.mend_apart()
        self.git("merge", "-q", "-m", "both", "lazy")
        result = self.run_program("check", status=0, variables=LOCAL)
        self.assertEqual("", result.err)
        self.assertNotIn(b"Feedback.user", self.baseline.read_bytes())
        self.assertNotIn(b"missing-pool-pre-ping", self.baseline.read_bytes())
        merged = self.baseline.read_bytes()
        self.run_program("baseline", "write", status=0)
        self.assertEqual(merged, self.baseline.read_bytes())

    def test_neighbours_conflict_and_both_sides_are_the_way_out(self):
        self.mend_neighbours()
        self.git("merge", "-m", "both", "one", status=(1,))
        result = self.run_program("check", status=2)
        self.assertRegex(result.err, r"^schemalint: error: schemalint-baseline\.txt:\d+: git could "
                                     r"not merge this: keep the lines of both sides")
        text = self.baseline.read_text()
        self.baseline.write_text(re.sub(r"(?m)^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|).*\n", "", text))
        model = self.project / "app/models/agents/feedback.py"
        self.git("checkout", "-q", "--theirs", str(model))
        model.write_text(model.read_text().replace('relationship("User")',
                                                   'relationship("User", lazy="selectin")'))
        self.assertIn("2 mended", self.run_program("baseline", "prune", status=0).out)

    def test_neighbours_with_a_union_merge(self):
        (self.project / ".gitattributes").write_text(f"{BASELINE} merge=union\n")
        self.git("add", "-A")
        self.git("commit", "-qm", "attributes")
        self.mend_neighbours()
        self.git("merge", "-m", "both", "one", status=(0, 1))
        self.assertNotIn("<<<<<<<", self.baseline.read_text())

    def test_diff_against_a_commit(self):
        self.mend_apart()
        result = self.run_program("baseline", "diff", "main", status=1)
        self.assertEqual("- missing-pool-pre-ping create_async_engine\n", result.out)
        self.run_program("baseline", "diff", "HEAD", status=0)
        self.assert_error("'nowhere' is no commit of this repository", "baseline", "diff", "nowhere")
        self.git("rm", "-q", "--cached", BASELINE)
        self.git("commit", "-qm", "without")
        result = self.run_program("baseline", "diff", "HEAD", status=1)
        self.assertEqual({"+"}, {line[0] for line in result.out.splitlines()})


class CommandTest(CliTest):
    def baseline(self):
        return (self.project / BASELINE).read_text()

    def entries(self):
        return [line for line in self.baseline().splitlines() if not line.startswith("#")]

    def test_write_and_use(self):
        result = self.run_program("baseline", "write", status=0)
        self.assertEqual("schemalint-baseline.txt: 1 finding accepted.\n", result.out)
        self.assertEqual([ENTRY.strip()], self.entries())
        self.check(status=0)
        self.write("app/more.py", MODELS.replace("Order", "Trip").replace("orders", "trips"))
        self.assertIn("Trip.lines", self.check(status=1).out)

    def test_never_grows_by_itself(self):
        self.write(BASELINE, "")
        self.check(status=1, variables=LOCAL)
        self.assertEqual("", self.baseline())

    def test_no_file_is_no_baseline(self):
        self.check(status=1)
        self.assertFalse((self.project / BASELINE).exists())
        for action in ("prune", "show"):
            self.assert_error("schemalint-baseline.txt: no such file; `schemalint baseline write` "
                              "makes it", "baseline", action)
        self.assert_error("other.txt: no such file; `schemalint baseline write --baseline FILE` "
                          "makes it", "check", "--baseline", "other.txt")

    def test_add(self):
        self.write("app/more.py", MODELS.replace("Order", "Trip").replace("orders", "trips")
                   .replace("Line", "Leg").replace("lines", "legs").replace("index=True, ", ""))
        self.run_program("baseline", "add", "foreign_keys", status=0)
        self.assertEqual({"unindexed-foreign-key"},
                         {entry.split("\t")[0] for entry in self.entries()})
        self.run_program("baseline", "add", "invalid-lazy", status=0)
        first = self.baseline()
        self.assertIn("0 more findings", self.run_program("baseline", "add", "all", status=0).out)
        self.assertEqual(first, self.baseline())
        self.assert_error("baseline add: 'invalid-lasy' is neither a rule nor an area. Did you mean "
                          "'invalid-lazy'?", "baseline", "add", "invalid-lasy")
        self.assertEqual(2, self.run_program("baseline", "add", status=2).status)

    def test_prune_and_show(self):
        self.write(BASELINE, ENTRY + "implicit-lazy\tGone.there\t-\nunused-index\ta.b\t-\n")
        result = self.run_program("baseline", "show", status=0)
        self.assertEqual("mended: implicit-lazy Gone.there\n"
                         "app/models.py:10:39: invalid-lazy Order.lines\n"
                         "not looked for: unused-index a.b\n"
                         "schemalint-baseline.txt: 3 findings accepted, 1 mended.\n", result.out)
        self.assertEqual(result.out, self.run_program("baseline", status=0).out)
        result = self.run_program("baseline", "diff", status=1)
        self.assertEqual("- implicit-lazy Gone.there\n", result.out)
        result = self.run_program("baseline", "prune", status=0, variables=IN_CI)
        self.assertEqual("schemalint-baseline.txt: 1 mended, 2 left.\n", result.out)
        self.assertEqual([ENTRY.strip(), "unused-index\ta.b\t-"], self.entries())

    def test_file_of_the_configuration(self):
        self.write("schemalint.toml", "baseline = 'lint/accepted.txt'\n")
        (self.project / "lint").mkdir()
        self.run_program("baseline", "write", "--project", "project", cwd=self.folder, status=0)
        self.assertIn(ENTRY, (self.project / "lint" / "accepted.txt").read_text())
        self.check(status=0)
        self.check("--isolated", status=1)
        self.check("--baseline", "lint/accepted.txt", "--isolated", status=0)

    def test_wrong_words(self):
        self.assert_error("--baseline and --no-baseline exclude each other",
                          "check", "--baseline", "x", "--no-baseline")
        self.assert_error("--baseline-mode: 'look' is none of auto, lock, off. Did you mean 'lock'?",
                          "check", "--baseline-mode", "look")
        self.assert_error("baseline: 'wirte' is none of write, add, prune, show, diff. Did you mean "
                          "'write'?", "baseline", "wirte")
        self.assert_error("baseline write: unexpected argument 'app'; another project is named by "
                          "--project FOLDER", "baseline", "write", "app")


class ShrinkTest(CliTest):
    """When mended entries go, and when they stay."""
    STALE = "implicit-lazy\tGone.there\t-\n"

    def setUp(self):
        super().setUp()
        self.text = ENTRY + self.STALE
        self.write(BASELINE, self.text)

    def assert_kept(self, *arguments, **options):
        options = {"status": 0, "variables": LOCAL, **options}
        result = self.check(*arguments, **options)
        self.assertEqual(self.text, (self.project / BASELINE).read_text())
        return result.err

    def test_partial_runs(self):
        self.write("app/other.py", "")
        for arguments in (["app/models.py"], ["app"], ["app/other.py"], ["--select", "all"],
                          ["--ignore", "postgres-enum"], ["--isolated"],
                          ["--select", "invalid-lazy"]):
            with self.subTest(arguments=arguments):
                self.assertEqual("", self.assert_kept(*arguments, status=(0, 1)))
        self.run_program("check", "--diff", status=0, variables=LOCAL)
        self.assertEqual(self.text, (self.project / BASELINE).read_text())

    def test_rules_that_are_off(self):
        self.write("schemalint.toml", "ignore = ['implicit-lazy']\n")
        self.assertEqual("", self.assert_kept())

    def test_rules_that_do_not_exist(self):
        self.text = ENTRY + "rule-of-tomorrow\tx\t-\n"
        self.write(BASELINE, self.text)
        self.assertEqual("", self.assert_kept())

    def test_broken_files(self):
        self.write("app/broken.py", "from sqlalchemy import Column\nclass Half(\n")
        self.assert_kept(status=1)
        self.assertRegex(self.run_program("baseline", "prune", status=2).err,
                         r"error: app/broken\.py cannot be understood: what is mended is not known")
        # Off or not, the file is not understood.
        self.write("schemalint.toml", "ignore = ['syntax-error']\n")
        self.assert_kept()

    def test_broken_files_that_are_accepted(self):
        self.write("app/broken.py", "from sqlalchemy import Column\nclass Half(\n")
        self.run_program("baseline", "add", "syntax-error", status=0)
        self.assertIn("1 mended", self.check(status=0, variables=LOCAL).err)

    def test_unreadable_files(self):
        if os.geteuid() == 0 and not self.as_nobody():
            self.skipTest("root reads whatever it likes")
        file = self.write("app/secret.py", MODELS)
        file.chmod(0)
        self.addCleanup(file.chmod, 0o600)
        self.assert_kept(status=1, **self.as_nobody())

    def test_continuous_integration(self):
        command = "schemalint baseline prune"
        self.assertIn(command, self.assert_kept(variables=IN_CI))
        self.assertIn(command, self.assert_kept(variables={"CI": "1"}))
        self.assertIn(command, self.assert_kept("--baseline-mode", "auto", variables=IN_CI))
        self.assertIn(command, self.assert_kept("--baseline-mode", "lock"))
        self.assertIn(command, self.assert_kept("--strict-baseline", status=1, variables=IN_CI))
        self.assertEqual("", self.assert_kept("--quiet", variables=IN_CI))
        self.assertIn("shrank", self.check(status=0, variables={"CI": "false"}).err)
        self.assertEqual("", self.check("--strict-baseline", status=0, variables=IN_CI).err)

    def test_command_that_is_said(self):
        self.write("conf/lint.toml", "")
        other = self.write("conf/old findings.txt", self.text)
        result = self.check("project", "--config", "project/conf/lint.toml", "--baseline", other,
                            cwd=self.folder, status=0, variables=IN_CI)
        command = re.search("`schemalint (.*)`", result.err)[1]
        subprocess.run(f"{self.program} {command}", shell=True, cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL)
        self.assertNotIn(self.STALE, other.read_text())

    def test_file_that_cannot_be_written(self):
        file = self.project / BASELINE
        file.chmod(0o444)
        self.project.chmod(0o555)
        self.addCleanup(self.project.chmod, 0o755)
        options = self.as_nobody()
        result = self.check(status=0, variables=LOCAL, **options)
        self.assertIn("cannot be written", result.err)
        self.assertIn("baseline prune", result.err)

    def test_quietly(self):
        self.assertEqual("", self.check("--quiet", status=0, variables=LOCAL).err)
        self.assertNotIn(self.STALE, (self.project / BASELINE).read_text())


class FixTest(CliTest):
    def test_what_is_accepted_stays(self):
        self.run_program("baseline", "write", status=0)
        self.write("app/more.py", MODELS.replace("Order", "Trip").replace("orders", "trips"))
        self.check("--fix", status=0, variables=LOCAL)
        self.assertEqual(MODELS, (self.project / "app" / "models.py").read_text())
        self.assertNotIn("selectinload", (self.project / "app" / "more.py").read_text())
        self.assertEqual("", self.run_program("check", "--diff", status=0).out)
        self.check("--fix", "--no-baseline", status=0)
        self.assertNotIn("selectinload", (self.project / "app" / "models.py").read_text())
        self.assertIn("1 mended", self.check(status=0, variables=LOCAL).err)


class HostileTest(CliTest):
    def assert_refused(self, content, problem):
        self.write(BASELINE, content)
        result = self.run_program("check", status=2)
        self.assertEqual("", result.out)
        self.assertRegex(result.err, f"^schemalint: error: {BASELINE}{problem}")
        self.assertEqual(1, result.err.count("\n"))

    def test_files_that_are_none(self):
        self.assert_refused("hello\n", ":1: no entry")
        self.assert_refused(b"\x00" * 1000, ":1: no entry")
        self.assert_refused(b"\xff\xfe" + ENTRY.encode("utf-16-le"), ":1: no entry")
        self.assert_refused(f"{ENTRY}<<<<<<< HEAD\n", ":2: git could not merge")
        self.assert_refused("# schemalint baseline v2\n", ":1: version 2 ")
        self.assert_refused(b"x" * (17 << 20), ": larger than 16 MiB")

    def test_what_is_no_file(self):
        (self.project / BASELINE).mkdir()
        self.assertRegex(self.run_program("check", status=2).err, f"error: {BASELINE}: ")
        (self.project / BASELINE).rmdir()
        os.mkfifo(self.project / BASELINE)
        self.assertRegex(self.run_program("check", status=2, timeout=60).err,
                         f"error: {BASELINE}: not a regular file")
        (self.project / BASELINE).unlink()
        (self.project / BASELINE).symlink_to("nowhere")
        self.assertRegex(self.run_program("check", status=2).err, f"error: {BASELINE}: ")

    def test_write_leaves_other_files_alone(self):
        self.assertRegex(self.run_program("baseline", "write", "--baseline", "app/models.py",
                                          status=2).err, "app/models.py:1: no entry")
        self.assertEqual(MODELS, (self.project / "app" / "models.py").read_text())
        self.run_program("baseline", "write", status=0)
        file = self.project / BASELINE
        file.write_text(file.read_text() + "<<<<<<< HEAD\n")
        self.run_program("baseline", "write", status=0)
        self.check(status=0)

    def test_names_with_any_bytes(self):
        name = "a\\tb\\n\\x1b[2J\\u2028 \\\\ ' \u00e9"
        self.write("app/more.py", f"""\
from app.models import Base
from sqlalchemy import Column, ForeignKey, BigInteger


class Odd(Base):
    __tablename__ = "{name}"
    id = Column(BigInteger, primary_key=True)
    order_id = Column(ForeignKey("orders.id"), nullable=False)
""")
        self.assertIn("unindexed-foreign-key", self.check(status=1).out)
        self.run_program("baseline", "write", status=0)
        self.assertEqual("", self.check(status=0).out)
        text = (self.project / BASELINE).read_bytes()
        self.assertNotIn(b"\x1b", text)
        self.assertNotIn(b"\x1b", self.run_program("baseline", "show", status=0).out.encode())

    def test_written_by_an_editor_elsewhere(self):
        self.write(BASELINE, b"\xef\xbb\xbf# mine\r\n\r\n" + ENTRY.replace("\n", "\r\n").encode())
        self.assertEqual("", self.check(status=0, variables=LOCAL).err)
        self.assertNotIn(FINDING, self.check(status=0).out)


class IdentityTest(CliTest):
    """Every rule, on the cases of fixtures/ that must fire."""

    def identities(self, folder, rule):
        out = self.run_program("check", str(folder), "--select", rule, "--output", "json",
                               "--no-baseline", status=(0, 1)).out
        return sorted((finding["rule"], finding["object"], finding["detail"])
                      for finding in json.loads(out)["findings"])

    def cases(self):
        rules = {path.stem.replace("_", "-") for path in (ROOT / "rules").glob("*/*.cpp")}
        for rule in sorted(rules):
            for case in sorted((ROOT / "fixtures" / rule).glob("bad*")):
                if not {".expected", ".fixed"} & set(case.suffixes):
                    yield rule, case

    def copy(self, case):
        folder = self.folder / "case"
        shutil.rmtree(folder, ignore_errors=True)
        if case.is_dir():
            shutil.copytree(case, folder)
        else:
            folder.mkdir()
            shutil.copy(case, folder)
        (folder / "pyproject.toml").touch()
        return folder

    def test_lines_above_and_renamed_files(self):
        tried = 0
        for rule, case in self.cases():
            folder = self.copy(case)
            before = self.identities(folder, rule)
            for file in [*folder.rglob("*.py"), *folder.rglob("*.sql")]:
                bytes_before = file.read_bytes()
                mark = b"\xef\xbb\xbf" if bytes_before.startswith(b"\xef\xbb\xbf") else b""
                comment = b"# above\n" if file.suffix == ".py" else b"-- above\n"
                file.write_bytes(mark + comment * 100 + bytes_before[len(mark):])
                if not case.is_dir():  # what a file is for may follow from words of its name
                    file.rename(file.with_stem("renamed_" + file.stem))
            with self.subTest(case=str(case.relative_to(ROOT))):
                self.assertEqual(before, self.identities(folder, rule))
            tried += bool(before)
        self.assertGreater(tried, 150)
