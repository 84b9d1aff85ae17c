"""Prints the schema that a PostgreSQL database holds, in the shape of `schemalint schema --format json`.

    dump_catalog.py URL

Left out: what belongs to an extension, the indexes that constraints made, Alembic's own table.
"""
import json
import sys

import psycopg

TABLES = """
SELECT c.oid, CASE n.nspname WHEN 'public' THEN NULL ELSE n.nspname END AS schema, c.relname AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND c.relname <> 'alembic_version'
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname
"""

COLUMNS = """
SELECT attname AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable
FROM pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""

CONSTRAINTS = """
SELECT c.conname AS name, c.contype::text AS kind,
  ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(num, i)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.i) AS columns,
  CASE n.nspname WHEN 'public' THEN NULL ELSE n.nspname END AS target_schema, t.relname AS target_table,
  ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(num, i)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num ORDER BY k.i) AS target_columns,
  CASE c.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
                     WHEN 'd' THEN 'SET DEFAULT' END AS ondelete,
  pg_get_expr(c.conbin, c.conrelid) AS sql
FROM pg_constraint c LEFT JOIN pg_class t ON t.oid = c.confrelid
  LEFT JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE c.conrelid = %s ORDER BY c.conname
"""

INDEXES = """
SELECT c.relname AS name, i.indisunique AS unique, m.amname AS using, pg_get_expr(i.indpred, i.indrelid) AS where,
  ARRAY(SELECT a.attname::text FROM generate_subscripts(i.indkey::smallint[], 1) k
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
                                 AND i.indkey[k] <> 0
        WHERE k < i.indnkeyatts ORDER BY k) AS columns
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
WHERE i.indrelid = %s AND NOT EXISTS (SELECT FROM pg_constraint k
  WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname
"""

POLICIES = "SELECT polname AS name FROM pg_policy WHERE polrelid = %s ORDER BY polname"

ENUMS = """
SELECT CASE n.nspname WHEN 'public' THEN NULL ELSE n.nspname END AS schema, t.typname AS name,
  array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS values
FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid JOIN pg_namespace n ON n.oid = t.typnamespace
GROUP BY 1, 2 ORDER BY 1, 2
"""


def rows(connection, query, *arguments):
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(query, arguments).fetchall()


def describe_table(connection, table):
    oid = table.pop("oid")
    of_kind = {"p": [], "f": [], "u": [], "c": []}
    for constraint in rows(connection, CONSTRAINTS, oid):
        of_kind.setdefault(constraint["kind"], []).append(constraint)
    return {
        **table,
        "columns": rows(connection, COLUMNS, oid),
        "primary_key": of_kind["p"][0]["columns"] if of_kind["p"] else [],
        "foreign_keys": [
            {
                "name": key["name"],
                "columns": key["columns"],
                "target": {
                    "schema": key["target_schema"],
                    "table": key["target_table"],
                    "columns": key["target_columns"],
                },
                "ondelete": key["ondelete"],
            }
            for key in of_kind["f"]
        ],
        "unique": [{"name": u["name"], "columns": u["columns"]} for u in of_kind["u"]],
        "indexes": rows(connection, INDEXES, oid),
        "checks": [{"name": c["name"], "sql": c["sql"]} for c in of_kind["c"]],
        "policies": rows(connection, POLICIES, oid),
    }


def main():
    url = sys.argv[1].replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET search_path = public")
        json.dump({
            "tables": [describe_table(connection, t) for t in rows(connection, TABLES)],
            "enums": rows(connection, ENUMS),
            "relationships": [],
        }, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
