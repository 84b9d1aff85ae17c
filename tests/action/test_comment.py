"""The comment at a pull request, kept through a server that answers as GitHub's interface does."""
import os
import shutil

from action.checkouts import CLEAN, RULE, ActionTest
from action.comments_server import LIMIT, CommentsServer
from tools import SCHEMALINT

MARKER = "<!-- schemalint:report:schemalint -->\n"
ELSEWHERE = "0" * 40  # not in the clone: the comment has all findings, not what the change does


class CommentTest(ActionTest):
    def setUp(self):
        super().setUp()
        self.server = CommentsServer()
        self.addCleanup(self.server.close)
        self.runner.variables["GITHUB_API_URL"] = self.server.url
        self.project_with_findings()
        self.pull_request(base=ELSEWHERE)

    def comment(self, status=1, **inputs):
        job = self.use(comment="true", **inputs)
        self.assert_status(status, job)
        return job

    def mend(self):
        shutil.rmtree(self.workspace / "app")
        self.clean_project()
        self.pull_request(base=ELSEWHERE)

    def test_created_once_and_updated_in_place(self):
        self.server.add("Looks good", author="a-person", kind="User", association="MEMBER")
        self.comment()
        self.assertEqual([("POST", "/repos/shop/backend/issues/7/comments")], self.server.requests)
        first = self.server.comments[1]
        self.assertTrue(first["body"].startswith(MARKER))
        self.assertIn(RULE, first["body"])
        self.write("app/stock.py", CLEAN)
        self.commit()
        self.comment()
        self.assertEqual(("PATCH", f"/repos/shop/backend/issues/comments/{first['id']}"),
                         self.server.requests[-1])
        self.assertEqual(2, len(self.server.comments))
        self.assertEqual("Looks good", self.server.bodies()[0])
        self.assertNotIn("app/stock.py", first["body"])

    def test_deleted_when_clean(self):
        self.comment()
        self.mend()
        self.comment(status=0)
        self.assertEqual("DELETE", self.server.requests[-1][0])
        self.assertEqual([], self.server.comments)

    def test_nothing_to_say(self):
        self.mend()
        self.comment(status=0)
        self.assertEqual([], self.server.requests)

    def test_on_a_later_page(self):
        for number in range(230):
            self.server.add(f"comment {number}")
        own = self.server.add(MARKER + "old")
        self.comment()
        self.assertEqual([("PATCH", f"/repos/shop/backend/issues/comments/{own}")], self.server.requests)

    def test_comments_that_are_not_ours(self):
        """A marker that a stranger wrote, that somebody quotes, or that is of another project."""
        self.server.add(MARKER + "mine", author="stranger", kind="User")
        self.server.add("> " + MARKER + "quoted", kind="Bot")
        self.server.add(MARKER.replace("schemalint -->", "schemalint-orders -->") + "orders")
        before = self.server.bodies()
        self.comment()
        self.assertEqual(before, self.server.bodies()[:3])
        self.assertEqual(4, len(self.server.comments))

    def test_category(self):
        self.comment(category="orders")
        self.comment(category="stock")
        self.assertEqual(["<!-- schemalint:report:schemalint-orders -->",
                          "<!-- schemalint:report:schemalint-stock -->"],
                         [body.splitlines()[0] for body in self.server.bodies()])
        self.assertEqual(["`orders`", "`stock`"], [body.splitlines()[1] for body in self.server.bodies()])

    def test_too_long(self):
        """Cut between lines, what is open is closed, and it says where the rest is."""
        long = self.folder / "talkative"
        report = "<details><summary>All</summary>\n\n```python\n" + "größer 𝒳\n" * 20000 + "```\n</details>\n"
        self._program_that_reports(long, report)
        job = self.runner.use(binary=str(long), comment="true")
        self.assert_status(1, job)
        [body] = self.server.bodies()
        self.assertLess(len(body.encode("utf-16-le")) // 2, LIMIT)
        self.assertEqual(2, body.count("```"))
        self.assertIn("größer 𝒳\n```\n\n</details>\n", body)
        self.assertIn("https://github.com/shop/backend/actions/runs/17", body)
        self.assertIn("</details>", job.summary)

    def test_summary_that_is_too_long(self):
        program = self.folder / "talkative"
        self._program_that_reports(program, "- a finding\n" * 120000)
        job = self.runner.use(binary=str(program))
        self.assert_status(1, job)
        self.assertLess(len(job.summary.encode()), 1 << 20)
        self.assertTrue(job.summary.rstrip().endswith("GitHub shows no more."))

    def _program_that_reports(self, program, text):
        """schemalint, but for what its Markdown says."""
        (self.folder / "report.md").write_text(text)
        program.write_text(f"""\
#!/usr/bin/env bash
status=0
'{SCHEMALINT}' "$@" || status=$?
for word; do
  [[ $word != markdown:* ]] || cp '{self.folder}/report.md' "${{word#markdown:}}"
done
exit $status
""")
        program.chmod(0o755)

    def test_refused(self):
        """The job's own result counts, and the log says what is missing."""
        for status, word in ((403, "pull-requests: write"), (500, "HTTP 500")):
            with self.subTest(status=status):
                self.server.refuse_with = status
                job = self.comment()
                self.assertIn(word, job.messages("warning")[-1])

    def test_nobody_answers(self):
        self.runner.variables["GITHUB_API_URL"] = "http://127.0.0.1:1"
        job = self.comment()
        self.assertIn("not up to date", job.messages("warning")[-1])

    def test_only_when_asked_and_at_a_pull_request(self):
        self.use()
        self.runner.event_name, self.runner.event = "push", {"after": "0" * 40}
        self.comment()
        self.assertEqual([], self.server.requests)
        self.assertEqual([], self.server.comments)

    def test_token_is_no_argument(self):
        """Every program of the machine sees arguments."""
        tools = self.folder / "tools"
        tools.mkdir()
        curl = tools / "curl"
        curl.write_text(f"""#!/bin/sh\necho "$@" >>'{self.folder}/arguments'\nexec {shutil.which("curl")} "$@"\n""")
        curl.chmod(0o755)
        self.runner.variables["PATH"] = f"{tools}:{os.environ['PATH']}"
        self.comment()
        arguments = (self.folder / "arguments").read_text()
        self.assertEqual(2, arguments.count(self.server.url))
        self.assertNotIn("the-token", arguments)
