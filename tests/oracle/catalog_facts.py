"""All that a catalogue says and a replay must say as well, beyond what `compare.facts` holds: names that
PostgreSQL makes, defaults, attributes of constraints and indexes, security, partitions, parents.
"""
import re

from oracle.compare import facts, listed, object_name

CAST = re.compile(r"::\s*(\"[^\"]+\"|\w+)(\.(\"[^\"]+\"|\w+))?( varying| precision)?"
                  r"(\(\d+(, ?\d+)?\))?( with(out)? time zone)?(\[\])?", re.IGNORECASE)


def expression(text):
    """One spelling of an expression: PostgreSQL adds casts and brackets and has its own white space."""
    if text is None:
        return None
    return re.sub(r"[\s()'\"]", "", CAST.sub("", text)).lower()


def columns_of(table, here):
    for column in table["columns"]:
        about = f"{here}.{column['name']}"
        yield f"default of {about}", expression(column.get("server_default"))
        yield f"identity of {about}", bool(column.get("identity"))
        yield f"computed {about}", bool(column.get("computed"))


def keys_of(table, here):
    for key in table["foreign_keys"] + table.get("unresolved_foreign_keys", []):
        yield f"foreign key {key['name']} of {here}", " ".join([
            listed(key["columns"]), "ON UPDATE", key.get("onupdate") or "NO ACTION",
            "DEFERRABLE" if key.get("deferrable") else "",
            "" if key.get("validated", True) else "NOT VALID"])
    for key in table["unique"]:
        yield f"unique {key['name']} of {here}", " ".join([
            listed(key["columns"]), "INCLUDE", listed(key.get("include", [])),
            "DEFERRABLE" if key.get("deferrable") else "",
            "NULLS NOT DISTINCT" if key.get("nulls_not_distinct") else ""])
    for key in table.get("exclusions", []):
        yield f"exclusion {key['name']} of {here}", " ".join([
            listed(key["columns"]), "DEFERRABLE" if key.get("deferrable") else ""])


def others_of(table, here):
    yield f"name of primary key of {here}", table.get("primary_key_name")
    for index in table["indexes"]:
        yield f"index {index['name']} of {here}", " ".join([
            "INCLUDE", listed(index.get("include", [])),
            "" if index.get("valid", True) else "INVALID"])
    for check in table["checks"]:
        yield f"check {check['name']} is validated", check.get("validated", True)
    for policy in table["policies"]:
        yield f"policy {policy['name']} of {here}", " ".join([
            policy["command"], "permissive" if policy["permissive"] else "restrictive",
            "USING" if policy["using"] else "", "WITH CHECK" if policy["check"] else ""])
    yield f"row security of {here}", (bool(table.get("row_security")),
                                      bool(table.get("force_row_security")))
    yield f"partitions of {here}", table.get("partition_by")
    yield f"parents of {here}", (table.get("inherits") or [], table.get("partition_of"))


def catalog_facts(dump):
    """Every fact as what it is about -> what it says."""
    out = facts(dump)
    for view in dump.get("views", []):
        out[f"view {object_name(view['schema'], view['name'])}"] = view["materialized"]
    for table in dump["tables"]:
        here = object_name(table["schema"], table["name"])
        for part in (columns_of, keys_of, others_of):
            out.update(part(table, here))
    return out
