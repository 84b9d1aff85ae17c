"""The comparison itself sees each kind of difference."""
import copy
import unittest

from oracle.compare import compare, type_name

TABLE = {
    "module": "shop.orders",
    "schema": "shop",
    "name": "orders",
    "columns": [{"name": "id", "type": "INTEGER", "nullable": False},
                {"name": "state", "type": "shop.state", "nullable": True}],
    "primary_key": ["id"],
    "foreign_keys": [{"columns": ["id"], "ondelete": None,
                      "target": {"schema": None, "table": "things", "columns": ["id"]}}],
    "unique": [{"name": None, "columns": ["id", "state"]}],
    "indexes": [{"name": "ix", "columns": ["state", None], "unique": False, "where": None,
                 "using": None}],
    "checks": [{"name": "ck", "sql": "id > 0"}],
    "policies": [{"name": "own_rows"}],
}
DUMP = {
    "tables": [TABLE],
    "enums": [{"schema": "shop", "name": "state", "values": ["new", "paid"]}],
    "relationships": [{"module": "shop.orders", "class": "Order", "key": "lines", "target": "Line",
                       "uselist": True, "lazy": "select", "lazy_explicit": False}],
}


class CompareTest(unittest.TestCase):
    def changed(self, change):
        ours = copy.deepcopy(DUMP)
        change(ours)
        return compare(DUMP, ours)

    def test_spelling_is_no_difference(self):
        def change(dump):
            table = dump["tables"][0]
            table["columns"][0]["type"] = "int4"
            table["indexes"][0]["using"] = "btree"
            table["foreign_keys"][0]["target"]["schema"] = "public"
            table["foreign_keys"][0]["ondelete"] = "no action"

        self.assertEqual([], self.changed(change))

    def test_each_fact_is_compared(self):
        def put(path, key, value):
            def change(dump):
                for step in path:
                    dump = dump[step]
                dump[key] = value
            return change

        table = ("tables", 0)
        for change in (
                put(table, "name", "other"),
                put(table, "schema", None),
                put((*table, "columns", 0), "type", "BIGINT"),
                put((*table, "columns", 0), "nullable", True),
                put(table, "primary_key", []),
                put((*table, "foreign_keys", 0), "ondelete", "CASCADE"),
                put((*table, "foreign_keys", 0, "target"), "columns", ["key"]),
                put((*table, "unique", 0), "columns", ["state", "id"]),
                put((*table, "indexes", 0), "unique", True),
                put((*table, "indexes", 0), "where", "id > 1"),
                put((*table, "indexes", 0), "columns", ["state"]),
                put(table, "checks", []),
                put(table, "policies", []),
                put(("enums", 0), "values", ["paid", "new"]),
                put(("relationships", 0), "target", "Other"),
                put(("relationships", 0), "uselist", False),
                put(("relationships", 0), "lazy", "joined"),
                put(("relationships", 0), "lazy_explicit", True),
        ):
            self.assertTrue(self.changed(change))

    def test_the_same_fact_twice_is_not_the_same(self):
        self.assertTrue(self.changed(lambda dump: dump["tables"][0]["unique"].append(
            {"name": None, "columns": ["id", "state"]})))

    def test_what_only_models_say(self):
        ours = copy.deepcopy(DUMP)
        table = ours["tables"][0]
        table["columns"][0]["server_default"] = "0"
        table["columns"][1]["computed"] = True
        table["unique"][0]["name"] = "uq"
        table["foreign_keys"][0].update(name="fk", onupdate="CASCADE")
        table["indexes"][0]["include"] = ["id"]
        ours["backrefs"] = DUMP["relationships"]
        self.assertEqual([], compare(DUMP, ours))
        self.assertEqual(7, len(compare(DUMP, ours, of_models=True)))

    def test_broken_modules_are_left_out(self):
        truth = {"tables": [], "enums": [], "relationships": []}
        self.assertEqual([], compare(truth, DUMP, ["shop.orders"]))
        self.assertEqual(1, len(compare(truth, DUMP, ["shop.orders", "shop.silent"])))

    def test_types(self):
        for written, name in (
                ("TIMESTAMP(6) WITH TIME ZONE", "timestamptz(6)"),
                ("character varying(20)[]", "varchar(20)[]"),
                ("NUMERIC(10, 2)", "numeric(10,2)"),
                ('public."State"', "state"),
                ("BIGSERIAL", "bigint"),
                ("NUMERIC(10)[][]", "numeric(10,0)[]"),
                ('VARCHAR(3) COLLATE "C"', "varchar(3)"),
                ("FLOAT(24)", "real"),
                ("FLOAT(53)[]", "double precision[]"),
                ("vector(3)", "vector(3)"),
        ):
            self.assertEqual(name, type_name(written))
