"""Prints the schema that SQLAlchemy itself builds from a project's models.

    dump_models.py PROJECT             JSON, in the shape of `schemalint schema --format json`
    dump_models.py PROJECT MODULE...   the same of what these modules declare, and what they import
    dump_models.py PROJECT --ddl       the CREATE statements, tables in order of name

Without a MODULE it imports every one of the project except those that EXPECTED_BROKEN.toml names,
so it runs the project's code: for what lies in fixtures/ and what the tests install only.

Runs with SQLAlchemy 1.4 as well as 2.0.
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
from sqlalchemy.sql.elements import ColumnClause, TextClause, UnaryExpression

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


def modules_below(root):
    """The dotted names of the modules that lie in a folder, alone or in packages."""
    files = list(root.glob("*.py"))
    for package in (path.parent for path in root.glob("*/__init__.py")):
        files += package.rglob("*.py")
    for file in sorted(files):
        parts = file.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def import_project(project, modules):
    root = project / "src" if (project / "src").exists() else project
    sys.path.insert(0, str(root))
    left_out = broken_modules(project)
    for name in modules or modules_below(root):
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
    condition = getattr(element, "_ddl_if", None)  # 1.4 has none
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
        "onupdate": constraint.onupdate,
    }


def indexed_column(element):
    """The name of the column that an index element orders by, None for any other expression."""
    while isinstance(element, UnaryExpression) and element.modifier:  # DESC, NULLS LAST
        element = element.element
    if isinstance(element, TextClause):
        plain = re.fullmatch(r'"?(\w+)"?( \w+_ops)?( (asc|desc))?( nulls (first|last))?',
                             element.text, re.I)
        return plain and plain[1]
    return element.name if isinstance(element, ColumnClause) else None


def describe_index(index):
    options = index.dialect_options["postgresql"]
    where = options["where"]
    return {
        "name": bare(COMPILER._prepared_index_name(index)),
        "columns": [indexed_column(element) for element in index.expressions],
        "unique": bool(index.unique),
        "where": None if where is None else expression(where),
        "using": options["using"] or None,
        "include": [getattr(column, "name", column) for column in options["include"] or ()],
    }


def describe_table(table):
    def constraints(kind):
        return [c for c in table.constraints if isinstance(c, kind) and is_created(c)]

    column_checks = [check for column in table.columns for check in column.constraints]
    return {
        "module": module_of_table.get(table),
        "schema": table.schema,
        "name": table.name,
        "columns": [
            {
                "name": c.name,
                "type": c.type.compile(dialect=DIALECT),
                "nullable": c.nullable,
                "server_default": COMPILER.get_column_default_string(c),
                "identity": c.identity is not None,
                "computed": c.computed is not None,
            }
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
            for c in {*constraints(sa.CheckConstraint), *column_checks}
            if not c._type_bound and is_created(c)
        ],
        "policies": [],
    }


def kind_of(column):
    """The type of a column as PostgreSQL has it, that of the elements where it is an array."""
    kind = column.type
    while True:
        if isinstance(kind, sa.types.TypeDecorator):
            kind = kind.type_engine(DIALECT)
        kind = kind.dialect_impl(DIALECT)
        if not isinstance(kind, sa.ARRAY):
            return kind
        kind = kind.item_type


def describe_enums(tables):
    enums = {}
    for kind in (kind_of(column) for table in tables for column in table.columns):
        if isinstance(kind, postgresql.ENUM):
            enums[kind.schema, kind.name] = list(kind.enums)
    return [{"schema": s, "name": n, "values": values} for (s, n), values in enums.items()]


def lazy_is_explicit(relation):
    """Whether `lazy=` was given, be it to the backref that made the relationship."""
    if relation in lazy_is_written:
        return lazy_is_written[relation]
    backref = relation.mapper.relationships[relation.back_populates].backref
    return isinstance(backref, tuple) and "lazy" in backref[1]


def describe_relationship(mapper, relation):
    return {
        "module": mapper.class_.__module__,
        "class": mapper.class_.__name__,
        "key": relation.key,
        "target": relation.mapper.class_.__name__,
        "uselist": bool(relation.uselist),
        "lazy": relation.lazy,
        "lazy_explicit": lazy_is_explicit(relation),
    }


def describe_relationships(from_backref):
    """Those of each mapped class, inherited ones included."""
    return [
        describe_relationship(mapper, relation)
        for registry in sqlalchemy.orm.mapperlib._all_registries()
        for mapper in registry.mappers
        for relation in mapper.relationships
        if (relation not in lazy_is_written) == from_backref
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("module", nargs="*")
    parser.add_argument("--ddl", action="store_true")
    args = parser.parse_args()
    project = args.project.resolve()
    watch(project)
    import_project(project, args.module)
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
            "relationships": describe_relationships(from_backref=False),
            "backrefs": describe_relationships(from_backref=True),
        }, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
