#include "rules/dead_declarations.h"

namespace schemalint::rules {

static void check(const Table& table, Context& context);

extern constinit const Rule dead_index_declaration = {
    .name = "dead-index-declaration",
    .summary = "An index is written down where SQLAlchemy never reads it.",
    .why = R"(
`Index("ix", "column")` finds its table through `__table_args__`. As an attribute of the class it is an
object that nobody asks: no error, no index, and autogenerate has nothing to say. The same happens to the
indexes of a mixin when the class has a `__table_args__` of its own, for it replaces the mixin's. The
query that the index was meant for reads the whole table.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    by_code = Index("ix_orders_code", "code")
)",
                .good = R"(
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_code", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
)"},
    .not_flagged = R"(
An index of Column objects, `Index("ix", code)`: it finds the table through them. What a class takes over
from its mixin by name.
)",
    .source =
        "SQLAlchemy, \"Declarative Table Configuration\": "
        "https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html"
        "#declarative-table-configuration",
    .severity = Severity::error,
    .check = check,
};

static void check(const Table& table, Context& context) {
  report_dead_declarations(table, true, context);
}

}  // namespace schemalint::rules
