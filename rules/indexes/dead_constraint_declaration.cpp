#include "rules/dead_declarations.h"

namespace schemalint::rules {

static void check(const Table& table, Context& context);

extern constinit const Rule dead_constraint_declaration = {
    .name = "dead-constraint-declaration",
    .summary = "A constraint is written down where SQLAlchemy never reads it.",
    .why = R"(
`UniqueConstraint("a", "b")` as a statement of the class body looks as if it were declared. SQLAlchemy
takes constraints from `__table_args__`, or finds the table through Column objects; text leads nowhere.
Nothing fails: the duplicates, or the values that the CHECK was to refuse, simply get in.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Setting(Base):
    __tablename__ = "settings"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    UniqueConstraint("name")
)",
                .good = R"(
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Setting(Base):
    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
)"},
    .not_flagged = R"(
A constraint of Column objects: it finds the table through them. What a class takes over from its mixin
by name.
)",
    .source =
        "SQLAlchemy, \"Declarative Table Configuration\": "
        "https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html"
        "#declarative-table-configuration",
    .severity = Severity::error,
    .check = check,
};

static void check(const Table& table, Context& context) {
  report_dead_declarations(table, false, context);
}

}  // namespace schemalint::rules
