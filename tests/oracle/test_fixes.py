"""Fixes change what they say and nothing else."""
import json
import shutil
import tempfile
import unittest
from pathlib import Path

from tools import (PROJECTS, PYTHON, ROOT, SANITIZED, SCHEMALINT, contents, copy_project,
                   environment, need_python_packages, run)

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
PROJECT = "orchestrator"


def check(folder, *arguments, program=SCHEMALINT):
    """Lints the project in a folder from inside it; findings are no failure here."""
    return run(program, "check", *arguments, status=(0, 1), cwd=folder, env=environment())


def with_crlf(text):
    return text.replace(b"\n", b"\r\n")


def with_byte_order_mark(text):
    return BYTE_ORDER_MARK + text


def compiles(text):
    try:
        compile(text, "module", "exec")
        return True
    except (SyntaxError, ValueError):
        return False


class FixTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="schemalint-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def copy(self, name, change=None, project=PROJECT):
        """A copy of the project, its Python files changed."""
        folder = copy_project(project, self.folder / name)
        if change:
            for file in folder.rglob("*.py"):
                file.write_bytes(change(file.read_bytes()))
        return folder

    def fixed(self, name, *arguments, change=None):
        folder = self.copy(name, change)
        check(folder, "--fix", *arguments)
        return folder

    def assert_same_files(self, expected, found, message=""):
        self.assertEqual(expected.keys(), found.keys(), "files came or went")
        for name in expected:
            # Lists of lines, so that a failure shows the lines that differ.
            self.assertEqual(expected[name].splitlines(True), found[name].splitlines(True),
                             f"{name} {message}")

    def assert_stable_and_compiling(self, *arguments):
        before = contents(PROJECTS / PROJECT)
        folder = self.fixed("fixed", *arguments)
        once = contents(folder)
        self.assertNotEqual(before, once, "nothing was fixed")
        self.assertEqual(before.keys(), once.keys(), "files came or went")
        for name in before:
            if name.endswith(".py"):
                if compiles(before[name]):
                    self.assertTrue(compiles(once[name]), f"{name} does not compile any more")
                else:
                    self.assertEqual(before[name], once[name], f"{name} does not parse")
        check(folder, "--fix", *arguments)
        self.assert_same_files(once, contents(folder), "was changed by the second run")

    def test_safe_fixes_are_stable_and_compile(self):
        self.assert_stable_and_compiling()

    def test_unsafe_fixes_are_stable_and_compile(self):
        self.assert_stable_and_compiling("--unsafe-fixes")

    def test_safe_fixes_leave_the_ddl_as_it_is(self):
        need_python_packages()

        def ddl(folder):
            return run(PYTHON, ROOT / "tests/oracle/dump_models.py", folder, "--ddl",
                       env=environment()).decode()

        before = ddl(self.copy("before"))
        self.assertIn("CREATE TABLE", before)
        self.assertEqual(before, ddl(self.fixed("after")))

    def assert_diff_is_fix(self, change=None):
        folder = self.copy("patched", change)
        before = contents(folder)
        patch = check(folder, "--diff")
        self.assert_same_files(before, contents(folder), "was written by --diff")
        (self.folder / "fix.patch").write_bytes(patch)
        run("git", "apply", "--whitespace=nowarn", self.folder / "fix.patch", cwd=folder)
        self.assert_same_files(contents(self.fixed("fixed", change=change)), contents(folder))

    def test_git_apply_takes_the_diff(self):
        self.assert_diff_is_fix()

    def test_git_apply_takes_the_diff_of_crlf_files(self):
        self.assert_diff_is_fix(with_crlf)

    def test_git_apply_takes_the_diff_of_files_with_byte_order_mark(self):
        self.assert_diff_is_fix(with_byte_order_mark)

    def assert_bytes_are_kept(self, change):
        plain = contents(self.fixed("plain"))
        expected = {name: change(text) if name.endswith(".py") else text
                    for name, text in plain.items()}
        self.assert_same_files(expected, contents(self.fixed("changed", change=change)))

    def test_crlf_is_kept(self):
        self.assert_bytes_are_kept(with_crlf)

    def test_byte_order_mark_is_kept(self):
        self.assert_bytes_are_kept(with_byte_order_mark)

    def test_mode_and_links_are_kept(self):
        target = self.copy("target")
        fixed = contents(self.fixed("fixed"))
        name = next(name for name, text in contents(target).items() if fixed[name] != text)
        file = target / name
        file.chmod(0o750)
        real = self.folder / "elsewhere.py"
        shutil.copy2(file, real)
        file.unlink()
        file.symlink_to(real)
        check(target, "--fix")
        self.assertTrue(file.is_symlink())
        self.assertEqual(fixed[name], real.read_bytes())
        self.assertEqual(0o750, real.stat().st_mode & 0o777)


class SanitizedTest(unittest.TestCase):
    """The build with sanitizers says the same, and no sanitizer says anything."""

    def assert_same_findings(self, project):
        arguments = ("--output", "json")
        expected = json.loads(check(PROJECTS / project, *arguments))
        self.assertEqual(expected, json.loads(check(PROJECTS / project, *arguments,
                                                    program=SANITIZED)))

    def test_orchestrator(self):
        self.assert_same_findings("orchestrator")

    def test_notebooks(self):
        self.assert_same_findings("notebooks")
