"""Holds the schema that schemalint read against what really is; prints every difference.

    compare.py TRUTH OURS [--broken EXPECTED_BROKEN.toml] [--of-models]

Both files have the shape of `schemalint schema --format json`. What the modules named in
EXPECTED_BROKEN.toml declare is left out of ours, for the truth is found without them; a module
there that declares nothing is a difference too. Exit status 1 when anything differs.

Of an expression (CHECK, WHERE) only its being there is compared: PostgreSQL keeps its own text.
"""
import argparse
import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

SAME_TYPE = {
    "bool": "boolean",
    "bpchar": "char",
    "character": "char",
    "character varying": "varchar",
    "decimal": "numeric",
    "float": "double precision",
    "float4": "real",
    "float8": "double precision",
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "serial": "integer",
    "bigserial": "bigint",
    "smallserial": "smallint",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}
TYPE = re.compile(r"(?P<base>[^(\[]+)(?P<size>\([^)]*\))?(?P<zone> with(?:out)? time zone)?"
                  r"(?P<array>(?:\[\])*)")


def type_name(text):
    """One spelling for each type: INTEGER, int4 and SERIAL are `integer`."""
    if text is None:
        return "unknown"
    text = " ".join(text.lower().replace('"', "").split()).removeprefix("public.")
    text = re.sub(r" collate \S+", "", text)
    match = TYPE.fullmatch(re.sub(r"(\[\])+", "[]", text))  # the dimensions are a comment
    if not match:
        return text
    base = match["base"].strip() + (match["zone"] or "")
    if base == "float" and match["size"]:  # in binary digits: real has 24 of them
        digits = int(match["size"][1:-1])
        return ("real" if digits <= 24 else "double precision") + match["array"]
    base = SAME_TYPE.get(base, base)
    size = (match["size"] or "").replace(" ", "")
    if base == "numeric" and size and "," not in size:
        size = size.replace(")", ",0)")
    return base + size + match["array"]


def object_name(schema, name):
    return name if schema in (None, "public") else f"{schema}.{name}"


def listed(columns):
    return "(" + ", ".join(column or "<expression>" for column in columns) + ")"


def loads(relation):
    written = "written" if relation["lazy_explicit"] else "not written"
    return (f"{relation['target']}, {'many' if relation['uselist'] else 'one'}, "
            f"lazy {relation['lazy']} ({written})")


def place_of(table):
    """What tells tables of one name apart, that models declare in several MetaData."""
    return table.get("module") or "", [column["name"] for column in table["columns"]]


def facts(dump, of_models=False):
    """Every fact as what it is about -> what it says, so that two dumps differ fact by fact.

    What a database writes in its own way or makes up itself is a fact `of_models` only: server
    defaults, names of constraints, backrefs.
    """
    out = {}
    repeated = Counter()

    def say(about, value=True):
        repeated[about] += 1
        out[about if repeated[about] == 1 else f"{about} #{repeated[about]}"] = value

    for table in sorted(dump["tables"], key=place_of):
        here = object_name(table["schema"], table["name"])
        say(f"table {here}")
        for column in table["columns"]:
            say(f"type of {here}.{column['name']}", type_name(column["type"]))
            say(f"nullability of {here}.{column['name']}", bool(column["nullable"]))
            for kind in ("server_default", "identity", "computed"):
                if of_models and column.get(kind):
                    say(f"{kind} of {here}.{column['name']}", column[kind])
        say(f"primary key of {here}", listed(table.get("primary_key") or []))
        for key in table.get("foreign_keys", []):
            target = key["target"]
            there = object_name(target["schema"], target["table"]) + listed(target["columns"])
            action = (key.get("ondelete") or "NO ACTION").upper()
            say(f"foreign key {here}{listed(key['columns'])} to {there}", f"ON DELETE {action}")
            if of_models and key.get("onupdate"):
                say(f"ON UPDATE of {here}{listed(key['columns'])} to {there}",
                    key["onupdate"].upper())
            if of_models and key.get("name"):
                say(f"name of foreign key {here}{listed(key['columns'])} to {there}", key["name"])
        for unique in table.get("unique", []):
            say(f"unique {here}{listed(unique['columns'])}")
            if of_models and unique.get("name"):
                say(f"name of unique {here}{listed(unique['columns'])}", unique["name"])
        for index in table.get("indexes", []):
            say(f"index {here}: {index['name']}", " ".join([
                "UNIQUE" if index.get("unique") else "",
                index.get("using") or "btree",
                listed(index["columns"]),
                "INCLUDE " + listed(index["include"]) if of_models and index.get("include") else "",
                "WHERE" if index.get("where") else "",
            ]).strip())
        for check in table.get("checks", []):
            say(f"check {here}: {check.get('name') or '<unnamed>'}")
        for policy in table.get("policies", []):
            say(f"policy {here}: {policy['name']}")
    for enum in dump["enums"]:
        say(f"enum {object_name(enum['schema'], enum['name'])}", listed(enum["values"]))
    for kind in ("relationship", "backref") if of_models else ("relationship",):
        for relation in dump.get(kind + "s", []):
            about = f"{kind} {relation['module']}.{relation['class']}.{relation['key']}"
            say(about, loads(relation))
    return out


def enums_used_by(tables):
    return {type_name(column["type"]).rstrip("[]") for table in tables for column in table["columns"]}


def without_modules(dump, modules):
    """The dump without what these modules declare, and those of them that declare nothing."""
    kept = [table for table in dump["tables"] if table.get("module") not in modules]
    left_out = [table for table in dump["tables"] if table.get("module") in modules]
    only_there = enums_used_by(left_out) - enums_used_by(kept)
    relationships = dump.get("relationships", [])
    declaring = {table.get("module") for table in left_out} | {r["module"] for r in relationships}
    return {
        "tables": kept,
        "enums": [e for e in dump["enums"]
                  if object_name(e["schema"], e["name"]).lower() not in only_there],
        "relationships": [r for r in relationships if r["module"] not in modules],
        "backrefs": [r for r in dump.get("backrefs", []) if r["module"] not in modules],
    }, sorted(set(modules) - declaring)


def differences(truth, ours):
    """Of the facts of two dumps."""
    for about in sorted(truth.keys() | ours.keys()):
        if about not in ours:
            yield f"missing   {about}: {truth[about]}"
        elif about not in truth:
            yield f"invented  {about}: {ours[about]}"
        elif truth[about] != ours[about]:
            yield f"different {about}: is {truth[about]}, read as {ours[about]}"


def compare(truth, ours, broken_modules=(), of_models=False):
    """All differences as lines; none when ours is the truth."""
    ours, silent = without_modules(ours, broken_modules)
    return [f"different module {name}: expected to be broken, but it declares nothing"
            for name in silent] + list(
                differences(facts(truth, of_models), facts(ours, of_models)))


def read_broken_modules(file):
    return [entry["module"] for entry in tomllib.loads(file.read_text()).get("module", [])]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("ours", type=Path)
    parser.add_argument("--broken", type=Path)
    parser.add_argument("--of-models", action="store_true")
    args = parser.parse_args()
    truth, ours = (json.loads(file.read_text()) for file in (args.truth, args.ours))
    found = compare(truth, ours, read_broken_modules(args.broken) if args.broken else [],
                    args.of_models)
    print("\n".join(found) or f"no difference in {len(facts(truth, args.of_models))} facts")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
