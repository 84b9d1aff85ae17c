"""What README.md and docs/ show is what happens."""
import json
import re
import shlex

from cli.runs import CliTest
from tools import PROJECTS, ROOT, SCHEMALINT, copy_project, run


def indented_blocks(text):
    """The texts that stand four columns to the right, as Markdown shows code."""
    for block in re.findall(r"(?m)(?:^    .*\n(?:\n(?=    ))?)+", text):
        yield re.sub(r"(?m)^    ", "", block)


def example_commands(text):
    """Lines that run schemalint, without what is said about them; not those that show the form."""
    for block in indented_blocks(text):
        for line in block.splitlines():
            command = re.split(r"\s{2,}|\s\|\s", line)[0]
            if re.fullmatch(r"schemalint( [a-z./:,=-]+)*", command):
                yield command


class DocsTest(CliTest):
    program = SCHEMALINT

    def test_commands_work(self):
        self.project = copy_project("orchestrator", self.folder)
        self.write("app/models/order.py", "")
        for command in ("init -q", "add -A", "commit -qm start",
                        "update-ref refs/remotes/origin/main HEAD"):
            run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", *command.split(),
                cwd=self.project)
        for name in ("primary.csv", "replica.json"):
            self.write(name, "schemaname,relname,indexrelname,idx_scan\n")
        tried = set()
        for page in ("README.md", "docs/usage.md", "docs/ci.md"):
            for command in example_commands((ROOT / page).read_text()):
                tried.add(command)
                with self.subTest(page=page, command=command):
                    self.run_program(*shlex.split(command)[1:], status=(0, 1))
        self.assertGreater(len(tried), 15)

    def test_example_of_a_finding(self):
        out = self.run_program("check", cwd=PROJECTS / "orchestrator", status=1).out
        examples = [block for block in indented_blocks((ROOT / "README.md").read_text())
                    if " --> " in block]
        self.assertEqual(1, len(examples))
        self.assertIn(examples[0].rstrip("\n"), out)

    def test_table_of_areas(self):
        """README.md shows the table that the program prints: its Rules section is never behind."""
        page = self.run_program("rules", "--format", "markdown", status=0).out
        table = re.search(r"(?m)^\| area \|.*\n(?:\|.*\n)+", page).group()
        self.assertIn(table, (ROOT / "README.md").read_text())

    def test_pages_of_rules(self):
        self.run_program("rule", "--all", "--write", "pages/rules", status=0)
        rules = json.loads(self.run_program("rules", "--format", "json", status=0).out)["rules"]
        pages = {path.name for path in (self.project / "pages/rules").iterdir()}
        self.assertEqual({rule["name"] + ".md" for rule in rules} | {"README.md"}, pages)
        index = (self.project / "pages/rules/README.md").read_text()
        for link in re.findall(r"\]\((.+?)\)", index):
            self.assertIn(link, pages)
