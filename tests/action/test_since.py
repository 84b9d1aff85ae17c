"""Which commits the action compares, and what it does with what `review` says of them."""
import json

from action.checkouts import CLEAN, RULE, STOCK, ActionTest
from action.comments_server import CommentsServer
from action.runner import git
from cli.runs import MODELS
from tools import SCHEMALINT

REVIEW = "## What it does to the schema\n\nTable shelves is new.\n"


class SinceTest(ActionTest):
    def setUp(self):
        super().setUp()
        self.server = CommentsServer()
        self.addCleanup(self.server.close)
        self.runner.variables["GITHUB_API_URL"] = self.server.url
        self.write("app/__init__.py", "")
        self.write("app/models.py", MODELS)
        self.base = self.commit()
        self.review(REVIEW)

    def review(self, text, status=0, too_shallow=False):
        """schemalint that tells what it is asked for, and whose `review` says this."""
        (self.folder / "review.md").write_text(text)
        changes = json.dumps(dict.fromkeys(("new_drift", "revisions", "new", "mended"), [])
                             | {"changes": [{}] if text == REVIEW else []})
        program = self.folder / "asked"
        program.write_text(f"""\
#!/usr/bin/env bash
echo "$*" >>'{self.folder}/asked-for'
kept=()
for word; do
  if [[ $word != --since=* ]]; then
    kept+=("$word")
  elif {str(too_shallow).lower()}; then
    echo 'schemalint: error: git: object not found' >&2
    exit 2
  fi
done
if [[ $1 == review ]]; then
  (({status} == 0)) || echo 'schemalint: error: no review' >&2
  for word; do
    case $word in
      markdown:*) cp '{self.folder}/review.md' "${{word#markdown:}}" ;;
      json:*) echo '{changes}' >"${{word#json:}}" ;;
    esac
  done
  exit {status}
fi
exec '{SCHEMALINT}' "${{kept[@]}}"
""")
        program.chmod(0o755)

    def use(self, **inputs):
        (self.folder / "asked-for").unlink(missing_ok=True)
        return self.runner.use(binary=str(self.folder / "asked"), **inputs)

    def asked_for(self, command):
        lines = (self.folder / "asked-for").read_text().splitlines()
        return [line for line in lines if line.startswith(command)]

    def assert_compared_with(self, commit):
        """The report that is shown and the review are of this commit; the one to upload is whole."""
        whole, shown = self.asked_for("check")
        self.assertIn("sarif:", whole)
        self.assertNotIn("--since", whole)
        self.assertIn(f"--since={commit} ", shown)
        self.assertNotIn("sarif:", shown)
        [review] = self.asked_for("review")
        self.assertTrue(review.startswith(f"review --since={commit} --output "), review)

    def work_on_a_branch(self):
        """The base goes on while a branch is worked on; its merge is checked out, as GitHub does."""
        git(self.workspace, "checkout", "--quiet", "-b", "work")
        self.write("app/stock.py", STOCK)
        self.commit("Shelves")
        git(self.workspace, "checkout", "--quiet", "main")
        self.write("app/settings.py", CLEAN)
        later = self.commit("Settings")
        git(self.workspace, "merge", "--quiet", "--no-ff", "--message", "Merge", "work")
        self.pull_request(base=self.base)
        self.runner.variables["GITHUB_REF"] = "refs/pull/7/merge"
        return later

    def test_commit(self):
        self.write("app/stock.py", STOCK)
        self.commit()
        for since in (self.base, "HEAD~1", "main~1"):
            with self.subTest(since=since):
                job = self.use(since=since)
                self.assert_status(1, job)
                self.assert_compared_with(self.base)
                self.assertIn("Table shelves is new.", job.summary)
                self.assertIn(RULE, job.uploaded)

    def test_auto_is_the_first_parent_of_the_merge(self):
        """The event names an older commit: what others did since is not of this pull request."""
        later = self.work_on_a_branch()
        self.assert_status(1, self.use(since="auto"))
        self.assert_compared_with(later)

    def test_auto_with_the_merge_and_its_parents_alone(self):
        later = self.work_on_a_branch()
        clone = self.folder / "shallow"
        git(self.folder, "clone", "--quiet", "--depth", "2", self.workspace.as_uri(), str(clone))
        self.runner.workspace = clone
        self.assert_status(1, self.use(since="auto"))
        self.assert_compared_with(later)

    def test_clone_that_is_too_shallow_for_schemalint(self):
        """It may look further back than git does."""
        self.work_on_a_branch()
        clone = self.folder / "shallow"
        git(self.folder, "clone", "--quiet", "--depth", "2", self.workspace.as_uri(), str(clone))
        self.review(REVIEW, too_shallow=True)
        self.assert_stopped(self.use(since="auto"), "object not found")
        self.runner.workspace = clone
        job = self.use(since="auto")
        self.assert_status(1, job)
        self.assertIn("fetch-depth: 0", job.messages("warning")[0])
        self.assertEqual(2, sum(a.properties["title"] == RULE for a in job.annotations))

    def test_auto_on_the_branch_itself(self):
        """Where the workflow checks out the branch, a merge in it is not GitHub's."""
        self.work_on_a_branch()
        self.runner.variables["GITHUB_SHA"] = "0" * 40
        self.assert_status(1, self.use(since="auto"))
        self.assert_compared_with(self.base)

    def test_comment_has_the_review(self):
        later = self.work_on_a_branch()
        job = self.use(comment="true")
        self.assert_status(1, job)
        self.assertIn("Table shelves is new.", self.server.bodies()[0])
        self.assertIn("Table shelves is new.", job.summary)
        [review] = self.asked_for("review")
        self.assertIn(f"--since={later} ", review)

    def test_change_that_does_nothing_to_the_schema(self):
        """Then there is no comment any more, though the project has findings."""
        self.work_on_a_branch()
        self.use(comment="true")
        self.assertEqual(1, len(self.server.comments))
        self.review("## 0 changes\n")
        job = self.use(comment="true")
        self.assert_status(1, job)
        self.assertEqual([], self.server.comments)
        self.assertNotIn("0 changes", job.summary)
        self.assertIn(RULE, job.summary)

    def test_review_that_fails(self):
        self.work_on_a_branch()
        self.review("half a", status=2)
        job = self.use(comment="true")
        self.assert_status(1, job)
        self.assertIn("no review", job.messages("warning")[0])
        self.assertIn(RULE, self.server.bodies()[0])
        self.assertNotIn("half a", self.server.bodies()[0] + job.summary)

    def test_no_review_without_a_commit(self):
        self.use(comment="true")
        self.assertEqual([], self.asked_for("review"))
