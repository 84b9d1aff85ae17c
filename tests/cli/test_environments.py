"""Libraries that are installed in a project's virtual environment are read, and left alone."""
import json

from cli.runs import CliTest

# What the project's models derive from; a model and a table of the library's own beside it.
LIBRARY = """\
from sqlalchemy import Column, DateTime, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import declarative_base, declared_attr, relationship

OwnBase = declarative_base()
own_metadata = MetaData()
Table("library_locks", own_metadata, Column("id", Integer, primary_key=True))


class Job(OwnBase):
    __tablename__ = "library_jobs"
    id = Column(Integer, primary_key=True)


class Recorded:
    recorded_at = Column(DateTime(timezone=True), nullable=False)

    @declared_attr
    def parent_id(cls):
        return Column(ForeignKey(cls.__tablename__ + ".id"))

    @declared_attr
    def children(cls):
        return relationship(cls, lazy="selectinload")
"""
MODELS = """\
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

from somelib import Recorded

Base = declarative_base()


class Order(Recorded, Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
"""


class EnvironmentTest(CliTest):
    def setUp(self):
        super().setUp()
        self.write("app/models.py", MODELS)

    def install(self, environment):
        self.write(f"{environment}/pyvenv.cfg", "home = /usr/bin\n")
        packages = f"{environment}/lib/python3.12/site-packages"
        self.write(f"{packages}/somelib/__init__.py", "from somelib.models import Recorded\n")
        self.write(f"{packages}/somelib/models.py", LIBRARY)

    def tables(self):
        done = self.run_program("schema", "--from", "models", "--format", "json", status=0)
        return {table["name"]: [column["name"] for column in table["columns"]]
                for table in json.loads(done.out)["tables"]}

    def assert_read(self):
        self.assertEqual({"orders": ["id", "recorded_at", "parent_id"]}, self.tables())

    def test_environment_of_the_project(self):
        self.install(".venv")
        self.assert_read()
        self.assertEqual("", self.check(status=0).out)  # nobody can mend `children` there

    def test_without_the_library(self):
        self.assertEqual({"orders": ["id"]}, self.tables())

    def test_folder_that_is_no_environment(self):
        self.install("env")
        (self.project / "env" / "pyvenv.cfg").unlink()
        self.assertEqual({"orders": ["id"]}, self.tables())

    def test_environment_of_the_settings(self):
        self.install("tools/python")
        self.assertEqual({"orders": ["id"]}, self.tables())
        self.write("schemalint.toml", "environments = ['tools/python']\n")
        self.assert_read()

    def test_environment_that_is_none(self):
        self.write("schemalint.toml", "environments = ['tools']\n")
        self.assert_error("environments: 'tools' is no virtual environment", "check")
