"""What the Python tests share: where things are, how to run them, what to do without them."""
import os
import shutil
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECTS = ROOT / "fixtures" / "projects"
SCHEMALINT = ROOT / "build" / "release" / "schemalint"
SANITIZED = ROOT / "build" / "sanitize" / "schemalint"
NODE_MODULES = ROOT / "node_modules"
PYTHON = ROOT / "build" / "venv" / "bin" / "python"


def run(*command, status=(0,), **options):
    """Runs a command and returns its standard output; any other exit status fails the test."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=600, **options)
    if done.returncode not in status:
        raise AssertionError(
            f"exit status {done.returncode} of {' '.join(map(str, command))}\n"
            f"{done.stdout.decode(errors='replace')}{done.stderr.decode(errors='replace')}")
    return done.stdout


def need_python_packages():
    if not (ROOT / "build" / "venv" / "requirements.txt").exists():
        raise unittest.SkipTest("the packages of tests/requirements.txt are not installed")


def copy_project(name, folder):
    """A fresh copy of a bundled project, as a user would have it."""
    target = Path(folder) / name
    shutil.copytree(PROJECTS / name, target, symlinks=True,
                    ignore=shutil.ignore_patterns("__pycache__"))
    return target


def contents(folder):
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts and ".git" not in path.parts}


def environment(**more):
    """This process's environment without what would colour or steer schemalint and Python."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("SCHEMALINT_", "PRE_COMMIT", "GITHUB_", "PYTHONPATH"))}
    return {**kept, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", **more}
