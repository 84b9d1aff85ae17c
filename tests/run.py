"""Runs all tests with what is built in build/; the last line is `N passed, N failed`.

    tests/run.py             everything
    tests/run.py oracle      only the Python test modules whose name begins with "oracle"
"""
import re
import subprocess
import sys
import time
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
DOCTEST_SUMMARY = re.compile(
    r"^\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed(?: \|\s*(\d+) skipped)?",
    re.MULTILINE,
)


class Counts:
    def __init__(self):
        self.passed = self.failed = 0
        self.skipped = []


class CountingResult(unittest.TextTestResult):
    """Counts what passed as well, which unittest only derives, wrongly after a failing setUpClass."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def run_unit_tests(preset, counts):
    """The C++ tests of one build, written with doctest."""
    program = ROOT / "build" / preset / "schemalint-tests"
    print(f"== Unit tests, {preset} build", flush=True)
    started = time.monotonic()
    try:
        run = subprocess.run([program], cwd=ROOT, text=True, errors="replace",
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1800)
        output, status = run.stdout, run.returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        output, status = str(error), None
    summary = DOCTEST_SUMMARY.search(output)
    passed, failed, skipped = (int(n or 0) for n in summary.groups()) if summary else (0, 0, 0)
    if status != 0:
        failed = max(failed, 1)  # a crash or a sanitizer's report is a failure too
    print(output.rstrip() if failed else summary.group(0))
    print(f"   {time.monotonic() - started:.1f} s, exit status {status}", flush=True)
    counts.passed += passed
    counts.failed += failed
    counts.skipped += [f"a unit test of the {preset} build"] * skipped


def run_python_tests(prefix, counts):
    print("== Tests against real servers, libraries and validators", flush=True)
    sys.path.insert(0, str(TESTS))
    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    for file in sorted(TESTS.glob("*/test_*.py")):
        module = f"{file.parent.name}.{file.stem}"
        if module.startswith(prefix):
            suite.addTests(loader.loadTestsFromName(module))
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=CountingResult)
    result = runner.run(suite)
    counts.passed += result.passed
    counts.failed += len(result.failures) + len(result.errors)
    counts.skipped += [f"{test}: {reason}" for test, reason in result.skipped]


def main():
    prefix = sys.argv[1] if len(sys.argv) > 1 else ""
    counts = Counts()
    if not prefix:
        for preset in ("release", "sanitize"):
            run_unit_tests(preset, counts)
    run_python_tests(prefix, counts)
    for skipped in counts.skipped:
        print(f"== SKIPPED {skipped}")
    closing = f"{counts.passed} passed, {counts.failed} failed"
    if counts.skipped:
        closing += f", {len(counts.skipped)} skipped"
    print(closing, flush=True)
    sys.exit(1 if counts.failed or not counts.passed else 0)


if __name__ == "__main__":
    main()
