"""docs/milestone.md says what the program does."""
import re
import shlex
import tomllib

from cli.test_docs import example_commands
from milestone.weeks import Weeks, report, report_json
from tools import ROOT

PAGE = (ROOT / "docs" / "milestone.md").read_text(encoding="utf-8")


def milestones(text):
    """The blocks of TOML in a page that have a milestone."""
    return [block for block in re.findall(r"(?ms)^```toml\n(.*?)^```", text)
            if "milestone" in tomllib.loads(block)]


class PageTest(Weeks):
    def test_commands_work(self):
        commands = [shlex.split(command)[1:] for command in example_commands(PAGE)]
        self.assertGreater(len(commands), 8)
        for command, *arguments in commands:
            with self.subTest(arguments):
                if command == "report":
                    report(self.folder, *arguments, status=(0, 1))
                else:
                    self.assertEqual(["init", "--milestone", "--dry-run"], [command, *arguments])

    def test_every_metric_is_in_the_table(self):
        names = [name for row in re.findall(r"(?m)^\| ([a-z-]+(?:, [a-z-]+)*) \|", PAGE)
                 for name in row.split(", ") if name != "metric"]
        self.assertEqual([metric["name"] for metric in report_json(self.folder)["metrics"]], names)

    def test_the_milestones_that_pages_show_are_read(self):
        pages = [PAGE, (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")]
        for text in pages:
            (block,) = milestones(text)
            settings = tomllib.loads(block)["milestone"]
            shown = "[milestone]" + block.split("[milestone]", 1)[1]
            (self.folder / "schemalint.toml").write_text(shown, encoding="utf-8")
            told = report_json(self.folder)
            self.assertEqual([item["name"] for item in settings["items"]],
                             [item["name"] for item in told["items"]])
            self.assertEqual(str(settings["until"]), told["milestone"]["until"])
