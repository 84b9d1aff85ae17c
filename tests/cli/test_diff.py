"""`schemalint diff`: both ways, all formats, exit statuses."""
import json
import tempfile
import unittest
from pathlib import Path

from tools import PROJECTS, SCHEMALINT, environment, run

SHOP = PROJECTS.parent / "diff" / "shop"


def diff(*options, status):
    return run(SCHEMALINT, "diff", *options, status=(status,), env=environment()).decode()


class DiffTest(unittest.TestCase):
    def test_text_has_a_line_for_each_difference(self):
        lines = diff(SHOP, "--format", "text", status=1).splitlines()
        self.assertIn("- table shop.invoices: 3 columns", lines)
        self.assertIn("+ table shop.items: 5 columns", lines)
        self.assertIn("- column shop.customers.nick: VARCHAR(20) NULL", lines)
        self.assertIn("~ type shop.customers.email: VARCHAR(100) -> VARCHAR(200)", lines)
        self.assertIn("~ nullability shop.customers.name: NOT NULL -> NULL", lines)

    def test_reverse_is_the_other_way(self):
        lines = diff(SHOP, "--format", "text", "--reverse", status=1).splitlines()
        self.assertIn("+ table shop.invoices: 3 columns", lines)
        self.assertIn("~ type shop.customers.email: VARCHAR(200) -> VARCHAR(100)", lines)

    def test_json_says_the_same(self):
        found = json.loads(diff(SHOP, "--format", "json", status=1))["differences"]
        self.assertEqual(len(found), len(diff(SHOP, "--format", "text", status=1).splitlines()))
        self.assertIn({"kind": "table", "object": "shop.items", "wanted": "5 columns", "present": None},
                      found)

    def test_equal_schemas_are_no_difference(self):
        self.assertEqual(diff(PROJECTS / "notebooks", status=0), "")

    def test_a_project_without_migrations_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "models.py").write_text((SHOP / "models.py").read_text())
            diff(folder, status=2)
            diff(SHOP, "--format", "yaml", status=2)


if __name__ == "__main__":
    unittest.main()
