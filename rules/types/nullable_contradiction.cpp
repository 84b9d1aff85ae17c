#include <fmt/core.h>

#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Table& table, Context& context);

extern constinit const Rule nullable_contradiction = {
    .name = "nullable-contradiction",
    .summary = "Mapped[...] and nullable= say different things about NULL.",
    .why = R"(
The argument wins, in silence. `Mapped[str]` with `nullable=True` is a column that may be NULL: the type
checker lets `user.phone.strip()` pass, and the first row without a phone raises. `Mapped[str | None]` with
`nullable=False` makes every reader test for a None that cannot come, and every writer believe that it
may leave the value out.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(nullable=True)
)",
                .good = R"(
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None] = mapped_column()
)"},
    .not_flagged = R"(
Annotations that say nothing about None: `Any`, type variables, aliases that a library makes. A NOT NULL
column that the database or a default fills: its attribute is None until the row is written.
)",
    .source =
        "SQLAlchemy, \"mapped_column() derives the datatype and nullability\": "
        "https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html",
    .severity = Severity::warning,
    .check = check,
};

static void check(const Table& table, Context& context) {
  for (const Column& column : table.columns) {
    if (!column.nullable_explicit || !column.annotated_nullable || column.primary_key) continue;
    const bool may_be_null = column.nullable.value;
    if (column.annotated_nullable->value == may_be_null) continue;
    // What an alias carries is meant for all columns that are annotated with it.
    if (!column.declaration.contains(column.nullable.where)) continue;
    const bool is_filled = column.server_default || column.client_default || column.computed;
    if (!may_be_null && is_filled) continue;
    const std::string object = object_name(table.name, {column.name});
    const Span annotation = column.annotated_nullable->where;
    const std::string_view type =
        annotation.known() ? context.file(annotation).text(annotation) : "…";
    Finding finding{.where = column.nullable.where, .object = object};
    if (may_be_null) {
      finding.message =
          fmt::format("{} may be NULL, but Mapped[{}] says that it is never None", object, type);
      finding.help = fmt::format("write Mapped[{} | None], or drop nullable=True", type);
    } else {
      finding.message =
          fmt::format("{} is NOT NULL, but Mapped[{}] says that it may be None", object, type);
      finding.help = "take None out of the annotation, or drop nullable=False";
    }
    context.report(std::move(finding));
  }
}

}  // namespace schemalint::rules
