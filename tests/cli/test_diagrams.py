"""`schemalint schema` as a diagram: the documents are what their readers take, whatever names say."""
import json
import re
import shutil
import subprocess
import unittest
from xml.etree import ElementTree

from cli.runs import CliTest
from tools import PROJECTS

SVG = "{http://www.w3.org/2000/svg}"

# Every name that a format might stumble over, as a table, a column and a schema.
HOSTILE = """\
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

metadata = MetaData()
names = ['<b>&"', "it's", "a\\\\N\\n\\tb", "]]>", "%%{init}%%", "\\x01\\x1b[31m", "{|}", "#35;", "--", "\\u202eabc",
         "👩‍👩‍👧", "direction TB", "LONG", "pk", "end", "-->", "a.b.c", "//"]
for name in names:
    Table(name, metadata, Column(name, Integer, primary_key=True),
          Column("to", ForeignKey("target.id")), schema=name)
Table("target", metadata, Column("id", Integer, primary_key=True))
""".replace("LONG", "long" * 100)

# Mermaid's grammar of entity relationship diagrams, as far as they are written here.
QUOTED = r'"[^"%\r\n\v\b\\#;<>]+"'
WORD = r"(?!(?i:pk|fk|uk)\b)[A-Za-z_][A-Za-z0-9_\-\[\]()]*"
MERMAID = [
    re.compile(rf"    {QUOTED}(\[{QUOTED}\])?( \{{)?"),
    re.compile(rf"        {WORD} {WORD}( (PK|FK|UK)(, (PK|FK|UK))*)?( {QUOTED})?"),
    re.compile(rf"    {QUOTED} (\}}o|\|o)--(\|\||o\|) {QUOTED} : {QUOTED}"),
    re.compile(r"    \}"),
    re.compile(r"    %% [^{].*"),
]


