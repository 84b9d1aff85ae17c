"""What `check --since`, `--staged` and `--after-revision` report, in real git repositories."""
import json
import os
import shutil
import subprocess

from cli.runs import MODELS, CliTest

REVISION = """\
revision = "{0}"
down_revision = {1}

from alembic import op


def upgrade():
    op.execute("COMMIT")


def downgrade():
    pass
"""


class RepositoryTest(CliTest):
    def setUp(self):
        super().setUp()
        self.git("init", "-q", "-b", "main")
        self.commit("start")

    def git(self, *arguments, cwd=None, status=(0,)):
        done = subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.com",
             "-c", "protocol.file.allow=always", *arguments],
            cwd=cwd or self.project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"})
        self.assertIn(done.returncode, status, done.stdout.decode(errors="replace"))
        return done.stdout.decode(errors="replace").strip()

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def trips(self):
        """Models with one finding, of another class than those that are there."""
        return (MODELS.replace("Order", "Trip").replace("Line", "Leg").replace("orders", "trips")
                .replace("lines", "legs"))

    def branch(self, *changes):
        self.git("checkout", "-q", "-b", "work")
        for name, text in changes:
            self.write(name, text)

    def found(self, *arguments, status=(0, 1), **options):
        """The objects that are reported, and the summary."""
        out = self.run_program("check", "--output", "json", *arguments, status=status, **options).out
        report = json.loads(out)
        return [finding["object"] for finding in report["findings"]], report["summary"]


