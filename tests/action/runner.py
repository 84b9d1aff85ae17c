"""Runs the steps of action.yml as GitHub's runner runs those of a composite action."""
import json
import re
import shutil
import subprocess
from pathlib import Path

from action.expressions import as_text, interpolate
from tools import PYTHON, ROOT, environment, need_python_packages, run

COMMAND = re.compile(r"^::(error|warning|notice)(?: ([^:]*))?::(.*)$")
STOP = re.compile(r"^::stop-commands::(.+)$")


def read_yaml(file):
    """The content of a YAML file; the packages that the tests use bring a parser."""
    need_python_packages()
    script = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout, default=str)"
    with open(file, "rb") as text:
        done = subprocess.run([PYTHON, "-c", script], stdin=text, capture_output=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{file}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def unescaped(text):
    return (text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",")
            .replace("%25", "%"))


class Annotation:
    def __init__(self, level, properties, message):
        self.level = level
        self.properties = {name: unescaped(value) for name, _, value in
                           (part.partition("=") for part in (properties or "").split(",") if part)}
        self.message = unescaped(message)

    def __repr__(self):
        return f"{self.level} {self.properties}: {self.message}"


class Step:
    """What came of a step."""

    def __init__(self, name, status=0, log="", summary="", inputs=None):
        self.name = name
        self.status = status
        self.log = log
        self.summary = summary
        self.inputs = inputs  # of an action that the step uses; None for a script
        self.kept = None      # what the SARIF file held when it was uploaded

    @property
    def annotations(self):
        """The workflow commands that the runner obeys: none between stop-commands and its token."""
        found, token = [], None
        for line in self.log.splitlines():
            if token:
                token = None if line == f"::{token}::" else token
            elif stop := STOP.match(line):
                token = stop.group(1)
            elif command := COMMAND.match(line):
                found.append(Annotation(*command.groups()))
        return found


class Job:
    """What came of the action: its steps that ran, its outputs, whether the job goes on."""

    def __init__(self):
        self.steps = []
        self.outputs = {}
        self.failed = False

    def step(self, name):
        return next((step for step in self.steps if step.name == name), None)

    @property
    def log(self):
        return "".join(f"== {step.name}: {step.status}\n{step.log}" for step in self.steps)

    @property
    def summary(self):
        return "".join(step.summary for step in self.steps)

    @property
    def annotations(self):
        return [annotation for step in self.steps for annotation in step.annotations]

    def messages(self, level):
        return [a.message for a in self.annotations if a.level == level]

    @property
    def uploaded(self):
        """The SARIF that went to code scanning, or nothing."""
        step = self.step("Upload to code scanning")
        return step.kept if step else None


class Runner:
    """A machine with a checkout. `action` is the folder of the action, `folder` takes all else."""

    def __init__(self, folder, workspace, action=ROOT):
        self.folder = Path(folder)
        self.workspace = Path(workspace)
        self.action = Path(action)
        self.description = read_yaml(self.action / "action.yml")
        self.event_name = "push"
        self.event = {}
        self.variables = {}
        self.failing_actions = ()

    def use(self, **given):
        """Runs the action with these inputs, `_` for `-`."""
        for folder in ("temp", "files"):
            shutil.rmtree(self.folder / folder, ignore_errors=True)
            (self.folder / folder).mkdir()
        (self.folder / "event.json").write_text(json.dumps(self.event))
        given = {name.replace("_", "-"): value for name, value in given.items()}
        known = self.description["inputs"]
        if unknown := set(given) - set(known):
            raise AssertionError(f"action.yml has no input {unknown}")
        contexts = {"github": {"token": "the-token"}, "steps": {}}
        contexts["inputs"] = {name: given.get(name, interpolate(about.get("default", ""), contexts, {}))
                              for name, about in known.items()}
        job = Job()
        functions = {"cancelled": lambda: False, "success": lambda: not job.failed, "always": lambda: True}
        for number, step in enumerate(self.description["runs"]["steps"]):
            outputs = contexts["steps"].setdefault(step.get("id", f"__{number}"), {})
            condition = step.get("if", "success()")
            if "cancelled()" not in condition and "always()" not in condition and job.failed:
                continue
            if not interpolate(condition if "${{" in condition else f"${{{{ {condition} }}}}",
                               contexts, functions):
                continue
            done = self._run_step(number, step, contexts, functions, outputs)
            job.steps.append(done)
            if done.status != 0 and not interpolate(step.get("continue-on-error", False),
                                                    contexts, functions):
                job.failed = True
        job.outputs = {name: as_text(interpolate(about["value"], contexts, functions))
                       for name, about in self.description["outputs"].items()}
        return job

    def _run_step(self, number, step, contexts, functions, outputs):
        if "uses" in step:
            inputs = {name: as_text(interpolate(value, contexts, functions))
                      for name, value in step["with"].items()}
            done = Step(step["name"], inputs=inputs,
                        status=int(step["uses"].partition("@")[0] in self.failing_actions))
            if "sarif_file" in inputs:
                done.kept = Path(inputs["sarif_file"]).read_text()
            return done
        if step["shell"] != "bash":
            raise AssertionError(f"the shell {step['shell']} is not bash")
        files = self.folder / "files"
        script = files / f"{number}.sh"
        script.write_text(interpolate(step["run"], contexts, functions))
        for name in ("output", "summary", "env", "path"):
            (files / f"{number}.{name}").touch()
        variables = {name: as_text(interpolate(value, contexts, functions))
                     for name, value in step.get("env", {}).items()}
        process = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script], cwd=self.workspace,
            env=environment(**{**self._github(files, number), **self.variables, **variables}),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        for line in (files / f"{number}.output").read_text().splitlines():
            name, _, value = line.partition("=")
            outputs[name] = value
        return Step(step["name"], process.returncode, process.stdout.decode(errors="replace"),
                    (files / f"{number}.summary").read_text())

    def _github(self, files, number):
        """What the runner sets for a step."""
        sha = subprocess.run(["git", "rev-parse", "HEAD"], cwd=self.workspace, capture_output=True,
                             text=True).stdout.strip()
        return {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_WORKSPACE": str(self.workspace), "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_EVENT_NAME": self.event_name,
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_OUTPUT": str(files / f"{number}.output"),
            "GITHUB_STEP_SUMMARY": str(files / f"{number}.summary"),
            "GITHUB_ENV": str(files / f"{number}.env"), "GITHUB_PATH": str(files / f"{number}.path"),
            "GITHUB_REPOSITORY": "shop/backend", "GITHUB_RUN_ID": "17", "GITHUB_SHA": sha,
            "GITHUB_REF": "refs/heads/main", "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_API_URL": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1",
        }


def git(folder, *arguments):
    """Runs git as a committer that needs no settings of this machine."""
    return run("git", "-c", "user.name=A Tester", "-c", "user.email=tester@example.com",
               "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments,
               cwd=folder, env=environment()).decode().strip()