class DiagramTest(CliTest):
    def schema(self, *arguments, **options):
        return self.run_program("schema", *arguments, status=0, **options).out

    def svg(self, *arguments, **options):
        return ElementTree.fromstring(self.schema("--format", "svg", *arguments, **options))

    def tables(self, *arguments, **options):
        return {group.get("data-table") for group in self.svg(*arguments, **options).iter(f"{SVG}g")
                if group.get("data-table")}

    def assert_mermaid(self, text):
        first, *lines = text.splitlines()
        self.assertEqual("erDiagram", first)
        for line in lines:
            self.assertNotRegex(line, r"^ {4}\S.*(?i:direction)\s")
            self.assertTrue(any(form.fullmatch(line) for form in MERMAID), line)

    def render(self, dot):
        """What Graphviz makes of it; any word of complaint fails."""
        done = subprocess.run(["dot", "-Tsvg"], input=dot.encode(), capture_output=True, timeout=300)
        self.assertEqual((0, b""), (done.returncode, done.stderr))
        return ElementTree.fromstring(done.stdout)

    def test_tables_and_keys_are_drawn(self):
        svg = self.svg()
        self.assertEqual({"orders", "lines"}, self.tables())
        edges = [group for group in svg.iter(f"{SVG}g") if group.get("data-from")]
        self.assertEqual([("lines", "orders")],
                         [(edge.get("data-from"), edge.get("data-to")) for edge in edges])
        self.assertEqual("lines.order_id → orders.id", edges[0].find(f"{SVG}title").text)
        self.assert_mermaid(self.schema("--format", "mermaid"))
        self.assertIn('"lines" }o--|| "orders" : "order_id"', self.schema("--format", "mermaid"))

    def test_no_address_outside_the_document(self):
        text = self.schema("--format", "svg", cwd=PROJECTS / "orchestrator")
        self.assertEqual(["http://www.w3.org/2000/svg"], re.findall(r"https?://[^\"'<)]*", text))
        self.assertNotRegex(text, r"<(script|image|use|foreignObject)|url\(|@import")

    def test_the_same_text_every_time(self):
        for form in ("svg", "dot", "mermaid"):
            first, second = (self.schema("--format", form, "--findings", cwd=PROJECTS / "orchestrator")
                             for _ in range(2))
            self.assertEqual(first, second)

    def test_findings_and_tenants_are_marked(self):
        svg = self.svg("--findings", cwd=PROJECTS / "orchestrator")
        marks = {group.get("data-table"): group.get("class").split() for group in svg.iter(f"{SVG}g")
                 if group.get("data-table")}
        self.assertIn("mark-tenant-root", marks["migration.client_accounts"])
        # missing-composite-tenant-key
        self.assertIn("mark-finding-error", marks["migration.feedback"])
        found = json.loads(self.run_program("check", "--output", "json", cwd=PROJECTS / "orchestrator",
                                            status=1).out)
        about = [finding for finding in found["findings"]
                 if re.match(r"migration\.feedback($|[.(])", finding["object"])]
        badge = next(group for group in svg.iter(f"{SVG}g")
                     if group.get("data-table") == "migration.feedback")
        texts = [text.text for text in badge.findall(f"{SVG}text") if text.get("class") == "badge-text"]
        self.assertEqual([str(len(about))], texts)
        self.assertEqual([], [group for group in self.svg(cwd=PROJECTS / "orchestrator").iter(f"{SVG}g")
                              if "mark-finding" in group.get("class", "")])

    def test_only_some_tables(self):
        project = {"cwd": PROJECTS / "orchestrator"}
        around = self.tables("--only", "tags", **project)
        self.assertIn("migration.client_accounts", around)
        self.assertEqual({"migration.tags"}, self.tables("--only", "tags", "--depth", "0", **project))
        self.assertEqual(around, self.tables("--only", "migration.tags", "--depth", "1", **project))
        self.assertLess(around, self.tables("--only", "tags", "--depth", "2", **project))
        self.assertLess(around, self.tables("--only", "tags", "--only", "feedback", **project))
        document = json.loads(self.schema("--only", "tags", **project))
        self.assertEqual(around, {f"{table['schema']}.{table['name']}" for table in document["tables"]})
        sql = self.schema("--only", "tags", "--format", "sql", **project)
        self.assertEqual(len(around), sql.count("CREATE TABLE "))

    def test_what_is_not_there_is_an_error(self):
        self.assert_error("--only: there is no table 'order'. Did you mean 'orders'?",
                          "schema", "--only", "order")
        self.assert_error("--depth needs --only TABLE or --diff REVISION", "schema", "--depth", "2")
        self.assert_error("--findings is for diagrams: --format svg, dot or mermaid",
                          "schema", "--findings")
        self.assert_error("--format: 'mermeid' is none of json, sql, mermaid, dot, svg. "
                          "Did you mean 'mermaid'?", "schema", "--format", "mermeid")

    def test_any_name(self):
        self.write("app/models.py", HOSTILE)
        svg = self.svg("--findings")
        drawn = [group for group in svg.iter(f"{SVG}g") if group.get("data-table")]
        self.assertEqual(19, len(drawn))
        mermaid = self.schema("--format", "mermaid")
        self.assert_mermaid(mermaid)
        self.assertEqual(18, mermaid.count("--||") + mermaid.count("--o|"))

    def test_nothing_to_draw(self):
        self.write("app/models.py", "")
        self.assertEqual(set(), self.tables())
        self.assertEqual("erDiagram\n", self.schema("--format", "mermaid"))

    @unittest.skipUnless(shutil.which("dot"), "Graphviz is not installed: no `dot` on the PATH")
    def test_graphviz_reads_it(self):
        for project in sorted(PROJECTS.iterdir()):
            with self.subTest(project=project.name):
                dot = self.schema("--format", "dot", "--findings", cwd=project)
                nodes = [group for group in self.render(dot).iter(f"{SVG}g")
                         if group.get("class") == "node"]
                self.assertEqual(len(self.tables(cwd=project)), len(nodes))
        self.write("app/models.py", HOSTILE)
        groups = list(self.render(self.schema("--format", "dot")).iter(f"{SVG}g"))
        self.assertEqual(19, sum(group.get("class") == "node" for group in groups))
        self.assertEqual(18, sum(group.get("class") == "edge" for group in groups))
