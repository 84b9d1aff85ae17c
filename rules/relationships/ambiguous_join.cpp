#include <fmt/core.h>

#include "rules/left_out_modules.h"
#include "rules/rule.h"
#include "rules/wording.h"

namespace schemalint::rules {

static void check(const Relationship& relationship, Context& context);

extern constinit const Rule ambiguous_join = {
    .name = "ambiguous-join",
    .summary = "Several foreign keys join the tables of a relationship, and nothing chooses one.",
    .why = R"(
SQLAlchemy does not choose: when it configures the mappers, with the first query on any model, it raises
`AmbiguousForeignKeysError`. It happens to relationships that were right for years, on the day when
somebody adds a second foreign key between the two tables, `created_by` beside `owner_id`.
)",
    .example = {.file = "models.py",
                .bad = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    editor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    owner: Mapped["User"] = relationship()
)",
                .good = R"(
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    editor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    owner: Mapped["User"] = relationship(foreign_keys=[owner_id])
)"},
    .not_flagged = R"(
Relationships with `foreign_keys=` or `primaryjoin=`. Two foreign keys that tie the same columns. Tables
that were understood only in part, classes that are mapped to a join. Modules that their package leaves
out while it imports the others.
)",
    .source =
        "SQLAlchemy, \"Handling Multiple Join Paths\": "
        "https://docs.sqlalchemy.org/en/20/orm/join_conditions.html",
    .severity = Severity::error,
    .check = check,
};

namespace {

/// The argument that chooses the first of the foreign keys.
std::string help_for(const Relationship& relationship) {
  if (relationship.secondary) return "say which with primaryjoin= and secondaryjoin=";
  const JoinKey& first = relationship.ambiguous.front();
  const std::string& column = first.columns.front();
  const std::string written = first.table == relationship.table
                                  ? "[" + column + "]"
                                  : fmt::format("\"{}.{}\"", relationship.target_class, column);
  return "say which with foreign_keys=, for example foreign_keys=" + written;
}

}  // namespace

static void check(const Relationship& relationship, Context& context) {
  if (relationship.ambiguous.empty() || is_left_out(context.project(), relationship.module)) return;
  const std::string object = relationship.model_class + "." + relationship.attribute;
  std::vector<std::string> keys;
  Finding finding{.where = relationship.where, .object = object};
  for (const JoinKey& key : relationship.ambiguous) {
    keys.push_back(object_name(key.table, key.columns));
    finding.notes.push_back({key.where, fmt::format("by {}", keys.back())});
  }
  finding.message = fmt::format("relationship {} can go by {}: SQLAlchemy does not choose", object,
                                enumeration(keys));
  finding.help = help_for(relationship);
  context.report(std::move(finding));
}

}  // namespace schemalint::rules
