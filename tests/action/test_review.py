"""The comment at a pull request that changes the schema, as schemalint itself describes it."""
from action.checkouts import CLEAN, RULE, STOCK, ActionTest
from action.comments_server import CommentsServer
from cli.runs import MODELS


class ReviewTest(ActionTest):
    def setUp(self):
        super().setUp()
        self.server = CommentsServer()
        self.addCleanup(self.server.close)
        self.runner.variables["GITHUB_API_URL"] = self.server.url
        self.write("app/__init__.py", "")
        self.write("app/models.py", MODELS)
        self.base = self.commit()

    def comment(self):
        self.commit()
        self.pull_request(base=self.base)
        job = self.use(comment="true")
        self.assert_status(1, job)
        return job

    def test_new_table(self):
        self.write("app/stock.py", STOCK)
        job = self.comment()
        [body] = self.server.bodies()
        self.assertIn("Schema review", body)
        self.assertIn("shelves", body)
        self.assertIn("app/stock.py:10", body)
        self.assertNotIn("app/models.py:10", body)
        self.assertIn("Schema review", job.summary)

    def test_change_that_is_taken_back(self):
        self.write("app/stock.py", STOCK)
        self.comment()
        self.write("app/stock.py", CLEAN)
        job = self.comment()
        self.assertEqual([], self.server.comments)
        self.assertIn(RULE, job.summary)
