#include <fmt/core.h>

#include <algorithm>

#include "analyzer/live_tables.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule unconstrained_choice = {
    .name = "unconstrained-choice",
    .summary = "A column of a fixed list of values that the database does not know.",
    .why = R"(
`Enum(native_enum=False)` is a VARCHAR, and since SQLAlchemy 1.4 nothing more: a script, a migration or
another service can write any text. A row with a value that the Python enumeration does not have raises
`LookupError` when it is read, also in the list of a thousand rows that it is one of. `Mapped[Literal[…]]`
is a VARCHAR in the same way.
)",
    .example = {.file = "models.py",
                .bad = R"(
import enum

from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class State(enum.Enum):
    open = "open"
    done = "done"


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(Enum(State, native_enum=False))
)",
                .good = R"(
import enum

from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class State(enum.Enum):
    open = "open"
    done = "done"


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(
        Enum(State, native_enum=False, create_constraint=True, name="task_state")
    )
)"},
    .not_flagged = R"(
Columns that a CHECK of the table speaks of, in the models or in the migrations. Native ENUM types:
postgres-enum.
)",
    .source =
        "SQLAlchemy, Enum(create_constraint=): "
        "https://docs.sqlalchemy.org/en/20/core/type_basics.html#sqlalchemy.types.Enum",
    .severity = Severity::warning,
    .on_by_default = false,
    .check = check,
};

namespace {

bool is_checked(const Table* table, const std::string& column) {
  return table != nullptr && std::ranges::any_of(table->checks, [&](const Check& check) {
           return lower(check.sql).find(lower(column)) != std::string::npos;
         });
}

}  // namespace

static void check(const Project& project, Context& context) {
  const LiveTables tables(project);
  for (const Table& table : project.declared.tables()) {
    const Table* live = tables.in_database(table);
    for (const Column& column : table.columns) {
      if (!column.unconstrained_choice || column.enum_type) continue;
      if (is_checked(&table, column.name) || is_checked(live, column.name)) continue;
      const std::string object = object_name(table.name, {column.name});
      context.report(
          {.where = column.where,
           .message = fmt::format("{} takes any text: no CHECK holds its list of values", object),
           .help = "add create_constraint=True and a name= to the Enum, and the CHECK in "
                   "a revision",
           .object = object});
    }
  }
}

}  // namespace schemalint::rules
