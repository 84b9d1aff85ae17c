"""Runs schemalint in small projects made for one test."""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from tools import SANITIZED, SCHEMALINT, environment

# One finding that every test can look for: the others are still linted.
MODELS = """\
from sqlalchemy import BigInteger, Column, ForeignKey
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Order(Base):
    __tablename__ = "orders"
    id = Column(BigInteger, primary_key=True)
    lines = relationship("Line", lazy="selectinload")


class Line(Base):
    __tablename__ = "lines"
    id = Column(BigInteger, primary_key=True)
    order_id = Column(ForeignKey("orders.id"), index=True, nullable=False)
"""
FINDING = "app/models.py:10:39: error invalid-lazy"

NOBODY = 65534


class Result:
    def __init__(self, done):
        self.status = done.returncode
        self.out = (done.stdout or b"").decode(errors="replace")
        self.err = (done.stderr or b"").decode(errors="replace")

    def __str__(self):
        return f"exit status {self.status}\n{self.out}\n--- standard error\n{self.err}"


class CliTest(unittest.TestCase):
    maxDiff = None
    program = SANITIZED if SANITIZED.exists() else SCHEMALINT

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="schemalint-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.folder.chmod(0o755)
        self.project = self.folder / "project"
        self.write("app/__init__.py", "")
        self.write("app/models.py", MODELS)

    def write(self, name, content):
        file = self.project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def run_program(self, *arguments, status, cwd=None, **options):
        """Runs it, by default inside the project; no other word on standard error than its own:
        nothing of a sanitizer, nothing of a library. `status` is what it must exit with."""
        variables = environment(**options.pop("variables", {}))
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE, "timeout": 300, **options}
        result = Result(subprocess.run([self.program, *arguments], cwd=cwd or self.project,
                                       env=variables, **options))
        self.assertIn(result.status, status if isinstance(status, tuple) else (status,),
                      str(result))
        for line in result.err.splitlines():
            self.assertRegex(line, "^(schemalint: |Fixed |[0-9]+ problems?; see |.+ not understood)", str(result))
        return result

    def check(self, *arguments, status=1, **options):
        return self.run_program("check", "--output", "concise", *arguments, status=status,
                                **options)

    def assert_error(self, expected, *arguments, **options):
        """One line, status 2, nothing on standard output."""
        result = self.run_program(*arguments, status=2, **options)
        self.assertEqual("", result.out)
        self.assertEqual(f"schemalint: error: {expected}\n", result.err)

    def assert_linted(self, *lines, **options):
        """The project's own finding and these are there, and no others."""
        result = self.check(**options)
        found = [line for line in result.out.splitlines() if line]
        self.assertEqual(len(lines) + 1, len(found), str(result))
        for line in (FINDING, *lines):
            self.assertEqual(1, sum(line in other for other in found), f"{line}\n{result}")
        return result

    def as_nobody(self):
        """Options for a run that may not read everything; root reads whatever it likes."""
        if os.geteuid() != 0:
            return {}
        # The build may lie where nobody else gets to.
        own = self.folder / "schemalint"
        if self.program != own:
            self.program = shutil.copy(self.program, own)
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}
