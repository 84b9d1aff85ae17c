"""Where the action gets schemalint from, in a copy of the action whose build is quick."""
import os
import shutil
from pathlib import Path

from action.checkouts import CLEAN, ActionTest
from tools import ROOT, SCHEMALINT


class ProgramTest(ActionTest):
    def setUp(self):
        super().setUp()
        self.clean_project()
        self.action = self.folder / "action"
        shutil.copytree(ROOT / "ci", self.action / "ci")
        shutil.copy(ROOT / "action.yml", self.action)
        self.tools = self.folder / "tools"
        self.tools.mkdir()
        self.script("scripts/install-dependencies", 'echo "dependencies $*" >>done')
        self.script("scripts/install-npm-packages", "echo packages >>done")
        self.script("scripts/build", f"echo \"build $*\" >>done; mkdir -p build/release;"
                                     f" cp '{SCHEMALINT}' build/release/")
        self.runner.action = self.action
        # Without a schemalint that this machine may have.
        path = [folder for folder in os.environ["PATH"].split(":") if not Path(folder, "schemalint").exists()]
        self.runner.variables["PATH"] = ":".join([str(self.tools), *path])

    def script(self, name, text):
        file = self.action / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/usr/bin/env bash\nset -e\ncd '{self.action}'\n{text}\n")
        file.chmod(0o755)

    def steps_of_build(self):
        done = self.action / "done"
        text = done.read_text().splitlines() if done.exists() else []
        done.unlink(missing_ok=True)
        return text

    def test_built_once(self):
        job = self.runner.use()
        self.assert_status(0, job)
        self.assertEqual(["dependencies build", "packages", "build release schemalint"], self.steps_of_build())
        cache = job.step("Look for an earlier build").inputs
        self.assertEqual(str(self.action / "build/release/schemalint"), cache["path"])
        self.assertEqual(cache, job.step("Keep the build").inputs)
        self.assertRegex(cache["key"], r"^schemalint-[a-z0-9.]+-\w+-[0-9a-f]{64}$")
        job = self.runner.use()
        self.assert_status(0, job)
        self.assertEqual([], self.steps_of_build())
        self.assertIsNone(job.step("Look for an earlier build"))

    def test_build_is_kept_of_a_job_that_fails(self):
        self.project_with_findings()
        job = self.runner.use()
        self.assert_status(1, job)
        names = [step.name for step in job.steps]
        self.assertLess(names.index("Keep the build"), names.index("Lint"))

    def test_cache_key(self):
        """That of other sources is another one; what a build leaves does not count."""
        def key():
            (self.action / "build/release/schemalint").unlink(missing_ok=True)
            (self.action / "done").unlink(missing_ok=True)
            return self.runner.use().step("Look for an earlier build").inputs["key"]
        first = key()
        (self.action / "build/log").write_text("what a build says")
        self.assertEqual(first, key())
        (self.action / "scripts/more").write_text("more")
        self.assertNotEqual(first, key())

    def test_kept_build_still_needs_its_libraries(self):
        """What the cache restored runs once its libraries are there."""
        kept = self.action / "build/release/schemalint"
        kept.parent.mkdir(parents=True)
        kept.write_text(f"#!/bin/sh\n[ -e '{self.action}/done' ] || exit 127\nexec '{SCHEMALINT}' \"$@\"\n")
        kept.chmod(0o755)
        job = self.runner.use()
        self.assert_status(0, job)
        self.assertEqual(["dependencies build"], self.steps_of_build())
        self.assertIsNone(job.step("Keep the build"))

    def test_on_path(self):
        (self.tools / "schemalint").symlink_to(SCHEMALINT)
        self.assert_status(0, self.runner.use())
        self.assertEqual([], self.steps_of_build())

    def test_another_program_of_that_name(self):
        other = self.tools / "schemalint"
        other.write_text("#!/bin/sh\necho 'Linting the database'\n")
        other.chmod(0o755)
        self.assert_status(0, self.runner.use())
        self.assertIn("build release schemalint", self.steps_of_build())

    def test_build_that_fails(self):
        self.script("scripts/build", "echo 'no compiler' >&2; exit 1")
        job = self.runner.use()
        self.assertTrue(job.failed)
        self.assertEqual("2", job.outputs["status"])
        self.assertIn("no compiler", job.log)
        self.assertEqual(["Build schemalint", "Finish"], [step.name for step in job.steps[-2:]])

    def test_binary_that_cannot_run(self):
        (self.workspace / "notes.txt").write_text("text")
        (self.workspace / "broken").write_text("#!/bin/sh\necho 'libfmt.so.9: not found' >&2; exit 127\n")
        (self.workspace / "broken").chmod(0o755)
        for binary, words in (("nowhere", "no file"), ("notes.txt", "chmod"), ("broken", "libfmt.so.9")):
            with self.subTest(binary=binary):
                job = self.runner.use(binary=binary)
                self.assertTrue(job.failed)
                self.assertIn(words, job.messages("error")[0])

    def test_binary_in_the_checkout(self):
        (self.workspace / "bin").mkdir()
        shutil.copy(SCHEMALINT, self.workspace / "bin")
        self.write("backend/app.py", CLEAN)
        self.assert_status(0, self.runner.use(binary="bin/schemalint", working_directory="backend"))
