"""What `schemalint report` makes of the configuration, and of what strangers write into it."""
from cli.runs import MODELS
from milestone.repositories import MILESTONE, RepositoryTest


class ConfigurationTest(RepositoryTest):
    def milestone(self, text):
        self.write("schemalint.toml", "[milestone]\n" + text)

    def test_what_is_wrong_is_said_with_its_line(self):
        item = '[[milestone.items]]\nname = "a"\n'
        for text, said in (
                (item + 'rules = ["implicit-lazzy"]\n', "4:10: .*no rule and no area"),
                (item + 'rules = ["types", "revision-file-name"]\n', "4:19: .*does not run"),
                (item + 'metric = "tabels"\nat-most = 3\n', "4:10: there is no metric 'tabels'"),
                ('[[milestone.metrics]]\nmetric = "migration"\nat-most = 1\n',
                 "3:10: there is no metric"),
                (item + 'rules = ["types"]\npoints = -1\n', "5:10: .*negative"),
                (item + 'rules = ["types"]\npriority = "P3"\n', "5:12: a priority is"),
                (item + 'rules = ["types"]\nwekk = 3\n', "5:1: unknown key"),
                (item + 'metric = "tables"\n', "2:1: "),
                (item + item + 'rules = ["types"]\n', "2:1: .*rules"),
                ("start = 2026-02-30\n", "2:"),
                ("start = 2026-02-03\nuntil = 2026-02-03\n", "3:9: .*behind its start")):
            with self.subTest(text):
                self.milestone(text)
                result = self.run_program("report", status=2)
                self.assertRegex(result.err, rf"\Aschemalint: error: schemalint.toml:{said}")
                self.assertEqual(1, result.err.count("\n"))

    def test_a_rule_that_is_switched_off(self):
        self.write("schemalint.toml", 'ignore = ["invalid-lazy"]\n' + MILESTONE)
        result = self.run_program("report", status=2)
        self.assertRegex(result.err, r"schemalint.toml:8:10: 'invalid-lazy' does not run")

    def test_markdown_stays_short_and_in_its_cells(self):
        items = "".join(f'[[milestone.items]]\nname = "i{n}"\ntitle = "{"x|`<b>@all*" * 20}"\n'
                        f'rules = ["types"]\n\n' for n in range(600))
        self.milestone(items)
        result = self.run_program("report", status=0)
        self.assertLess(len(result.out.encode()), 65_536)
        self.assertNotIn("@all", result.out)

    def test_a_link_stays_a_link(self):
        self.milestone('[[milestone.items]]\nname = "a"\nrules = ["types"]\n'
                       'issue = "https://tracker.example/A_1?x=*y*&z|"\n')
        self.assertIn("<https://tracker.example/A_1?x=*y*&amp;z%7C>", self.run_program("report", status=0).out)

    def test_formulas_are_words(self):
        self.milestone('[[milestone.items]]\nname = "=1+1"\ntitle = "@SUM(A1)"\n'
                       'rules = ["types"]\nissue = "-2+3"\n')
        # What is no link is no element of HTML either.
        self.assertIn("(-2+3)", self.run_program("report", status=0).out)
        row = self.run_program("report", "--format", "csv", status=0).out.splitlines()[1]
        self.assertTrue(row.startswith("'=1+1,'@SUM(A1),"), row)
        self.assertIn("'-2+3", row)

    def test_a_share_is_rounded_down_but_not_below_itself(self):
        self.begin()
        self.commit("2026-01-05", app__models=self.notes(100))
        self.commit("2026-01-12", app__models=self.notes(43))
        self.write("schemalint.toml", MILESTONE)
        self.assertIn("| 43 | 57 | 57 % |", self.run_program("report", status=0).out)

    def test_a_comment_past_its_end_fails_on_the_day_of_the_goals(self):
        self.begin()
        line = 'lazy="selectinload")  # schemalint: ignore[invalid-lazy until=2026-02-01] soon\n'
        self.commit("2026-01-05", app__models=MODELS.replace('lazy="selectinload")\n', line))
        self.run_program("report", "--check-goals", "--day", "2026-02-01", status=0)
        result = self.run_program("report", "--check-goals", "--day", "2026-02-02", status=1)
        self.assertIn("app/models.py:10: the suppression is past its end", result.err)
