"""Microsoft's validator, with GitHub's rules, finds nothing to say about our SARIF."""
import json
import re
import tempfile
import unittest
import urllib.parse
from collections import Counter
from pathlib import Path

from tools import NODE_MODULES, PROJECTS, ROOT, SCHEMALINT, environment, run

# The program itself: its npm wrapper splits arguments at the semicolon.
VALIDATOR = NODE_MODULES / "@microsoft/sarif-multitool-linux/Sarif.Multitool"
COMPLAINT = re.compile(r": (?:error|warning) [A-Z]+[0-9]+: .*")


def complaints(file):
    """What the validator says at level error or warning; its exit status does not tell."""
    VALIDATOR.chmod(0o755)  # npm runs no install script that would do it
    output = run(VALIDATOR, "validate", file, "--rule-kind", "Sarif;Ghas",
                 "--max-file-size-in-kb", "100000",
                 env=environment(DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")).decode()
    if "Analysis completed successfully." not in output:
        raise AssertionError(output)
    return COMPLAINT.findall(output)


def line_hashes(text):
    """GitHub's primaryLocationLineHash of every line: the 100 significant units that follow."""
    significant = re.sub("[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    raw = significant.encode("utf-16-le")
    units = [int.from_bytes(raw[i:i + 2], "little") for i in range(0, len(raw), 2)] + [65535]
    starts = [0] + [i + 1 for i, unit in enumerate(units) if unit == 10]
    seen = Counter()
    for start in starts:
        window = units[start:start + 100]
        value = 0
        for unit in window + [0] * (100 - len(window)):
            value = (value * 37 + unit) % 2**64
        seen[value] += 1
        yield f"{value:x}:{seen[value]}"


class SarifTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not VALIDATOR.exists():
            raise unittest.SkipTest("the npm package @microsoft/sarif-multitool-linux is missing")

    def assert_valid(self, project, findings_wanted, start=ROOT):
        with tempfile.TemporaryDirectory(prefix="schemalint-") as folder:
            file = Path(folder) / "findings.sarif"
            run(SCHEMALINT, "check", project, "--output", f"sarif:{file}", status=(0, 1),
                cwd=start, env=environment())
            self.assertEqual([], complaints(file))
            results = json.loads(file.read_text())["runs"][0]["results"]
        if findings_wanted is not None:
            self.assertEqual(findings_wanted, bool(results))
        return results

    def test_orchestrator(self):
        self.assert_valid(PROJECTS / "orchestrator", findings_wanted=True)

    def test_notebooks(self):
        self.assert_valid(PROJECTS / "notebooks", findings_wanted=None)

    def test_clean_project(self):
        with tempfile.TemporaryDirectory(prefix="schemalint-") as folder:
            (Path(folder) / "settings.py").write_text("DEBUG = False\n")
            self.assert_valid(".", findings_wanted=False, start=folder)

    def test_names_that_a_uri_must_encode(self):
        with tempfile.TemporaryDirectory(prefix="schemalint-") as folder:
            (Path(folder) / "größe [1] %.py").write_text("import sqlalchemy\n\ndef broken(:\n")
            self.assert_valid(".", findings_wanted=True, start=folder)

    def test_line_hashes_are_those_of_github(self):
        project = PROJECTS / "orchestrator"
        hashes = {}
        for result in self.assert_valid(project, findings_wanted=True):
            place = result["locations"][0]["physicalLocation"]
            uri = urllib.parse.unquote(place["artifactLocation"]["uri"])
            if uri not in hashes:
                file = next(f for f in (ROOT / uri, project / uri) if f.exists())
                hashes[uri] = list(line_hashes(file.read_bytes().decode()))
            line = place["region"]["startLine"]
            self.assertEqual(hashes[uri][line - 1],
                             result["partialFingerprints"]["primaryLocationLineHash"],
                             f"{uri}:{line}")
