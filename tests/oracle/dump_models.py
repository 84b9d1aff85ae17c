"""Prints the schema that SQLAlchemy itself builds from a project's models.

    dump_models.py PROJECT          JSON, in the shape of `schemalint schema --format json`
    dump_models.py PROJECT --ddl    the CREATE statements, tables in order of name

Imports every module of the project's packages except those that EXPECTED_BROKEN.toml names, so it
runs the project's code: for the bundled projects only.
"""
import argparse
import importlib
import json
import re
import sys
import tomllib
from pathlib import Path

import sqlalchemy as sa
import sqlalchemy.orm
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.elements import TextClause, UnaryExpression

DIALECT = postgresql.dialect()
COMPILER = DIALECT.ddl_compiler(DIALECT, None)

# The project's own module whose code made a table, and whether `lazy=` was written.
module_of_table = {}
lazy_is_written = {}


def watch(project):
    """Notes what SQLAlchemy does not keep. To be called before the project is imported."""

    def note_module(table, metadata):
        frame = sys._getframe()
        while frame and not frame.f_code.co_filename.startswith(f"{project}/"):
            if frame.f_globals["__name__"].startswith("sqlalchemy.dialects."):
                return  # Oracle's data dictionary, not a part of the project's schema
            frame = frame.f_back
        module_of_table.setdefault(table, frame.f_globals["__name__"] if frame else None)

    event.listen(sa.Table, "after_parent_attach", note_module)
    real = sqlalchemy.orm.relationship

    def relationship(*args, **kwargs):
        made = real(*args, **kwargs)
        lazy_is_written[made] = "lazy" in kwargs
        return made

    sqlalchemy.orm.relationship = relationship


def broken_modules(project):
    file = project / "EXPECTED_BROKEN.toml"
    if not file.exists():
        return set()
    return {entry["module"] for entry in tomllib.loads(file.read_text()).get("module", [])}


def import_project(project):
    root = project / "src" if (project / "src").exists() else project
    sys.path.insert(0, str(root))
    left_out = broken_modules(project)
    for package in sorted(path.parent for path in root.glob("*/__init__.py")):
        for file in sorted(package.rglob("*.py")):
            parts = file.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if name not in left_out:
                importlib.import_module(name)
    sqlalchemy.orm.configure_mappers()


def bare(name):
    """A name as the compiler writes it (shortened to 63 bytes where it must be), without quotes."""
    return name.strip('"').replace('""', '"') if name else None


def constraint_name(constraint):
    if constraint.name is None:
        return None
    return bare(COMPILER.preparer.format_constraint(constraint))


def expression(clause):
    if isinstance(clause, str):
        return clause
    return str(clause.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))


def is_created(element):
    """Whether `ddl_if()` lets PostgreSQL have it."""
    condition = element._ddl_if
    return condition is None or condition._should_execute(
        None, element, None, compiler=COMPILER)


def describe_foreign_key(constraint):
    target = constraint.elements[0].column.table
    return {
        "name": constraint_name(constraint),
        "columns": [element.parent.name for element in constraint.elements],
        "target": {
            "schema": target.schema,
            "table": target.name,
            "columns": [element.column.name for element in constraint.elements],
        },
        "ondelete": constraint.ondelete,
    }


def indexed_column(element):
    """The name of the column that an index element orders by, None for any other expression."""
    while isinstance(element, UnaryExpression) and element.modifier:  # DESC, NULLS LAST
        element = element.element
    if isinstance(element, TextClause):
        plain = re.fullmatch(r'"?(\w+)"?( (asc|desc))?( nulls (first|last))?', element.text, re.I)
        return plain and plain[1]
    return element.name if isinstance(element, sa.Column) else None


def describe_index(index):
    options = index.dialect_options["postgresql"]
    where = options["where"]
    return {
        "name": bare(COMPILER._prepared_index_name(index)),
        "columns": [indexed_column(element) for element in index.expressions],
        "unique": bool(index.unique),
        "where": None if where is None else expression(where),
        "using": options["using"] or None,
    }


def describe_table(table):
    def constraints(kind):
        return [c for c in table.constraints if isinstance(c, kind) and is_created(c)]

    return {
        "module": module_of_table.get(table),
        "schema": table.schema,
        "name": table.name,
        "columns": [
            {"name": c.name, "type": c.type.compile(dialect=DIALECT), "nullable": c.nullable}
            for c in table.columns
        ],
        "primary_key": [c.name for c in table.primary_key.columns],
        "foreign_keys": [describe_foreign_key(c) for c in constraints(sa.ForeignKeyConstraint)],
        "unique": [
            {"name": constraint_name(c), "columns": [column.name for column in c.columns]}
            for c in constraints(sa.UniqueConstraint)
        ],
        "indexes": [describe_index(index) for index in table.indexes if is_created(index)],
        "checks": [
            {"name": constraint_name(c), "sql": expression(c.sqltext)}
            for c in constraints(sa.CheckConstraint)
            if not c._type_bound
        ],
        "policies": [],
    }


def describe_enums(tables):
    enums = {}
    for column in (column for table in tables for column in table.columns):
        kind = column.type
        while isinstance(kind, sa.ARRAY):
            kind = kind.item_type
        kind = kind.dialect_impl(DIALECT) if isinstance(kind, sa.Enum) else kind
        if isinstance(kind, postgresql.ENUM):
            enums[kind.schema, kind.name] = list(kind.enums)
    return [{"schema": s, "name": n, "values": values} for (s, n), values in enums.items()]


def describe_relationships():
    out = []
    for registry in sqlalchemy.orm.mapperlib._all_registries():
        for mapper in registry.mappers:
            for relation in mapper.relationships:
                if relation in lazy_is_written:  # not by a backref
                    out.append({
                        "module": mapper.class_.__module__,
                        "class": mapper.class_.__name__,
                        "key": relation.key,
                        "target": relation.mapper.class_.__name__,
                        "uselist": bool(relation.uselist),
                        "lazy": relation.lazy,
                        "lazy_explicit": lazy_is_written[relation],
                    })
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--ddl", action="store_true")
    args = parser.parse_args()
    project = args.project.resolve()
    watch(project)
    import_project(project)
    metadatas = {table.metadata for table in module_of_table}
    tables = sorted((t for metadata in metadatas for t in metadata.tables.values()),
                    key=lambda table: table.fullname)
    if args.ddl:
        for table in tables:
            print(CreateTable(table).compile(dialect=DIALECT))
            for index in sorted(table.indexes, key=lambda index: index.name):
                print(CreateIndex(index).compile(dialect=DIALECT))
    else:
        json.dump({
            "tables": [describe_table(table) for table in tables],
            "enums": describe_enums(tables),
            "relationships": describe_relationships(),
        }, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
