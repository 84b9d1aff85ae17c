"""Twelve weeks of work on the bundled orchestrator, as a Git repository.

    python3 tests/milestone/history.py FOLDER     makes it in FOLDER, to look at

fixtures/milestone/history.toml lists the commits. Names, dates and contents are fixed, and nothing of
the configuration of Git on a machine counts, so that the commits have the same identifiers everywhere.
Where a patch does not fit any more, the folder is left as it was before it: make the change there by
hand, `git add -A`, and `git diff --cached --find-renames` is the new patch.
"""
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ORCHESTRATOR = ROOT / "fixtures" / "projects" / "orchestrator"
MILESTONE = ROOT / "fixtures" / "milestone"
MAIN = "main"


@dataclass(frozen=True)
class Commit:
    """One commit; `branch` is where it was made, `date` has its zone."""
    id: str
    date: str
    author: str
    message: str
    branch: str = MAIN
    merge: str = ""

    @property
    def day(self):
        return self.date[:10]


class Repository:
    """A folder under Git, with nothing but what is said here."""

    def __init__(self, folder):
        self.folder = folder

    def git(self, *arguments, **variables):
        """Runs git and returns what it prints; a failure says what git said."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": os.devnull,
                 "XDG_CONFIG_HOME": os.devnull, "GIT_CONFIG_GLOBAL": os.devnull,
                 "GIT_CONFIG_NOSYSTEM": "1", **variables})
        if done.returncode != 0:
            raise RuntimeError(f"git {' '.join(map(str, arguments))}: {done.stderr.strip()}")
        return done.stdout.strip()

    def commit(self, *command, author, email, date, message):
        """`command` is what commits: `commit`, or `merge` with its branch."""
        who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
               for what, value in (("NAME", author), ("EMAIL", email), ("DATE", date))}
        self.git(*command, "--quiet", "--message", message.strip(), **who)
        return self.git("rev-parse", "HEAD")


def _first_state(folder):
    shutil.copytree(ORCHESTRATOR, folder, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("__pycache__", ".git"))
    shutil.copytree(MILESTONE / "start", folder, dirs_exist_ok=True)
    shutil.copy(MILESTONE / "schemalint.toml", folder)


def _remove(repository, globs):
    for glob in globs:
        files = sorted(path.relative_to(repository.folder) for path in repository.folder.glob(glob))
        if not files:
            raise RuntimeError(f"{glob}: there is no such file to remove")
        repository.git("rm", "--quiet", *files)


def make_history(folder: Path) -> list[Commit]:
    """Makes the repository in `folder`, which must be empty or missing; main is checked out.

    Returns all commits in the order in which they were made; those of main alone are the first
    parents of its head. Raises RuntimeError where git refuses, or a patch does not fit.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise RuntimeError(f"{folder} is not empty")
    listed = tomllib.loads((MILESTONE / "history.toml").read_text(encoding="utf-8"))
    repository = Repository(folder)
    repository.git("init", "--quiet", "--template=", "--initial-branch", MAIN,
                   "--object-format=sha1")
    branches, commits = {MAIN}, []
    for entry in listed["commits"]:
        branch = entry.get("branch", MAIN)
        if commits:
            create = [] if branch in branches else ["-b"]
            repository.git("checkout", "--quiet", *create, branch)
            branches.add(branch)
        else:
            _first_state(folder)
        _remove(repository, entry.get("remove", []))
        if "patch" in entry:
            repository.git("apply", "--index", "--whitespace=nowarn", MILESTONE / entry["patch"])
        command = ["commit"]
        if "merge" in entry:
            command = ["merge", "--no-ff", entry["merge"]]
        else:
            repository.git("add", "--all", "--force")
        date = entry["date"].isoformat()
        made = repository.commit(*command, author=entry["author"], date=date,
                                 email=listed["authors"][entry["author"]], message=entry["message"])
        commits.append(Commit(made, date, entry["author"], entry["message"].strip(), branch,
                              entry.get("merge", "")))
    repository.git("checkout", "--quiet", MAIN)
    return commits


if __name__ == "__main__":
    for commit in make_history(Path(sys.argv[1])):
        print(commit.id[:12], commit.day, commit.message.splitlines()[0])
