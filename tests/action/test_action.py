"""action.yml, run step by step as GitHub runs it: what it delivers, and when it fails.

Its own steps are run as they are; of the actions that it uses, what they are given is looked at.
"""
import json
import os
from pathlib import Path

from action.checkouts import CLEAN, RULE, STOCK, ActionTest
from action.runner import git
from cli.runs import MODELS


class ResultsTest(ActionTest):
    def test_clean_project(self):
        self.clean_project()
        job = self.use()
        self.assert_status(0, job)
        self.assertEqual("0", job.outputs["findings"])
        self.assertEqual([], job.annotations)
        self.assertRegex(job.outputs["version"], r"^\d+\.\d+\.\d+$")
        self.assertNotEqual("", job.summary.strip())
        # An upload without results is what marks the earlier ones as mended.
        self.assertEqual([], json.loads(job.uploaded)["runs"][0]["results"])

    def test_findings(self):
        self.project_with_findings()
        job = self.use()
        self.assert_status(1, job)
        report = json.loads(job.uploaded)
        self.assertEqual("2.1.0", report["version"])
        results = report["runs"][0]["results"]
        self.assertEqual(job.outputs["findings"], str(len(results)))
        self.assertIn(RULE, [result["ruleId"] for result in results])
        self.assertTrue(Path(job.outputs["sarif"]).is_file())
        errors = [a for a in job.annotations if a.properties.get("title") == RULE]
        self.assertEqual({("app/models.py", "10"), ("app/stock.py", "10")},
                         {(a.properties["file"], a.properties["line"]) for a in errors})
        self.assertIn(RULE, job.summary)
        self.assertIn(f"app/stock.py:10:39: error {RULE}", job.log)

    def test_upload_comes_before_the_failure(self):
        self.project_with_findings()
        names = [step.name for step in self.use().steps]
        self.assertLess(names.index("Upload to code scanning"), names.index("Finish"))

    def test_upload_that_fails(self):
        """Without code scanning in the repository there is nothing to upload to."""
        self.clean_project()
        self.runner.failing_actions = ["github/codeql-action/upload-sarif"]
        job = self.use()
        self.assertEqual(1, job.step("Upload to code scanning").status)
        self.assertFalse(job.failed)
        self.assertTrue(self.use(upload_sarif="true").failed)

    def test_no_upload(self):
        self.project_with_findings()
        job = self.use(upload_sarif="false")
        self.assert_status(1, job)
        self.assertIsNone(job.step("Upload to code scanning"))
        self.assertTrue(Path(job.outputs["sarif"]).is_file())

    def test_no_upload_for_another_branch(self):
        """What pull_request_target uploads would count as results of the branch it goes to."""
        self.project_with_findings()
        self.pull_request()
        self.runner.event_name = "pull_request_target"
        self.assertIsNone(self.use().uploaded)

    def test_fail_on(self):
        self.project_with_findings()
        job = self.use(fail_on="never")
        self.assert_status(0, job)
        self.assertNotEqual("0", job.outputs["findings"])
        self.assert_stopped(self.use(fail_on="fatal"), "--fail-on", "fatal")

    def test_configured_fail_on(self):
        """The input is empty where it is not given, so that the configuration counts."""
        self.write("schemalint.toml", 'fail-on = "never"\n')
        self.project_with_findings()
        self.assert_status(0, self.use())
        self.assert_status(1, self.use(fail_on="error"))

    def test_arguments(self):
        self.project_with_findings()
        job = self.use(args="--ignore 'invalid-lazy,implicit-lazy'\n--output \"junit:my report.xml\"")
        self.assertNotIn(RULE, job.uploaded)
        self.assertIn("<testsuites", (self.workspace / "my report.xml").read_text())

    def test_report_in_the_log(self):
        """A report that args send to standard output is there, and gives no workflow commands."""
        self.project_with_findings()
        job = self.use(args="--output github")
        self.assertEqual(2, sum(a.properties.get("title") == RULE for a in job.annotations))
        self.assertEqual(4, job.log.count(f"title={RULE}::"))

    def test_working_directory_and_category(self):
        """Paths count from the repository, and each of several projects is an analysis of its own."""
        self.write("back end/app/__init__.py", "")
        self.write("back end/app/models.py", MODELS)
        self.commit()
        job = self.use(working_directory="back end", category="orders")
        self.assert_status(1, job)
        self.assertIn("back end/app/models.py", [a.properties.get("file") for a in job.annotations])
        run = json.loads(job.uploaded)["runs"][0]
        self.assertEqual("schemalint-orders/", run["automationDetails"]["id"])
        self.assertEqual("back%20end/app/models.py",
                         run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        upload = job.step("Upload to code scanning").inputs
        self.assertEqual("schemalint-orders", upload["category"])
        self.assertEqual(str(self.workspace.resolve()), upload["checkout_path"])
        self.assert_stopped(self.use(working_directory="nowhere"), "nowhere")

    def test_checkout_of_another_user(self):
        """As in a container, where git reads no repository that belongs to somebody else."""
        if os.geteuid() != 0:
            self.skipTest("only root can give files away")
        base = self.project_with_findings()
        self.write("app/settings.py", CLEAN)
        self.commit()
        for path in [self.workspace, *self.workspace.rglob("*")]:
            os.chown(path, 65534, 65534)
        job = self.use()
        self.assertEqual(str(self.workspace.resolve()), job.step("Upload to code scanning").inputs["checkout_path"])
        self.assertEqual([], job.messages("notice"))
        job = self.use(since=base)
        self.assertEqual([], job.messages("warning"))
        self.assert_status(0, job)

    def test_names_that_are_commands(self):
        """Whatever a file is called, it gives the runner no command and the report stays whole."""
        name = "app/::error::x\n::set-output name=a::b%.py"
        self.write(name, "import sqlalchemy\n\ndef broken(:\n")
        self.commit()
        job = self.use()
        self.assert_status(1, job)
        self.assertEqual({name}, {a.properties.get("file") for a in job.annotations}, job.log)
        json.loads(job.uploaded)


class PartTest(ActionTest):
    """Asking for a part changes what is shown and what counts, never what code scanning gets."""

    def test_paths(self):
        self.project_with_findings()
        whole = self.use()
        job = self.use(paths="app/stock.py")
        self.assert_status(1, job)
        self.assertEqual({"app/stock.py"}, {a.properties["file"] for a in job.annotations
                                           if a.properties["title"] == RULE})
        self.assertLess(int(job.outputs["findings"]), int(whole.outputs["findings"]))
        self.assertEqual(whole.uploaded, job.uploaded)
        self.assertNotIn("app/models.py", job.summary)

    def test_clean_path(self):
        self.write("app/settings.py", CLEAN)
        self.project_with_findings()
        job = self.use(paths="app/settings.py")
        self.assert_status(0, job)
        self.assertIn(RULE, job.uploaded)

    def test_several_paths(self):
        self.write("app/with blank.py", STOCK)
        self.project_with_findings()
        job = self.use(paths="app/models.py\n'app/with blank.py'")
        self.assertEqual({"app/models.py", "app/with blank.py"},
                         {a.properties["file"] for a in job.annotations if a.properties["title"] == RULE})

    def test_path_in_args(self):
        self.project_with_findings()
        job = self.use(args="app/stock.py")
        self.assert_status(1, job)
        self.assertIsNone(job.uploaded)
        self.assertIn("`paths`", job.messages("warning")[-1])

    def test_shallow_clone(self):
        self.project_with_findings()
        self.commit("More")
        origin, self.workspace = self.workspace, self.folder / "shallow"
        base = git(origin, "rev-parse", "HEAD~1")
        git(self.folder, "clone", "--quiet", "--depth", "1", origin.as_uri(), str(self.workspace))
        self.runner.workspace = self.workspace
        self.pull_request(base=base)
        for since in (base, "auto"):
            with self.subTest(since=since):
                job = self.use(since=since)
                self.assert_status(1, job)
                self.assertIn("fetch-depth: 0", job.messages("warning")[0])
                self.assertEqual(2, sum(a.properties["title"] == RULE for a in job.annotations))
                self.assertIn(RULE, job.uploaded)

    def test_unknown_commit(self):
        self.project_with_findings()
        for since in ("origin/", "--help", "HEAD; touch hacked", "0" * 40):
            with self.subTest(since=since):
                job = self.use(since=since)
                self.assert_status(1, job)
                self.assertIn("is no commit that this history comes from", job.messages("warning")[0])
        self.assertFalse((self.workspace / "hacked").exists())

    def test_auto_without_a_pull_request(self):
        self.project_with_findings()
        job = self.use(since="auto")
        self.assert_status(1, job)
        self.assertNotIn("since", "".join(job.messages("warning")))


class HostileInputTest(ActionTest):
    TEXTS = ["; touch hacked", "$(touch hacked)", "`touch hacked`", "a\n; touch hacked\n", "| touch hacked",
             "\"$(touch hacked)\"", "'; touch hacked; '", "*", "-- --fix", "${{ github.token }}", "--fix",
             "::set-output name=status::0", "$'\\n'touch hacked", "a && touch hacked", "<(touch hacked)"]

    def setUp(self):
        super().setUp()
        self.project_with_findings()
        self.before = self.files()

    def files(self):
        return {file: file.read_bytes() for file in self.workspace.rglob("*")
                if file.is_file() and ".git" not in file.parts}

    def test_paths(self):
        for text in self.TEXTS:
            with self.subTest(text=text):
                self.assert_stopped(self.use(paths=text), "no file or folder")
                self.assertEqual(self.before, self.files())

    def test_other_inputs(self):
        for name in ("working_directory", "fail_on", "category", "upload_sarif", "comment"):
            for text in self.TEXTS:
                with self.subTest(name=name, text=text):
                    self.assert_stopped(self.use(**{name: text}), name.replace("_", "-"))
                    self.assertEqual(self.before, self.files())

    def test_arguments(self):
        for text in self.TEXTS:
            if text == "--fix":
                continue  # an option like others
            with self.subTest(text=text):
                self.assert_stopped(self.use(args=text))
                self.assertEqual(self.before, self.files())

    def test_open_quote(self):
        for name in ("paths", "args"):
            self.assert_stopped(self.use(**{name: "app/'models.py"}), name, "quote")

    def test_binary(self):
        for text in self.TEXTS:
            with self.subTest(text=text):
                job = self.runner.use(binary=text)
                self.assertTrue(job.failed)
                self.assertEqual(["Find schemalint", "Finish"], [step.name for step in job.steps])
                self.assertEqual("2", job.outputs["status"])
                self.assertEqual(self.before, self.files())

    def test_no_expression_in_a_script(self):
        """GitHub would put it into the script before bash reads it."""
        for step in self.runner.description["runs"]["steps"]:
            self.assertNotIn("${{", step.get("run", ""))


class BrokenTest(ActionTest):
    def test_configuration(self):
        self.project_with_findings()
        self.write("schemalint.toml", "modles = []\n")
        self.pull_request()
        self.assert_stopped(self.use(comment="true"), "schemalint.toml:1:1", "'modles'")

    def test_options_that_check_nothing(self):
        self.project_with_findings()
        self.assert_stopped(self.use(args="--show-files"), "nothing is checked")

    def test_program_that_crashes(self):
        """Whatever it wrote before: nothing of it is delivered."""
        self.project_with_findings()
        program = self.folder / "crashing"
        program.write_text('#!/bin/sh\n[ "$1" != version ] || { echo schemalint 1.0.0; exit; }\n'
                           'echo "{" >"$RUNNER_TEMP/x.sarif"; kill -SEGV $$\n')
        program.chmod(0o755)
        self.assert_stopped(self.runner.use(binary=str(program)), "exit status 139")


class ForkTest(ActionTest):
    def setUp(self):
        super().setUp()
        self.project_with_findings()

    def test_fork(self):
        self.pull_request(fork=True)
        job = self.use(comment="true")
        self.assert_status(1, job)
        self.assertIsNone(job.step("Upload to code scanning"))
        self.assertIsNone(job.step("Comment at the pull request"))
        self.assertEqual(2, sum(a.properties["title"] == RULE for a in job.annotations))
        self.assertIn(RULE, job.summary)
        self.assertIn("fork", job.messages("notice")[-1])

    def test_deleted_fork(self):
        self.pull_request()
        self.runner.event["pull_request"]["head"]["repo"] = None
        self.assertIsNone(self.use().uploaded)

    def test_pull_request_within_a_repository_that_is_a_fork(self):
        self.pull_request()
        self.runner.event["pull_request"]["head"]["repo"]["fork"] = True
        self.assertIsNotNone(self.use().uploaded)

    def test_event_without_names(self):
        self.pull_request()
        self.runner.event["pull_request"]["head"]["repo"] = {"fork": True}
        self.assertIsNone(self.use().uploaded)

    def test_upload_all_the_same(self):
        self.pull_request(fork=True)
        self.assertIsNotNone(self.use(upload_sarif="true").uploaded)
