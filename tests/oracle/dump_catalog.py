"""Prints the schema that a PostgreSQL database holds, in the shape of `schemalint schema --format json`.

    dump_catalog.py URL

Left out: what belongs to an extension, the indexes that constraints made, Alembic's own table.
"""
import json
import re
import sys

import psycopg

TABLES = """
SELECT c.oid, CASE n.nspname WHEN 'public' THEN NULL ELSE n.nspname END AS schema, c.relname AS name,
  c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
  pg_get_partkeydef(c.oid) AS partition_by,
  ARRAY(SELECT i.inhparent::regclass::text FROM pg_inherits i
        WHERE i.inhrelid = c.oid AND NOT c.relispartition ORDER BY i.inhseqno) AS inherits,
  (SELECT i.inhparent::regclass::text FROM pg_inherits i
   WHERE i.inhrelid = c.oid AND c.relispartition) AS partition_of
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND c.relname <> 'alembic_version'
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname
"""

COLUMNS = """
SELECT attname AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable,
  attidentity <> '' AS identity, attgenerated <> '' AS computed,
  CASE attgenerated WHEN '' THEN pg_get_expr(d.adbin, d.adrelid) END AS server_default
FROM pg_attribute LEFT JOIN pg_attrdef d ON d.adrelid = attrelid AND d.adnum = attnum
WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
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
  CASE c.confupdtype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
                     WHEN 'd' THEN 'SET DEFAULT' END AS onupdate,
  c.condeferrable AS deferrable, c.convalidated AS validated,
  coalesce(i.indnullsnotdistinct, false) AS nulls_not_distinct,
  ARRAY(SELECT a.attname::text FROM generate_subscripts(i.indkey::smallint[], 1) k
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
        WHERE k >= i.indnkeyatts ORDER BY k) AS include,
  ARRAY(SELECT a.attname::text FROM generate_subscripts(i.indkey::smallint[], 1) k
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
                                 AND i.indkey[k] <> 0
        WHERE k < i.indnkeyatts ORDER BY k) AS elements,
  pg_get_expr(c.conbin, c.conrelid) AS sql, pg_get_constraintdef(c.oid) AS definition
FROM pg_constraint c LEFT JOIN pg_class t ON t.oid = c.confrelid
  LEFT JOIN pg_namespace n ON n.oid = t.relnamespace
  LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND i.indrelid = c.conrelid
WHERE c.conrelid = %s
  -- A foreign key on a partitioned table has one more of its own for every partition.
  AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid)
ORDER BY c.conname
"""

INDEXES = """
SELECT c.relname AS name, i.indisunique AS unique, m.amname AS using, pg_get_expr(i.indpred, i.indrelid) AS where,
  i.indisvalid AS valid,
  ARRAY(SELECT a.attname::text FROM generate_subscripts(i.indkey::smallint[], 1) k
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
        WHERE k >= i.indnkeyatts ORDER BY k) AS include,
  ARRAY(SELECT a.attname::text FROM generate_subscripts(i.indkey::smallint[], 1) k
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
                                 AND i.indkey[k] <> 0
        WHERE k < i.indnkeyatts ORDER BY k) AS columns
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
WHERE i.indrelid = %s AND NOT EXISTS (SELECT FROM pg_constraint k
  WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname
"""

POLICIES = """
SELECT polname AS name, polpermissive AS permissive,
  CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
              WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
  pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS check
FROM pg_policy WHERE polrelid = %s ORDER BY polname
"""

VIEWS = """
SELECT CASE n.nspname WHEN 'public' THEN NULL ELSE n.nspname END AS schema, c.relname AS name,
  c.relkind = 'm' AS materialized
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname
"""

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
    of_kind = {"p": [], "f": [], "u": [], "c": [], "x": []}
    for constraint in rows(connection, CONSTRAINTS, oid):
        of_kind.setdefault(constraint["kind"], []).append(constraint)
    primary_key = of_kind["p"][0] if of_kind["p"] else None
    return {
        **table,
        "columns": rows(connection, COLUMNS, oid),
        "primary_key": primary_key["columns"] if primary_key else [],
        "primary_key_name": primary_key["name"] if primary_key else None,
        "foreign_keys": [
            {
                "name": key["name"],
                "columns": key["columns"],
                "target": {
                    "schema": key["target_schema"],
                    "table": key["target_table"],
                    "columns": key["target_columns"],
                },
                "ondelete": with_columns(key),
                "onupdate": key["onupdate"],
                "deferrable": key["deferrable"],
                "validated": key["validated"],
            }
            for key in of_kind["f"]
        ],
        "unique": [
            {name: key[name]
             for name in ("name", "columns", "include", "deferrable", "nulls_not_distinct")}
            for key in of_kind["u"]
        ],
        "indexes": rows(connection, INDEXES, oid),
        "checks": [{name: check[name] for name in ("name", "sql", "validated")}
                   for check in of_kind["c"]],
        "exclusions": [{"name": key["name"], "columns": key["elements"],
                        "deferrable": key["deferrable"]} for key in of_kind["x"]],
        "policies": rows(connection, POLICIES, oid),
    }


def with_columns(key):
    """The columns of ON DELETE SET NULL (a, b) are in the definition only."""
    action = key["ondelete"]
    found = re.search(r"ON DELETE SET (?:NULL|DEFAULT)( \([^)]*\))", key["definition"])
    return action + found[1] if action and found else action


def dump(connection):
    """The schema of the database that a psycopg connection leads to."""
    connection.execute("SET search_path = public")
    return {
        "tables": [describe_table(connection, t) for t in rows(connection, TABLES)],
        "enums": rows(connection, ENUMS),
        "views": rows(connection, VIEWS),
        "relationships": [],
    }


def main():
    url = sys.argv[1].replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        json.dump(dump(connection), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