class SinceTest(RepositoryTest):
    def assert_new(self, expected, *arguments, since="main", older=1):
        objects, summary = self.found("--since", since, *arguments)
        self.assertEqual(expected.split(), objects)
        self.assertEqual(older, summary["older"])

    def test_nothing_changed(self):
        self.assert_new("")
        out = self.run_program("check", "--since", "HEAD", status=0).out
        self.assertRegex(out, r"No problems found in 1 file; 1 older\.")

    def test_what_a_branch_brings(self):
        self.branch(("app/trips.py", self.trips()))
        self.assert_new("Trip.trips".replace("trips", "legs"))  # not even added to the index
        self.commit("trips")
        self.assert_new("Trip.legs")
        self.assertEqual(1, self.check("--since", "main", status=1).status)
        self.assert_new("", since="work", older=2)

    def test_what_came_to_main_meanwhile_is_not_new(self):
        self.branch(("app/trips.py", self.trips()))
        self.commit("trips")
        self.git("checkout", "-q", "main")
        self.write("app/models.py", MODELS.replace("selectinload", "selectin"))
        self.commit("mended in main")
        self.git("checkout", "-q", "work")
        # Compared with the commit where the branch began, which has the finding.
        self.assert_new("Trip.legs")

    def test_a_renamed_file(self):
        self.branch()
        self.git("mv", "app/models.py", "app/tables.py")
        self.commit("renamed")
        self.assert_new("")

    def test_a_moved_model(self):
        self.branch(("app/other.py", "# moved\n" * 50 + MODELS), ("app/models.py", "import app.other\n"))
        self.assert_new("")

    def test_a_second_one_of_a_kind(self):
        self.branch(("app/models.py", MODELS.replace(
            "class Line", "class Order(Base):\n    __tablename__ = 'other_orders'\n    id = "
            "Column(BigInteger, primary_key=True)\n    lines = relationship('Line', lazy="
            "'selectinload')\n\n\nclass Line")))
        objects, summary = self.found("--since", "main")
        self.assertEqual(1, summary["older"])
        self.assertEqual(1, objects.count("Order.lines"))

    def test_a_deleted_file(self):
        self.write("app/trips.py", self.trips())
        self.commit("trips")
        self.branch()
        (self.project / "app" / "trips.py").unlink()
        self.assert_new("")
        self.commit("gone")
        self.assert_new("")
        # What the deletion breaks elsewhere is new.
        self.write("app/models.py", MODELS.split("class Line")[0])
        objects, summary = self.found("--since", "main")
        self.assertIn("Order.lines", objects)

    def test_a_comment_that_is_taken_away(self):
        self.write("app/models.py", MODELS.replace('"selectinload")', '"selectinload")  # '
                                                   'schemalint: ignore[invalid-lazy] meant'))
        self.commit("ignored")
        self.branch(("app/models.py", MODELS))
        self.assert_new("Order.lines", older=0)

    def test_a_merge_commit(self):
        self.branch(("app/trips.py", self.trips()))
        self.commit("trips")
        self.git("checkout", "-q", "-b", "other", "main")
        self.write("app/ships.py", self.trips().replace("Trip", "Ship").replace("trips", "ships")
                   .replace("Leg", "Deck").replace("legs", "decks"))
        self.commit("ships")
        self.git("merge", "-q", "-m", "both", "work")
        self.assert_new("Ship.decks Trip.legs")
        self.assert_new("Ship.decks", since="work", older=2)
        self.assert_new("Ship.decks", since="HEAD^2", older=2)

    def test_a_shallow_clone(self):
        self.write("app/trips.py", self.trips())
        self.commit("trips")
        self.git("clone", "-q", "--depth", "1", f"file://{self.project}", "shallow", cwd=self.folder)
        for ref in ("HEAD~1", "origin/other"):
            self.assert_error(f"'{ref}' is no commit of this repository: this is a shallow clone; "
                              "fetch its history (git fetch --unshallow, or fetch-depth: 0 of "
                              "actions/checkout)", "check", "--since", ref,
                              cwd=self.folder / "shallow")

    def test_no_common_commit(self):
        self.git("checkout", "-q", "--orphan", "island")
        self.commit("island")
        self.assertRegex(self.run_program("check", "--since", "main", status=2).err,
                         "^schemalint: error: [0-9a-f]{10} and [0-9a-f]{10} have no common commit\n$")

    def test_no_repository(self):
        shutil.rmtree(self.project / ".git")
        self.assert_error("--since: . is in no git repository", "check", "--since", "main")
        self.assert_error("--staged: . is in no git repository", "check", "--staged")

    def test_unborn_head(self):
        shutil.rmtree(self.project / ".git")
        self.git("init", "-q")
        self.assert_error("--since: there is no commit yet", "check", "--since", "main")

    def test_refs_that_are_none(self):
        for ref in ("nowhere", "--all", "HEAD:app", "main..work", "\x1b[2J"):
            result = self.run_program("check", f"--since={ref}", status=2)
            self.assertIn("is no commit of this repository", result.err)
            self.assertEqual(1, result.err.count("\n"))
        self.assert_error("--since: an empty word is no commit", "check", "--since", "")

    def test_a_project_in_a_folder(self):
        self.branch(("backend/app/__init__.py", ""), ("backend/pyproject.toml", ""),
                    ("backend/app/models.py", self.trips()))
        self.assertEqual(["Trip.legs"], self.found("backend", "--since", "main")[0])
        self.commit("backend")
        self.assertEqual([], self.found("backend", "--since", "HEAD")[0])

    def test_paths_and_baseline(self):
        self.run_program("baseline", "write", status=0)
        self.branch(("app/trips.py", self.trips()))
        objects, summary = self.found("--since", "main")
        self.assertEqual((["Trip.legs"], 1, 0),
                         (objects, summary["baselined"], summary["older"]))
        self.assertEqual([], self.found("--since", "main", "app/models.py")[0])
        before = (self.project / "schemalint-baseline.txt").read_text()
        self.write("app/models.py", MODELS.replace("selectinload", "selectin"))
        self.found("--since", "main", variables={"CI": ""})
        self.assertEqual(before, (self.project / "schemalint-baseline.txt").read_text())

    def test_only_new_findings_are_mended(self):
        self.branch(("app/trips.py", self.trips()))
        self.check("--since", "main", "--fix", status=0)
        self.assertEqual(MODELS, (self.project / "app" / "models.py").read_text())
        self.assertNotIn("selectinload", (self.project / "app" / "trips.py").read_text())

    def test_settings_are_those_of_today(self):
        self.branch(("schemalint.toml", "[severity]\ninvalid-lazy = 'info'\n"))
        self.assert_new("")
        self.write("schemalint.toml", "ignore = ['invalid-lazy']\n")
        self.assert_new("", older=0)

    def test_a_submodule(self):
        library = self.folder / "library"
        self.git("init", "-q", "-b", "main", str(library), cwd=self.folder)
        (library / "trips.py").write_text(self.trips())
        self.git("add", "-A", cwd=library)
        self.git("commit", "-qm", "library", cwd=library)
        self.git("submodule", "--quiet", "add", f"file://{library}", "shared")
        self.commit("with a submodule")
        self.assertEqual(["Trip.legs"], self.found("--since", "HEAD")[0])
        self.assertEqual([], self.found("--staged")[0])


