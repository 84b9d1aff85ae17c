"""Small repositories with a milestone, made commit by commit."""
import json

from cli.runs import MODELS, CliTest
from milestone.history import Repository

# The findings of MODELS, and one more with each of these.
KEYS = """

class Note{0}(Base):
    __tablename__ = "notes{0}"
    id = Column(BigInteger, primary_key=True)
    line_id = Column(ForeignKey("lines.id"), nullable=False)
"""
MILESTONE = """\
[milestone]
start = 2026-01-05
until = 2026-03-30

[[milestone.items]]
name = "loaders"
rules = ["invalid-lazy"]
points = 4

[[milestone.items]]
name = "indexes"
rules = ["unindexed-foreign-key"]
points = 6
"""


class RepositoryTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("schemalint.toml", MILESTONE)
        self.repository = Repository(self.project)

    def begin(self):
        self.repository.git("init", "--quiet", "--template=", "--initial-branch", "main")

    def commit(self, day, message="work", *command, **files):
        """Commits all there is, at noon of a day, and returns its identifier. `files` are contents
        by path, with "__" for "/" and for nothing else."""
        for name, content in files.items():
            self.write(name.replace("__", "/") + ".py", content)
        self.repository.git("add", "--all")
        return self.repository.commit(
            *(command or ("commit", "--allow-empty")), author="A", email="a@example.org",
            date=day if day.startswith("@") else f"{day}T12:00:00+00:00", message=message)

    def notes(self, count):
        """Models with so many findings of unindexed-foreign-key."""
        return MODELS + "".join(KEYS.format(number) for number in range(count))

    def weeks(self, *counts):
        """A commit each Monday of January 2026 from the fifth on, with so many findings of it."""
        return [self.commit(f"2026-01-{5 + 7 * week:02}", app__models=self.notes(count))
                for week, count in enumerate(counts)]

    def report(self, *arguments, status=0, **options):
        result = self.run_program("report", "--format", "json", *arguments, status=status, **options)
        return json.loads(result.out), result.err

    def left(self, *arguments, **options):
        """The findings of the item "indexes" at each point."""
        told, _ = self.report("--history", "commit", *arguments, **options)
        return [point["items_left"]["indexes"] for point in told["series"]]
