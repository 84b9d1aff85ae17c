"""What the rules of the area "vectors" say of pgvector is what pgvector does."""
import json
import unittest

from oracle import postgres
from tools import PYTHON, environment, need_python_packages, run

RUN = """
import json, sys
from sqlalchemy import create_engine
engine = create_engine(sys.argv[1], isolation_level="AUTOCOMMIT")
errors = []
with engine.connect() as connection:
    connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS vector")
    for statement in json.loads(sys.argv[2]):
        try:
            connection.exec_driver_sql(statement)
            errors.append("")
        except Exception as error:
            errors.append(str(error).splitlines()[0])
print(json.dumps(errors))
"""

TABLE = ("CREATE TABLE t (id int, small vector(3), most vector(2000), large vector(2001), half halfvec(4000), "
         "larger halfvec(4001), free vector, vast vector(3072))")
# A statement, and a part of the error that it ends with; none: it succeeds.
CASES = [
    (TABLE, ""),
    # unindexable-dimensions
    ("CREATE INDEX ON t USING hnsw (most vector_cosine_ops)", ""),
    ("CREATE INDEX ON t USING hnsw (large vector_cosine_ops)", "more than 2000 dimensions"),
    ("CREATE INDEX ON t USING ivfflat (large vector_cosine_ops)", "more than 2000 dimensions"),
    ("CREATE INDEX ON t USING hnsw (half halfvec_l2_ops)", ""),
    ("CREATE INDEX ON t USING hnsw (larger halfvec_l2_ops)", "more than 4000 dimensions"),
    ("CREATE INDEX ON t USING hnsw (free vector_l2_ops)", "does not have dimensions"),
    ("CREATE INDEX ON t USING hnsw ((vast::halfvec(3072)) halfvec_cosine_ops)", ""),
    # missing-operator-class
    ("CREATE INDEX ON t USING hnsw (small)", "no default operator class"),
    ("CREATE INDEX ON t USING ivfflat (small)", ""),
    # ivfflat-lists
    ("CREATE INDEX ON t USING ivfflat (small vector_l2_ops) WITH (lists = 0)", "out of bounds"),
    ("CREATE INDEX ON t USING ivfflat (small vector_l2_ops) WITH (lists = 32769)", "out of bounds"),
    # vector-dimension-change
    ("INSERT INTO t (small) VALUES ('[1,2,3]')", ""),
    ("ALTER TABLE t ALTER COLUMN small TYPE vector(4)", "expected 4 dimensions, not 3"),
    ("UPDATE t SET small = NULL", ""),
    ("ALTER TABLE t ALTER COLUMN small TYPE vector(4)", ""),
]


class VectorsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need_python_packages()

    def test_statements_end_as_the_rules_say(self):
        try:
            with postgres.pglite() as url:
                errors = json.loads(run(PYTHON, "-c", RUN, url, json.dumps([case[0] for case in CASES]),
                                        env=environment()))
        except postgres.Unavailable as reason:
            self.skipTest(str(reason))
        for (statement, expected), error in zip(CASES, errors, strict=True):
            with self.subTest(statement):
                if expected:
                    self.assertIn(expected, error)
                else:
                    self.assertEqual("", error)
