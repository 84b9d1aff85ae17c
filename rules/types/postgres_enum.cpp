#include <fmt/core.h>

#include <map>
#include <set>

#include "analyzer/database.h"
#include "analyzer/words.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Project& project, Context& context);

extern constinit const Rule postgres_enum = {
    .name = "postgres-enum",
    .summary = "A type is a native PostgreSQL ENUM.",
    .why = R"(
The values of an ENUM cannot be removed, and a new one cannot be used in the transaction that adds it.
Dropping the last column of the type leaves the type behind, and the next `create_table` fails on it.
Alembic's autogenerate does not see a changed list of values, and `op.add_column` does not create the
type at all. Every change of the list is a migration of its own kind.

A VARCHAR with a named CHECK holds the same values, and its list changes with one constraint: add the
new one NOT VALID, validate it, drop the old one.
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
    state: Mapped[State] = mapped_column(Enum(State, name="task_state"))
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
        Enum(State, name="task_state", native_enum=False, create_constraint=True)
    )
)"},
    .not_flagged = R"(
`Enum(native_enum=False)`. Types that a later revision drops. A type that both the models and the
migrations name is one finding, at the model.
)",
    .source =
        "PostgreSQL, \"Enumerated Types\": "
        "https://www.postgresql.org/docs/current/datatype-enum.html",
    .severity = Severity::warning,
    .check = check,
};

namespace {

constexpr size_t most_names = 3;  // in a message

std::string mend(const Project& project) {
  if (project.declared.tables().empty())
    return "store it as varchar with a named CHECK over the same values, and convert the column";
  return "store it as VARCHAR with a named CHECK (native_enum=False, create_constraint=True, "
         "name=), the stored values unchanged, and convert the column in a revision";
}

/// The columns of the database that have each type.
using Users = std::map<QualifiedName, std::vector<Sourced<std::string>>>;

Users users_in(const Schema& schema) {
  Users users;
  for (const Table& table : schema.tables())
    for (const Column& column : table.columns)
      if (column.enum_type)
        users[*column.enum_type].push_back({object_name(table.name, {column.name}), column.where});
  return users;
}

/// The type of the database that is the declared one: of the same name, or, as models leave the
/// schema of a type to SQLAlchemy and revisions to the search path, the only one so called that no
/// other declared type claims.
const EnumType* twin_in(const Schema& database, const Project& project, const EnumType& declared) {
  if (const EnumType* same = database.enum_type(declared.name)) return same;
  const EnumType* twin = nullptr;
  for (const EnumType& type : database.enums()) {
    if (type.name.name != declared.name.name) continue;
    if (project.declared.enum_type(type.name) != nullptr) continue;
    if (twin != nullptr) return nullptr;
    twin = &type;
  }
  return twin;
}

std::string describe(const EnumType& type) {
  const std::string name = type.name.name.empty() ? "without a name" : type.name.text();
  if (type.values.empty()) return name;
  return fmt::format("{} ({})", name, counted(type.values.size(), "value"));
}

void report_declared(const EnumType& type, const EnumType* twin, Context& context) {
  Finding finding{.where = type.where, .help = mend(context.project()), .object = type.name.text()};
  finding.message = fmt::format("native ENUM type {}", describe(type));
  if (!type.used_by.empty()) finding.where = type.used_by.front().where;
  std::vector<std::string> here;  // several where a mixin declares the column
  std::set<Span> shown{finding.where};
  for (const Sourced<std::string>& user : type.used_by) {
    if (user.where == finding.where)
      here.push_back(user.value);
    else if (shown.insert(user.where).second)
      finding.notes.push_back({user.where, fmt::format("{} has it as well", user.value)});
  }
  if (!here.empty()) finding.message += " of " + shortened(here, most_names);
  if (twin != nullptr && twin->where.known() && shown.insert(twin->where).second)
    finding.notes.push_back({twin->where, "the migrations create it here"});
  context.report(std::move(finding));
}

void report_migrated(const EnumType& type, const Users& users, Context& context) {
  Finding finding{.where = type.where, .help = mend(context.project()), .object = type.name.text()};
  finding.message = fmt::format("native ENUM type {}", describe(type));
  const auto columns = users.find(type.name);
  if (columns == users.end()) {
    finding.message += ", which no column has";
    finding.help = "drop the type: dropping a column or a table leaves its type behind";
  } else {
    std::vector<std::string> names;
    for (const Sourced<std::string>& user : columns->second) names.push_back(user.value);
    finding.message += " of " + shortened(names, most_names);
  }
  context.report(std::move(finding));
}

}  // namespace

static void check(const Project& project, Context& context) {
  const Schema database = database_schema(project);
  std::set<QualifiedName> reported;
  for (const EnumType& type : project.declared.enums()) {
    const EnumType* twin = twin_in(database, project, type);
    if (twin != nullptr) reported.insert(twin->name);
    report_declared(type, twin, context);
  }
  const Users users = users_in(database);
  for (const EnumType& type : database.enums())
    if (!reported.contains(type.name)) report_migrated(type, users, context);
}

}  // namespace schemalint::rules
