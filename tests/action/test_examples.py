"""The action and the examples in ci/ are what the services take, and what they run works."""
import re
import shlex
import unittest
from pathlib import Path

from action.runner import read_yaml
from cli.runs import CliTest
from tools import PYTHON, ROOT, SCHEMALINT, copy_project, environment, need_python_packages, run

EXAMPLES = ROOT / "ci" / "examples"
TOOLS = PYTHON.parent


class ValidTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need_python_packages()

    def assert_valid(self, schema, file, *options):
        run(TOOLS / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *options, file,
            env=environment())

    def test_action(self):
        self.assert_valid("github-actions", ROOT / "action.yml")

    def test_github(self):
        self.assert_valid("github-workflows", EXAMPLES / "github-actions.yml")

    def test_gitlab(self):
        self.assert_valid("gitlab-ci", EXAMPLES / "gitlab-ci.yml", "--data-transform", "gitlab-ci")

    def test_azure(self):
        self.assert_valid("azure-pipelines", EXAMPLES / "azure-pipelines.yml",
                          "--data-transform", "azure-pipelines", "--regex-variant", "nonunicode")

    def test_scripts(self):
        scripts = sorted((ROOT / "ci" / "github").iterdir())
        self.assertEqual(5, len(scripts))
        run(TOOLS / "shellcheck", "--external-sources", *scripts, cwd=ROOT, env=environment())

    def test_inputs_that_the_workflow_gives(self):
        steps = read_yaml(EXAMPLES / "github-actions.yml")["jobs"]["schemalint"]["steps"]
        given = [set(step["with"]) for step in steps if "/schemalint@" in step.get("uses", "")]
        self.assertEqual(1, len(given))
        self.assertLessEqual(given[0], set(read_yaml(ROOT / "action.yml")["inputs"]))

    def test_hooks(self):
        known = {hook["id"] for hook in read_yaml(ROOT / ".pre-commit-hooks.yaml")}
        named = set(re.findall(r"- id: ([\w-]+)", (EXAMPLES / "pre-commit-config.yaml").read_text()))
        self.assertEqual(known, named)


class CommandsTest(CliTest):
    """What the examples run writes the reports that they hand over."""
    program = SCHEMALINT

    def setUp(self):
        super().setUp()
        self.project = copy_project("orchestrator", self.folder)

    def run_command(self, text):
        words = shlex.split(text)
        self.assertIn(Path(words[0]).name, ("schemalint", "pre-commit-schemalint"))
        return self.run_program(*words[1:], status=1)

    def assert_written(self, *names):
        for name in names:
            self.assertGreater((self.project / name).stat().st_size, 100, name)

    def test_gitlab(self):
        job = read_yaml(EXAMPLES / "gitlab-ci.yml")["schemalint"]
        [command] = job["script"]
        self.run_command(command)
        self.assert_written(*job["artifacts"]["reports"].values())

    def test_azure(self):
        steps = read_yaml(EXAMPLES / "azure-pipelines.yml")["steps"]
        variable = "$(Build.ArtifactStagingDirectory)"
        [command] = [step["script"] for step in steps if "script" in step]
        out = self.run_command(command.replace(variable, "staging")).out
        self.assertIn("##vso[task.logissue ", out)
        places = [place.replace(variable, "staging") for step in steps for name, place
                  in step.get("inputs", {}).items() if name in ("testResultsFiles", "PathtoPublish")]
        self.assertEqual(["staging/schemalint.xml", "staging/sarif"], places)
        self.assert_written("staging/schemalint.xml", "staging/sarif/schemalint.sarif")

    def test_jenkins(self):
        text = (EXAMPLES / "Jenkinsfile").read_text()
        [command] = re.findall(r"sh '(.+)'", text)
        self.run_command(command)
        reports = re.findall(r"(?:junit|pattern:) '(.+?)'", text)
        self.assertEqual(2, len(reports))
        self.assert_written(*reports)


if __name__ == "__main__":
    unittest.main()
