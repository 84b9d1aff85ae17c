"""What other linters of PostgreSQL migrations document, told in our own SQL: what of it is found.

fixtures/peers/squawk and fixtures/peers/pgrubic have a folder for each rule of theirs, with cases in
it; wrong_statements has what tools say of PostgreSQL that is not so. A case is a folder of
migrations, of which the first file makes what is there, or one schema.sql. Its file `expected` has a
line for every rule that must speak of the rest; other rules must not:

    RULE                it must find something
    may RULE            it may, which is no matter of this case
    not RULE            it must not; names a rule that runs only where it is named
    misses RULE: WHY    it should and does not yet; to be mended here when it does
    not ours: WHY       nothing is expected, whatever is found

All rules run that any case names. Those that speak of nearly every statement run only where a case
names them. `python3 tests/cli/test_peers.py` prints a table of the cases.
"""
import json
import shutil
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import ROOT, SCHEMALINT, environment, run  # noqa: E402

FIXTURES = ROOT / "fixtures" / "peers"
ONLY_WHERE_NAMED = {"missing-lock-timeout", "non-idempotent-statement",
                    "unguarded-autocommit-statement"}
FIRST = ("V1__setup.sql", "001_setup.sql", "001_setup.py")  # findings in it are no matter of the case


class Case:
    def __init__(self, folder):
        self.folder = folder
        self.name = str(folder.relative_to(FIXTURES))
        self.must, self.may, self.must_not = set(), set(), set()
        self.misses, self.not_ours = {}, ""
        for line in (folder / "expected").read_text().splitlines():
            word, _, rest = line.partition(" ")
            if line.startswith("not ours: "):
                self.not_ours = line.removeprefix("not ours: ")
            elif word == "misses":
                rule, _, why = rest.partition(": ")
                self.misses[rule] = why
            elif word in ("may", "not"):
                (self.may if word == "may" else self.must_not).add(rest)
            else:
                self.must.add(line)

    def rules(self):
        return self.must | self.may | self.must_not | set(self.misses)


CASES = [Case(file.parent) for file in sorted(FIXTURES.rglob("expected"))]
ALL_RULES = set().union(*(case.rules() for case in CASES))


def rules_that_run(case):
    return sorted(ALL_RULES - ONLY_WHERE_NAMED | case.rules())


def verdict(case, found):
    """Nothing where all is as it must be, else what is wrong."""
    wrong = [f"{rule} is missing" for rule in sorted(case.must - found)]
    wrong += [f"{rule} is one too many" for rule in sorted(found - case.must - case.may)]
    return "" if case.not_ours else ", ".join(wrong)


def findings(report):
    """The rules that speak of more than the first file, each with its words."""
    found = {}
    for finding in json.loads(report)["findings"]:
        if Path(finding["location"]["path"]).name not in FIRST:
            found.setdefault(finding["rule"], []).append(finding["message"])
    return found


def examine(program, case, rules):
    """Lints a copy, which is a project of its own."""
    with tempfile.TemporaryDirectory(prefix="schemalint-") as copy:
        shutil.copytree(case.folder, copy, dirs_exist_ok=True)
        return findings(run(program, "check", "--isolated", "--output", "json", "--select",
                            ",".join(rules), status=(0, 1), cwd=copy, env=environment()))


def rules_of(program):
    return set(run(program, "rules").decode().split())


class PeersTest(unittest.TestCase):
    def test_cases_name_rules_that_there_are(self):
        self.assertEqual([], sorted(ALL_RULES - rules_of(SCHEMALINT)))

    def assert_as_expected(self, folder):
        for case in CASES:
            if case.folder.parent == folder:
                with self.subTest(case=case.name):
                    found = examine(SCHEMALINT, case, rules_that_run(case))
                    self.assertEqual("", verdict(case, set(found)), found)


def add_tests():
    for folder in sorted({case.folder.parent for case in CASES}):
        def test(self, folder=folder):
            self.assert_as_expected(folder)

        name = "_".join(folder.relative_to(FIXTURES).parts).replace("-", "_")
        setattr(PeersTest, f"test_{name}", test)


def row(program, case, listed):
    """What became of one case, and why."""
    found = examine(program, case, [rule for rule in rules_that_run(case) if rule in listed])
    wrong = verdict(case, set(found))
    if case.not_ours:
        return "not ours", case.not_ours
    if wrong:
        words = [f"{rule}: {found[rule][0]}" for rule in sorted(set(found) - case.must - case.may)]
        not_built = [f"{rule} is not built" for rule in sorted(case.must - listed)]
        return "NOT", "; ".join([wrong, *words, *not_built])
    if case.misses:
        return "missed", "; ".join(f"{rule}: {why}" for rule, why in case.misses.items())
    return "caught" if case.must else "silent", ", ".join(sorted(case.must))


def print_table(program):
    listed = rules_of(program)
    outcomes = Counter()
    for case in CASES:
        outcome, why = row(program, case, listed)
        outcomes[outcome] += 1
        print(f"| {case.name} | {outcome} | {why} |")
    print(f"{len(CASES)} cases: " + ", ".join(f"{n} {what}" for what, n in outcomes.most_common()))


if __name__ == "__main__":
    print_table(sys.argv[1] if len(sys.argv) > 1 else SCHEMALINT)
else:
    add_tests()