class StagedTest(RepositoryTest):
    def assert_staged(self, expected, *arguments, **options):
        self.assertEqual(expected.split(), self.found("--staged", *arguments, **options)[0])

    def test_nothing_staged(self):
        self.assert_staged("")
        self.write("app/trips.py", self.trips())
        self.assert_staged("")

    def test_what_is_staged(self):
        self.write("app/trips.py", self.trips())
        self.git("add", "app/trips.py")
        self.assert_staged("Trip.legs")
        self.commit("trips")
        self.assert_staged("")

    def test_staged_differs_from_disk(self):
        self.write("app/trips.py", self.trips())
        self.git("add", "app/trips.py")
        self.write("app/trips.py", "")
        self.assert_staged("Trip.legs")
        self.git("add", "app/trips.py")
        self.write("app/trips.py", self.trips())
        self.assert_staged("")
        (self.project / "app" / "trips.py").unlink()
        self.assert_staged("")

    def test_the_place_is_that_of_the_index(self):
        self.write("app/models.py", "# one\n" + MODELS)
        self.git("add", "-A")
        self.write("app/models.py", "# one\n# two\n" + MODELS)
        self.assertIn("app/models.py:11:39: error invalid-lazy",
                      self.check("--staged", status=1).out)

    def test_deleted_and_renamed(self):
        self.git("mv", "app/models.py", "app/tables.py")
        self.assert_staged("Order.lines")
        self.git("rm", "-qf", "app/tables.py")
        self.assert_staged("")

    def test_before_the_first_commit(self):
        shutil.rmtree(self.project / ".git")
        self.git("init", "-q")
        self.assert_staged("")
        self.git("add", "app/models.py")
        self.assert_staged("Order.lines")

    def test_in_a_folder_of_the_repository(self):
        self.write("backend/pyproject.toml", "")
        self.write("backend/app/models.py", self.trips())
        self.git("add", "-A")
        self.assert_staged("Trip.legs", "backend")

    def test_while_a_merge_conflicts(self):
        self.branch(("app/models.py", "# work\n" + MODELS))
        self.commit("work")
        self.git("checkout", "-q", "main")
        self.write("app/models.py", "# main\n" + MODELS)
        self.commit("main")
        self.git("merge", "work", status=(1,))
        self.assert_staged("")

    def test_options_that_exclude_each_other(self):
        self.assert_error("--since and --staged exclude each other",
                          "check", "--since", "main", "--staged")
        for option in ("--fix", "--diff"):
            self.assert_error("--staged looks at what is in git's index, which --fix and --diff "
                              "never change", "check", "--staged", option)


class AfterRevisionTest(RepositoryTest):
    def setUp(self):
        super().setUp()
        self.write("alembic/env.py", "from alembic import context\n")
        for number in (1, 2, 3):
            self.write(f"alembic/versions/000{number}_step.py",
                       REVISION.format(f"000{number}", f'"000{number - 1}"' if number > 1 else None))

    def steps(self, *arguments):
        objects, _ = self.found("--select", "nested-transaction", *arguments)
        return sorted(objects)

    def test_it_is_frozen_before(self):
        self.assertEqual(["alembic:0003"], self.steps())
        self.assertEqual(["alembic:0002", "alembic:0003"], self.steps("--after-revision", "0001"))
        self.assertEqual([], self.steps("--after-revision", "0003"))
        self.write("schemalint.toml", "frozen-before = '0002'\n")
        self.assertEqual(["alembic:0002", "alembic:0003"], self.steps("--after-revision", "0001"))
        self.assertRegex(self.run_program("check", "--after-revision", "0001", "--show-settings",
                                          status=0).out,
                         r'frozen-before = "0001"  # schemalint\.toml:1, command line')

    def test_no_such_revision(self):
        self.assert_error("--after-revision: there is no revision '0009'",
                          "check", "--after-revision", "0009")

    def test_with_since_a_commit_that_has_not_that_revision(self):
        self.assertEqual(["alembic:0002", "alembic:0003"],
                         self.steps("--after-revision", "0001", "--since", "HEAD"))
        self.commit("revisions")
        self.assertEqual([], self.steps("--after-revision", "0001", "--since", "HEAD"))
