"""Models in Python that is newer than the Python at hand: nothing is lost, nothing is an error.

What is read is held against the golden file beside each file of fixtures/newer_python;
UPDATE_GOLDEN=1 writes these anew.
"""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from oracle.compare import facts
from tools import ROOT, SCHEMALINT, environment


class NewerPythonTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_schemalint(self, command, *arguments):
        return subprocess.run([SCHEMALINT, command, self.folder, *arguments], capture_output=True,
                              text=True, env=environment())

    def assert_read(self, file):
        shutil.copy(file, self.folder / "models.py")
        checked = self.run_schemalint("check", "--select", "syntax-error")
        self.assertEqual(0, checked.returncode, checked.stdout)
        done = self.run_schemalint("schema", "--from", "models", "--format", "json",
                                   "--show-unknown")
        self.assertEqual("0 places not understood.\n", done.stderr)
        found = facts(json.loads(done.stdout), of_models=True)
        lines = "".join(f"{about}: {what}\n" for about, what in sorted(found.items()))
        golden = file.with_suffix(".expected")
        if "UPDATE_GOLDEN" in os.environ:
            golden.write_text(lines)
        self.assertEqual(golden.read_text(), lines)


def add_tests():
    for file in sorted((ROOT / "fixtures" / "newer_python").glob("*.py")):

        def test(self, file=file):
            self.assert_read(file)

        setattr(NewerPythonTest, f"test_{file.stem}", test)


add_tests()
